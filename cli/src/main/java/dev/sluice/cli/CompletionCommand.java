package dev.sluice.cli;

import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice completion}: what a shell needs to complete commands and options. */
@Command(
        name = "completion",
        description = "Prints a script that lets bash or zsh complete sluice's commands and options.",
        footer = {
            "",
            "Examples:",
            "  sluice completion > ~/.local/share/bash-completion/completions/sluice",
            "  source <(sluice completion)                       # in this shell alone"
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(AutoComplete.bash("sluice", spec.root().commandLine()));
        out.flush();
    }
}

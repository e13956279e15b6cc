package dev.sluice.cli.routes;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice routes}, which does nothing without a subcommand. */
@Command(
        name = "routes",
        description = "Says which routes take an event, and why.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  sluice routes test --event stripe/evt_123",
            "  sluice routes test --file body.json --endpoint stripe --routes draft.yaml"
        },
        subcommands = RoutesTestCommand.class)
public final class RoutesCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? There is: routes test");
    }
}

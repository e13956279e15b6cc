package dev.sluice.cli;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.config.Suggestion;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns a command line that can't be read into one line for a person, and what was probably meant. */
final class SayWhatIsMisspelt implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().getFirst();
            Collection<String> known = known(command, word.startsWith("-"));
            err.println("sluice: " + command.getCommandName() + " does not know '" + word + "'"
                    + (known.isEmpty() ? "" : ". " + Suggestion.among(word, known)));
        } else {
            err.println("sluice: " + wrong.getMessage());
        }
        if (command.getParent() == null) {
            command.usage(err);
        } else {
            boolean nested = command.getParent().getParent() != null;
            err.println("See: "
                    + (nested
                            ? command.getCommandSpec().qualifiedName() + " --help"
                            : "sluice help " + command.getCommandName()));
        }
        return CommandFailedException.USAGE;
    }

    private static Collection<String> known(CommandLine command, boolean options) {
        if (!options) {
            return command.getSubcommands().keySet();
        }
        Collection<String> names = new TreeSet<>();
        for (OptionSpec option : command.getCommandSpec().options()) {
            names.add(option.longestName());
        }
        return names;
    }
}

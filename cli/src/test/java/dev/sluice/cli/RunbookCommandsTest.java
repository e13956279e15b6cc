package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Whoever follows the runbook at night finds the commands and options that it names. */
class RunbookCommandsTest {
    private static final Pattern COMMAND = Pattern.compile("\\./sluice ([^`\n#]+)");

    @Test
    void everyCommandOfTheRunbookExists() throws IOException {
        List<String> wrong = new ArrayList<>();
        Matcher lines = COMMAND.matcher(Files.readString(Path.of("..", "docs", "runbook.md")));
        int found = 0;
        while (lines.find()) {
            found++;
            wrong.addAll(mistakes(lines.group(1)));
        }
        assertThat(found).isGreaterThan(30);
        assertThat(wrong).isEmpty();
    }

    @Test
    void whatDoesNotExistIsFound() {
        assertThat(mistakes("dlq mend stripe/evt_1")).isNotEmpty();
        assertThat(mistakes("dlq list --wher group=1")).isNotEmpty();
    }

    private static List<String> mistakes(String line) {
        List<String> wrong = new ArrayList<>();
        CommandLine command = new CommandLine(new SluiceCommand());
        for (String word : line.replaceAll("\"[^\"]*\"", "QUOTED").strip().split("\\s+", -1)) {
            CommandLine next = command.getSubcommands().get(word);
            if (next != null) {
                command = next;
            } else if (word.startsWith("-")
                    ? command.getCommandSpec().findOption(word) == null
                    : !takesWords(command)) {
                wrong.add(line + ": " + word);
            }
        }
        return wrong;
    }

    /** A command that has subcommands names no argument of its own. */
    private static boolean takesWords(CommandLine command) {
        return command.getSubcommands().isEmpty()
                || !command.getCommandSpec().positionalParameters().isEmpty();
    }
}

package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.installation.CommandFailedException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the command line answers to what is written on it. */
class SluiceCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    private Path endpoints;

    @BeforeEach
    void configure() throws Exception {
        endpoints = Files.writeString(directory.resolve("endpoints.yaml"), """
                endpoints:
                  shop:
                    provider: stripe
                    secrets: ["fake-whsec-of-a-test"]
                """);
    }

    @Test
    void withoutACommandItSaysWhichThereAre() {
        assertThat(run()).isEqualTo(CommandFailedException.USAGE);
        assertThat(err.toString()).contains("up", "send", "sign", "verify", "doctor");
    }

    @Test
    void everyCommandHasHelp() {
        for (String command : SluiceMain.commandLine().getSubcommands().keySet()) {
            assertThat(run(command, "--help")).isZero();
        }
        assertThat(out.toString()).contains("Usage: sluice up", "Usage: sluice doctor");
    }

    @Test
    void everyCommandShowsExamples() {
        for (String command : SluiceMain.commandLine().getSubcommands().keySet()) {
            out.getBuffer().setLength(0);
            run(command, "--help");
            assertThat(out.toString()).contains(command.equals("help") ? "Usage" : "Examples:\n  sluice " + command);
        }
    }

    @Test
    void everyCommandOfACommandHasHelp() {
        for (String command : new String[] {"events", "dlq", "jobs"}) {
            for (String of : SluiceMain.commandLine()
                    .getSubcommands()
                    .get(command)
                    .getSubcommands()
                    .keySet()) {
                out.getBuffer().setLength(0);
                assertThat(run(command, of, "--help")).isZero();
                assertThat(out.toString()).contains("Usage: sluice " + command + " " + of);
            }
            assertThat(run(command)).isEqualTo(CommandFailedException.USAGE);
        }
        assertThat(run("dlq", "lst")).isEqualTo(CommandFailedException.USAGE);
        assertThat(err.toString()).contains("which command: list, show", "Did you mean 'list'?");
    }

    @ParameterizedTest
    @CsvSource({
        "replay, say where to begin",
        "replay --from-time yesterday, 2h for two hours ago",
        "replay --event evt_1, stripe/evt_1",
        "replay --from 0 --event a/b, and not both",
        "replay --from 0 --where colour=red, no condition here",
        "dlq redrive, say which",
        "dlq discard a/b, say why",
        "dlq redrive --all --rate 0 --database jdbc:postgresql://127.0.0.1:1/x, at least 1 unit",
        "jobs list --database localhost, postgresql://USER"
    })
    void whatCannotBeMeantIsAnsweredWithWhatCan(String command, String said) {
        assertThat(run(command.split(" "))).isEqualTo(CommandFailedException.USAGE);
        assertThat(err.toString()).contains(said);
    }

    @Test
    void whereNothingRunsItIsSaidHowToStartIt() {
        assertThat(run("dlq", "list", "--data", directory.toString())).isEqualTo(CommandFailedException.ENVIRONMENT);
        assertThat(err.toString()).contains("sluice up");
    }

    @Test
    void helpOfACommandIsWhatItsOptionSays() {
        run("send", "--help");
        String asked = out.toString();
        out.getBuffer().setLength(0);

        assertThat(run("help", "send")).isZero();
        assertThat(out.toString()).isEqualTo(asked);
    }

    @ParameterizedTest
    @CsvSource({
        "sned, send",
        "stauts, status",
        "docter, doctor",
        "log, logs",
        "chekc, check",
        "dwon, down",
        "pslq, psql"
    })
    void aMisspeltCommandIsAnsweredWithTheOneThatWasMeant(String written, String meant) {
        assertThat(run(written)).isEqualTo(CommandFailedException.USAGE);
        assertThat(err.toString()).contains("Did you mean '" + meant + "'?");
    }

    @Test
    void aMisspeltOptionIsAnsweredWithTheOneThatWasMeant() {
        assertThat(run("send", "shop", "--tpye", "x")).isEqualTo(CommandFailedException.USAGE);
        assertThat(err.toString()).contains("Did you mean '--type'?", "sluice help send");
    }

    @Test
    void completionIsAScriptThatKnowsTheCommands() {
        assertThat(run("completion")).isZero();
        assertThat(out.toString()).contains("complete ", "status", "--allow-warnings");
    }

    @Test
    void anAddressWithoutASchemeIsRefused() {
        assertThat(run("send", "shop", "--endpoints", endpoints.toString(), "--url", "localhost:8080/webhooks/shop"))
                .isEqualTo(CommandFailedException.USAGE);
        assertThat(err.toString()).contains("--url");
    }

    @Test
    void aPortThatIsNoNumberIsRefused() {
        assertThat(run("up", "--ingest-port", "many")).isEqualTo(CommandFailedException.USAGE);
        assertThat(err.toString()).contains("--ingest-port");
    }

    @Test
    void sendingWhereNothingRunsSaysHowToStart() {
        assertThat(run("send", "shop", "--endpoints", endpoints.toString(), "--data", directory.toString()))
                .isEqualTo(CommandFailedException.ENVIRONMENT);
        assertThat(err.toString()).contains("sluice up");
    }

    private int run(String... arguments) {
        CommandLine line = SluiceMain.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }
}

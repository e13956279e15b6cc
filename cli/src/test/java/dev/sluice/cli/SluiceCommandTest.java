package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.installation.CommandFailedException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

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
    void anotherEndpointsSecretIsNotAskedFor() throws Exception {
        Files.writeString(
                endpoints,
                "  other:\n    provider: github\n    secrets: [\"${NOT_SET_ANYWHERE}\"]\n",
                StandardOpenOption.APPEND);

        assertThat(run("sign", "shop", "--endpoints", endpoints.toString())).isZero();
        Path body = Files.writeString(directory.resolve("body.json"), "{\"id\":\"evt_1\",\"type\":\"a.b\"}");
        assertThat(verify(body, "Stripe-Signature: t=1,v1=" + "0".repeat(64))).isEqualTo(CommandFailedException.FAILED);
        assertThat(run("sign", "other", "--endpoints", endpoints.toString())).isEqualTo(CommandFailedException.USAGE);
        assertThat(err.toString()).contains("NOT_SET_ANYWHERE");
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
    void whatIsSignedVerifies() throws Exception {
        Path body = Files.writeString(directory.resolve("body.json"), "{\"id\":\"evt_1\",\"type\":\"a.b\"}");

        assertThat(run("sign", "shop", "--endpoints", endpoints.toString(), "--file", body.toString()))
                .isZero();
        String signature = out.toString()
                .lines()
                .filter(line -> line.startsWith("stripe-signature"))
                .findFirst()
                .orElseThrow();

        assertThat(verify(body, signature)).isZero();
        assertThat(out.toString()).contains("genuine, signed with secrets[0]").doesNotContain("fake-whsec");
    }

    @Test
    void verifyExplainsWhatDoesNotMatch() throws Exception {
        Path body = Files.writeString(directory.resolve("body.json"), "{\"id\":\"evt_1\",\"type\":\"a.b\"}");

        assertThat(verify(body, "Stripe-Signature: t=1,v1=" + "0".repeat(64))).isEqualTo(CommandFailedException.FAILED);
        assertThat(out.toString()).contains("wrong secrets[0]: none of 1 signatures", "refused: signature_mismatch");
    }

    @Test
    void aWholeRequestThatIsSignedVerifies() throws Exception {
        assertThat(run("sign", "shop", "--endpoints", endpoints.toString(), "--raw"))
                .isZero();
        Path raw = Files.writeString(directory.resolve("request.http"), out.toString());

        assertThat(run("verify", "shop", "--endpoints", endpoints.toString(), "--raw", raw.toString()))
                .isZero();
        assertThat(out.toString()).contains("of type payment_intent.succeeded");
    }

    @Test
    void aLineThatAnEditorAddedIsSeen() throws Exception {
        run("sign", "shop", "--endpoints", endpoints.toString(), "--raw");
        Path raw = Files.writeString(directory.resolve("request.http"), out + "\n");

        assertThat(run("verify", "shop", "--endpoints", endpoints.toString(), "--raw", raw.toString()))
                .isEqualTo(CommandFailedException.FAILED);
        assertThat(out.toString()).contains("wrong body: ").contains("an editor may have added a line end");
    }

    @Test
    void whatOnlyTheProviderCanSignAsksForItsPrivateKey() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Files.writeString(endpoints, """
                endpoints:
                  bot:
                    provider: discord
                    public_keys: ["%s"]
                """.formatted(
                        Base64.getEncoder().encodeToString(pair.getPublic().getEncoded())));
        Path pem = Files.writeString(
                directory.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(pair.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        String[] sign = {"sign", "bot", "--endpoints", endpoints.toString(), "--data", directory.toString(), "--raw"};

        assertThat(run(sign)).isEqualTo(CommandFailedException.USAGE);
        assertThat(err.toString()).contains("openssl genpkey -algorithm ed25519", "--private-key");
        assertThat(run(Stream.concat(Stream.of(sign), Stream.of("--private-key", pem.toString()))
                        .toArray(String[]::new)))
                .isZero();
        Path raw = Files.writeString(directory.resolve("request.http"), out.toString());
        assertThat(run("verify", "bot", "--endpoints", endpoints.toString(), "--raw", raw.toString()))
                .isZero();
    }

    @Test
    void verifyWantsABodyOrAWholeRequest() {
        assertThat(run("verify", "shop", "--endpoints", endpoints.toString())).isEqualTo(CommandFailedException.USAGE);
        assertThat(err.toString()).contains("--file", "--raw");
    }

    @Test
    void verifySaysWhatWouldHaveMatched() throws Exception {
        Path body = Files.writeString(directory.resolve("body.json"), "{\"id\":\"evt_1\"}");
        run("sign", "shop", "--endpoints", endpoints.toString(), "--file", body.toString());
        String signature = out.toString()
                .lines()
                .filter(line -> line.startsWith("stripe-signature"))
                .findFirst()
                .orElseThrow();
        Files.writeString(body, "\n", StandardOpenOption.APPEND);

        assertThat(verify(body, signature)).isEqualTo(CommandFailedException.FAILED);
        assertThat(out.toString()).contains("cause line_end_added: ");
    }

    @Test
    void mistakesInTheConfigurationAreAllReported() throws Exception {
        Files.writeString(endpoints, """
                endpoints:
                  shop:
                    provider: strip
                    secrets: [""]
                """);

        assertThat(run("sign", "shop", "--endpoints", endpoints.toString(), "--file", endpoints.toString()))
                .isEqualTo(CommandFailedException.USAGE);
        assertThat(err.toString()).contains("endpoints.yaml:3", "endpoints.yaml:4");
    }

    @Test
    void anUnknownEndpointIsAnsweredWithThoseThereAre() {
        assertThat(run("sign", "shoe", "--endpoints", endpoints.toString(), "--file", endpoints.toString()))
                .isEqualTo(CommandFailedException.USAGE);
        assertThat(err.toString()).contains("'shoe'").contains("shop");
    }

    @Test
    void sendingWhereNothingRunsSaysHowToStart() {
        assertThat(run("send", "shop", "--endpoints", endpoints.toString(), "--data", directory.toString()))
                .isEqualTo(CommandFailedException.ENVIRONMENT);
        assertThat(err.toString()).contains("sluice up");
    }

    private int verify(Path body, String header) {
        return run(
                "verify", "shop", "--endpoints", endpoints.toString(), "--file", body.toString(), "--header", header);
    }

    private int run(String... arguments) {
        CommandLine line = SluiceMain.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }
}

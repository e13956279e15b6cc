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
import picocli.CommandLine;

/** Signing, verifying, and what is read for it. */
class SignAndVerifyTest {
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

package dev.sluice.library;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.EndpointsFile;
import dev.sluice.event.EventKey;
import dev.sluice.event.WebhookEvent;
import dev.sluice.provider.Endpoint;
import dev.sluice.sample.Webhook;
import dev.sluice.signature.SignedRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookVerifierTest {
    private static final String URL = "https://shop.example.com/hooks";
    private static final byte[] BODY = "{\"id\": \"evt_1\", \"type\": \"charge.succeeded\"}".getBytes(UTF_8);
    private static final Path PAGE = Path.of("../docs/library.md");
    private static final Path SOURCE = Path.of("src/test/java/dev/sluice/library/WebhookVerifier.java");

    @TempDir
    private Path directory;

    private Path file;
    private SignedRequest signed;

    @BeforeEach
    void signAsStripeDoes() throws Exception {
        file = Files.writeString(
                directory.resolve("endpoints.yaml"),
                "endpoints: {billing: {provider: stripe, secrets: [not-a-real-secret]}}");
        Endpoint billing =
                EndpointsFile.read(file, Map.of(), 1024).named("billing").orElseThrow();
        signed = new Webhook(billing, "evt_1", "charge.succeeded", BODY).signed(URL, Instant.now());
    }

    @Test
    void genuineRequestGivesItsEvent() throws Exception {
        assertThat(new WebhookVerifier(file, "billing")
                        .events(URL, signed.headers().asMap(), BODY))
                .extracting(WebhookEvent::key)
                .containsExactly(new EventKey("billing", "evt_1"));
    }

    @Test
    void changedBodyGivesNone() throws Exception {
        assertThat(new WebhookVerifier(file, "billing")
                        .events(URL, signed.headers().asMap(), "{\"id\":\"evt_2\"}".getBytes(UTF_8)))
                .isEmpty();
    }

    @Test
    void pageShowsTheCodeThatIsTested() throws Exception {
        String source = Files.readString(SOURCE);

        assertThat(Files.readString(PAGE)).contains(source.substring(source.indexOf("final class WebhookVerifier")));
    }
}

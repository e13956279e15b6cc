package dev.sluice.cli.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.config.EndpointsFile;
import dev.sluice.event.Tracing;
import dev.sluice.event.WebhookEvent;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EventReader;
import dev.sluice.provider.Reading;
import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.signature.SignedRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedEventsTest {
    private static final Instant NOW = Instant.parse("2025-01-31T12:00:00Z");

    @TempDir
    private Path directory;

    private SignedEvents events;
    private Endpoint endpoint;

    @BeforeEach
    void prepare() throws Exception {
        endpoint = endpoint();
        events = SignedEvents.fresh(endpoint, Target.of("http://127.0.0.1:8080/webhooks/shop"));
    }

    @Test
    void eventsAreGenuineAndOfTheSizeTheyAreSaidToHave() {
        SignedRequest request = events.signed(299_999, NOW);

        assertThat(endpoint.scheme().verify(request, endpoint.secrets(), NOW)).isInstanceOf(Passed.class);
        assertThat(request.body()).hasSizeBetween(830, 870);
        assertThat(new String(request.body(), UTF_8)).doesNotContain("{{", "\n", "\t", "\\");
    }

    @Test
    void eachHasAnIdAndAnObjectOfItsOwn() {
        WebhookEvent one = read(events.signed(1, NOW));
        WebhookEvent other = read(events.signed(2, NOW));

        assertThat(one.type()).isEqualTo("payment.succeeded");
        assertThat(one.key().id()).isNotEqualTo(other.key().id());
        assertThat(one.subject()).isPresent().isNotEqualTo(other.subject());
        assertThat(events.number(other.key().id())).isEqualTo(2);
    }

    @Test
    void twoRunsShareNoId() throws CommandFailedException {
        assertThat(SignedEvents.fresh(endpoint, events.target()).prefix()).isNotEqualTo(events.prefix());
    }

    @Test
    void theRequestOnTheWireIsWhole() {
        String text = new String(events.bytes(7), UTF_8);
        String[] parts = text.split("\r\n\r\n", 2);

        assertThat(parts[0])
                .startsWith("POST /webhooks/shop HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n")
                .contains(
                        "Content-Length: " + parts[1].getBytes(UTF_8).length, "stripe-signature: t=", "content-type: ");
        assertThat(parts[1]).startsWith("{\"id\":\"" + events.id(7) + "\"");
    }

    private WebhookEvent read(SignedRequest request) {
        Checked<Reading> reading = new EventReader().read(endpoint, request, NOW, Tracing.NONE);
        assertThat(reading).isInstanceOf(Passed.class);
        return reading.orElseThrow().events().get(0);
    }

    private Endpoint endpoint() throws Exception {
        Path file = Files.writeString(directory.resolve("endpoints.yaml"), """
                endpoints:
                  shop:
                    provider: stripe
                    secrets: ["fake-whsec-of-a-test"]
                """);
        return EndpointsFile.read(file, Map.of(), 1024 * 1024).named("shop").orElseThrow();
    }
}

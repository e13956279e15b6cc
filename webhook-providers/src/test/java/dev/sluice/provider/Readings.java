package dev.sluice.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.AccessRules;
import dev.sluice.config.ProviderPresets;
import dev.sluice.event.Tracing;
import dev.sluice.event.WebhookEvent;
import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads bodies as an endpoint of a bundled provider would. */
final class Readings {
    static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");
    static final Map<String, String> GITHUB =
            Map.of("X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958", "X-GitHub-Event", "issues");

    private Readings() {}

    static WebhookEvent stripe(String body) {
        return event("stripe", Map.of(), body);
    }

    static WebhookEvent event(String provider, Map<String, String> headers, String body) {
        return only(read(endpoint(provider, Livemode.ANY), headers, body.getBytes(UTF_8)));
    }

    static WebhookEvent only(Checked<Reading> reading) {
        List<WebhookEvent> events = reading.orElseThrow().events();
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    static RejectionCode refusal(String body) {
        return refusal("stripe", Map.of(), body.getBytes(UTF_8));
    }

    static RejectionCode refusal(String provider, Map<String, String> headers, byte[] body) {
        return switch (read(endpoint(provider, Livemode.ANY), headers, body)) {
            case Passed(Reading events) -> throw new AssertionError(events);
            case Rejected<Reading> refused -> refused.why();
        };
    }

    static Checked<Reading> read(Endpoint endpoint, Map<String, String> headers, byte[] body) {
        return new EventReader().read(endpoint, request(headers, body), NOW, Tracing.NONE);
    }

    static SignedRequest request(Map<String, String> headers, byte[] body) {
        return new SignedRequest("POST", "https://example.com/webhooks/shop", json(headers), body);
    }

    static Endpoint endpoint(String provider, Livemode livemode) {
        ProviderPreset preset = ProviderPresets.bundled().named(provider).orElseThrow();
        return new Endpoint(
                "shop",
                List.of("/webhooks/shop"),
                true,
                provider,
                preset.body().orElse(BodyForms.JSON),
                preset.schemes().getFirst().with(Map.of()),
                preset.coverage(),
                List.of(new Secret("secrets[0]", "not-a-real-one")),
                Optional.empty(),
                Map.of(),
                preset.handshakes(),
                preset.identity().orElseThrow(),
                livemode,
                1024 * 1024,
                OptionalInt.empty(),
                Optional.empty(),
                AccessRules.NONE,
                Map.of());
    }

    private static RequestHeaders json(Map<String, String> headers) {
        RequestHeaders given = RequestHeaders.of(headers);
        return given.first("content-type").isPresent() ? given : given.with("content-type", "application/json");
    }
}

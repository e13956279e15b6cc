package dev.sluice.provider;

import static dev.sluice.provider.Readings.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ConfigurationException;
import dev.sluice.config.EndpointsFile;
import dev.sluice.event.Tracing;
import dev.sluice.event.WebhookEvent;
import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.signature.Genuine;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Endpoints of providers with a scheme of their own, and requests to them, from the signature to the events. */
final class SpecialSchemes {
    private static final String YAML = """
            endpoints:
              twilio: {provider: twilio, secrets: [made-up], public_url: "https://example.com/webhooks/twilio"}
              adyen: {provider: adyen, secrets: ["%1$s"], livemode: false}
              adyen-platform: {provider: adyen-platform, secrets: ["%1$s"]}
              braintree: {provider: braintree, secrets: [made-up], options: {public_key: pub}}
              microsoft-graph: {provider: microsoft-graph, secrets: [made-up]}
              paypal: {provider: paypal, options: {webhook_id: WH-1}}
              hubspot: {provider: hubspot, secrets: [made-up], public_url: "https://example.com/webhooks/hubspot"}
              plaid: {provider: plaid, options: {client_id: made-up-id, secret: made-up-secret, environment: sandbox}}
            """.formatted("0123456789abcdef".repeat(4));

    private static final EndpointCatalog ENDPOINTS = endpoints();

    private SpecialSchemes() {}

    private static EndpointCatalog endpoints() {
        try {
            Path file = Files.writeString(Files.createTempFile("endpoints", ".yaml"), YAML);
            try {
                return EndpointsFile.read(file, Map.of(), 1024 * 1024);
            } finally {
                Files.delete(file);
            }
        } catch (IOException | ConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    static Endpoint endpoint(String provider) {
        return ENDPOINTS.named(provider).orElseThrow();
    }

    static SignedRequest signed(String provider, String contentType, String body) {
        Endpoint endpoint = endpoint(provider);
        Secret key = endpoint.secrets().getFirst();
        SignedRequest signed = endpoint.scheme().sign(request(provider, contentType, body), key, NOW);
        assertThat(verify(signed, provider)).isInstanceOf(Passed.class);
        return signed;
    }

    static Checked<Genuine> verify(SignedRequest request, String provider) {
        Endpoint endpoint = endpoint(provider);
        return endpoint.scheme().verify(request, endpoint.secrets(), NOW);
    }

    static SignedRequest request(String provider, String contentType, String body) {
        return new SignedRequest(
                "POST",
                "https://example.com/webhooks/" + provider,
                RequestHeaders.of(Map.of("content-type", contentType)),
                body.getBytes(UTF_8));
    }

    static Checked<Reading> read(SignedRequest request, String provider) {
        return new EventReader().read(endpoint(provider), request, NOW, Tracing.NONE);
    }

    static List<WebhookEvent> events(SignedRequest request) {
        String path = request.url().split("\\?", 2)[0];
        return read(request, path.substring(path.lastIndexOf('/') + 1))
                .orElseThrow()
                .events();
    }

    static WebhookEvent only(SignedRequest request) {
        List<WebhookEvent> events = events(request);
        assertThat(events).hasSize(1);
        return events.getFirst();
    }
}

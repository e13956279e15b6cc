package dev.sluice.library;

import dev.sluice.config.ConfigurationException;
import dev.sluice.config.EndpointsFile;
import dev.sluice.event.Tracing;
import dev.sluice.event.WebhookEvent;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EventReader;
import dev.sluice.provider.Reading;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.SignedRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The example of {@code docs/library.md}: a service's own check of the webhooks it gets. */
final class WebhookVerifier {
    private final Endpoint endpoint;
    private final EventReader reader = new EventReader();

    WebhookVerifier(Path endpointsYaml, String name) throws ConfigurationException {
        endpoint = EndpointsFile.read(endpointsYaml, System.getenv(), 1024 * 1024)
                .named(name)
                .orElseThrow();
    }

    /** The events of a genuine request; none where it is not genuine, or holds no event. */
    List<WebhookEvent> events(String url, Map<String, List<String>> headers, byte[] body) {
        Instant now = Instant.now();
        SignedRequest request = new SignedRequest("POST", endpoint.signedUrl(url), RequestHeaders.ofAll(headers), body);
        if (endpoint.scheme().verify(request, endpoint.currentSecrets(now), now) instanceof Passed
                && reader.read(endpoint, request, now, Tracing.NONE) instanceof Passed(Reading genuine)) {
            return genuine.events();
        }
        return List.of();
    }
}

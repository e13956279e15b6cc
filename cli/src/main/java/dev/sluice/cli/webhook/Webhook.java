package dev.sluice.cli.webhook;

import dev.sluice.provider.Endpoint;
import dev.sluice.provider.Locator;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import java.time.Instant;
import java.util.Map;

/**
 * One webhook that is to be sent.
 *
 * @param eventId goes into a header where the provider has it there
 * @param type goes into a header where the provider has it there
 * @param body as it is signed and sent
 */
// Never compared.
@SuppressWarnings("ArrayRecordComponent")
public record Webhook(Endpoint endpoint, String eventId, String type, byte[] body) {
    /** The request as the provider would send it, signed at a time with the endpoint's current secret. */
    public SignedRequest signed(String url, Instant at) {
        return signed(url, at, endpoint.secrets().get(0));
    }

    /** The same, signed with another secret. */
    public SignedRequest signed(String url, Instant at, Secret secret) {
        return endpoint.scheme().sign(unsigned(url), secret, at);
    }

    /** The request without a signature. */
    public SignedRequest unsigned(String url) {
        RequestHeaders headers = RequestHeaders.of(Map.of("content-type", "application/json"));
        headers = with(headers, endpoint.identity().id(), eventId);
        // GitHub's header has "issues" where the event is called "issues.opened": the rest stands in the body.
        String typeInHeader = endpoint.identity().typeSuffix().isPresent() ? type.split("\\.", 2)[0] : type;
        headers = with(headers, endpoint.identity().type(), typeInHeader);
        return new SignedRequest("POST", url, headers, body);
    }

    private static RequestHeaders with(RequestHeaders headers, Locator locator, String value) {
        return switch (locator) {
            case Locator.InHeader header -> headers.with(header.name(), value);
            case Locator.InBody ignored -> headers;
            case Locator.FirstOf several -> with(headers, several.places().get(0), value);
        };
    }
}

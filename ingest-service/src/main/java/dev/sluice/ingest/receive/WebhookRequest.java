package dev.sluice.ingest.receive;

import dev.sluice.access.Address;
import dev.sluice.ingest.access.Client;
import dev.sluice.provider.Endpoint;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.SignedRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request whose body has not been read yet.
 *
 * @param requestId the sender's, or made here
 * @param method as sent
 * @param path as sent, still encoded, without the query
 * @param url absolute, query included
 * @param headers all of them
 * @param declaredLength the Content-Length, absent on a chunked body
 * @param body to be read once
 * @param receivedAt what counts as now for every check
 * @param client who sent it, proxies seen through
 * @param traceparent W3C trace context as sent
 */
public record WebhookRequest(
        String requestId,
        String method,
        String path,
        String url,
        RequestHeaders headers,
        OptionalLong declaredLength,
        IncomingBody body,
        Instant receivedAt,
        Client client,
        Optional<String> traceparent) {

    /** As its provider sent it to an endpoint. */
    SignedRequest to(Endpoint endpoint, byte[] bytes) {
        Optional<Address> sender = client.share().map(network -> network.site().orElse(network));
        return new SignedRequest(method, endpoint.signedUrl(url), headers, bytes, sender);
    }
}

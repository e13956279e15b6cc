package dev.sluice.record;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What may be kept of a refused request.
 *
 * @param address the client's, as text
 * @param path without parameters and query, where some senders put secrets
 * @param contentLength in bytes, as declared
 * @param contentType as sent
 * @param headers how many there were
 * @param headerBytes of their names and values
 * @param userAgent as sent
 */
public record RejectedRequest(
        String address,
        String method,
        String path,
        OptionalLong contentLength,
        Optional<String> contentType,
        int headers,
        int headerBytes,
        Optional<String> userAgent) {
    public RejectedRequest {
        address = ShownText.of(address, 60);
        method = ShownText.of(method, 20);
        path = ShownText.of(path.split("[;?#]", 2)[0], 300);
        contentType = contentType.map(type -> ShownText.of(type, 100));
        userAgent = userAgent.map(agent -> ShownText.of(agent, 200));
    }
}

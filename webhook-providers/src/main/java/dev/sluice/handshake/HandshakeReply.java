package dev.sluice.handshake;

import java.util.Map;

/**
 * The answer to a handshake.
 *
 * @param headers all but the content type
 * @param body as text, UTF-8; may be empty
 */
public record HandshakeReply(int status, String contentType, Map<String, String> headers, String body) {
    /** Plain text, with 200. */
    static HandshakeReply text(String body) {
        return new HandshakeReply(200, "text/plain", Map.of(), body);
    }

    /** JSON, with 200. */
    static HandshakeReply json(String body) {
        return new HandshakeReply(200, "application/json", Map.of(), body);
    }
}

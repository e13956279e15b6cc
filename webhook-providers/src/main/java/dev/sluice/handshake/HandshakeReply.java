package dev.sluice.handshake;

import dev.sluice.rejection.RejectionCode;
import java.util.Map;

/** What comes of a request that may be a handshake. */
public sealed interface HandshakeReply {
    /** It is none. */
    record NotOne() implements HandshakeReply {}

    /**
     * It is answered.
     *
     * @param headers all but the content type
     * @param body as text, UTF-8; may be empty
     */
    record Answered(int status, String contentType, Map<String, String> headers, String body)
            implements HandshakeReply {
        /** JSON, with 200. */
        static HandshakeReply json(String body) {
            return new Answered(200, "application/json", Map.of(), body);
        }
    }

    /**
     * It is one, but is not in the provider's form, asks for what is not done, or does not know the endpoint's token.
     *
     * @param finding what was found, for the log
     */
    record Rejected(RejectionCode why, String finding) implements HandshakeReply {}
}

package dev.sluice.handler;

import java.time.Instant;
import java.util.Optional;

/**
 * An accepted webhook as a handler sees it: proven to come from its provider, and the bytes it came as.
 *
 * @param endpoint name of the endpoint that took it; an event is identified by this and {@code id}
 * @param id the provider's event id, 1-255 printable characters
 * @param provider name of the provider's preset, such as {@code stripe}
 * @param type the provider's own name for what happened, 1-255 printable characters
 * @param subject id of the object the event is about
 * @param createdAt when the provider says it happened
 * @param livemode whether it is live (true) or a test (false), where the provider says so
 * @param receivedAt when Sluice received its first copy
 * @param contentType the request's media type as sent
 * @param headersJson the request's headers, a JSON object of name to value or array of values, credentials removed
 * @param body the bytes as received; not copied, never to be changed
 */
// Never compared; a copy of every body would be dear.
@SuppressWarnings("ArrayRecordComponent")
public record Event(
        String endpoint,
        String id,
        String provider,
        String type,
        Optional<String> subject,
        Optional<Instant> createdAt,
        Optional<Boolean> livemode,
        Instant receivedAt,
        String contentType,
        String headersJson,
        byte[] body) {}

package dev.sluice.event;

import java.time.Instant;

/**
 * An item of a proven batch that can't be taken as an event: it is dead-lettered with its bytes, and the others are
 * accepted.
 *
 * @param endpoint name of the endpoint
 * @param provider name of the provider preset
 * @param receivedAt when the ingest service received it
 * @param contentType the request's media type as sent
 * @param tracing by what its request is followed
 * @param request how it arrived
 * @param batch its place in the batch body
 * @param reason what is wrong with it, for people; never a piece of the body
 * @param body its bytes as received; not copied, never to be changed
 */
// Never compared; a copy of every body would be dear.
@SuppressWarnings("ArrayRecordComponent")
public record UnfitItem(
        String endpoint,
        String provider,
        Instant receivedAt,
        String contentType,
        Tracing tracing,
        OriginalRequest request,
        BatchItem batch,
        String reason,
        byte[] body) {}

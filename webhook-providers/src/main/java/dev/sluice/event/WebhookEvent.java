package dev.sluice.event;

import dev.sluice.body.DocumentPlace;
import dev.sluice.body.EventDocument;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One accepted webhook: what was proven about it and the bytes it was proven over.
 *
 * @param key endpoint and event id
 * @param provider name of the provider preset
 * @param type the provider's own name for what happened, 1-255 printable characters
 * @param subject id of the object the event is about
 * @param createdAt when the provider says it happened
 * @param livemode whether it is live (true) or a test (false), as the event itself says where the preset looks
 * @param receivedAt when the ingest service received it
 * @param contentType the request's media type as sent
 * @param documentPlace where its document is in the body
 * @param tracing by what its request is followed
 * @param request how it arrived, so that the signature can be checked again
 * @param batch its place in a batch body
 * @param token what the signature covers in the body's place; may be used with one body only
 * @param idempotencyKey what the sender names the operation by that the event reports, where the endpoint says where it is
 * @param body the bytes as received; not copied, never to be changed
 * @param otherHeaders what others have put on its record
 */
// Never compared; a copy of every body would be dear.
@SuppressWarnings("ArrayRecordComponent")
public record WebhookEvent(
        EventKey key,
        String provider,
        String type,
        Optional<String> subject,
        Optional<Instant> createdAt,
        Optional<Boolean> livemode,
        Instant receivedAt,
        String contentType,
        DocumentPlace documentPlace,
        Tracing tracing,
        OriginalRequest request,
        Optional<BatchItem> batch,
        Optional<String> token,
        Optional<String> idempotencyKey,
        byte[] body,
        List<OtherHeader> otherHeaders) {
    /** Its document, not parsed yet: a new one at each call, so that whoever asks several things of it keeps it. */
    public EventDocument document() {
        return new EventDocument(body, documentPlace);
    }
}

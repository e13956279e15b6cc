package dev.sluice.processor.delivery;

import dev.sluice.event.EventKey;
import dev.sluice.event.WebhookEvent;
import dev.sluice.job.JobKind;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A signed token and the body it came with.
 *
 * @param event the one that brought it
 * @param token what the signature covers in the body's place
 * @param sha256 lower-case hex SHA-256 of the body
 * @param receivedAt receipt of the event's first copy
 */
public record TokenUse(EventKey event, String token, String sha256, Instant receivedAt) {
    /**
     * The use a delivery makes. Empty where the signature covers the body, and for a redrive: whoever asked for that has decided on
     * that very dead letter. A replay is judged like the event itself: it takes many, and nobody has looked at each.
     */
    public static Optional<TokenUse> of(Delivery delivery) {
        WebhookEvent event = delivery.event();
        return event.token()
                .filter(token -> !JobKind.isRedrive(delivery.generation()))
                .map(token -> new TokenUse(
                        event.key(),
                        token,
                        HexFormat.of().formatHex(delivery.document().bodySha256()),
                        event.receivedAt()));
    }

    /** The use a repeat makes: it writes nothing, but who has seen it knows its token. */
    public static Optional<TokenUse> of(Duplicate repeat) {
        return repeat.token()
                .map(used -> new TokenUse(repeat.key(), used.token(), used.sha256(), repeat.firstReceivedAt()));
    }
}

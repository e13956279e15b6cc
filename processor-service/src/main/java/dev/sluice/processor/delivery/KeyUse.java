package dev.sluice.processor.delivery;

import dev.sluice.event.EventKey;
import dev.sluice.event.WebhookEvent;
import java.time.Instant;
import java.util.Optional;

/**
 * An idempotency key and the delivery that brought it. Events of one endpoint, type, object and key report one operation, which is
 * applied once in each route.
 *
 * @param event the one that brought it
 * @param object id of the object the event is about; empty where it has none
 * @param route of the delivery
 * @param key as the endpoint's configuration finds it
 * @param receivedAt receipt of the event's first copy
 */
public record KeyUse(EventKey event, String type, String object, String route, String key, Instant receivedAt) {
    /** The use a delivery makes; empty for an event without a key, and where no route takes the event. */
    public static Optional<KeyUse> of(Delivery delivery) {
        WebhookEvent event = delivery.event();
        return event.idempotencyKey()
                .filter(key -> !delivery.unrouted())
                .map(key -> new KeyUse(
                        event.key(),
                        event.type(),
                        event.subject().orElse(""),
                        delivery.route(),
                        key,
                        event.receivedAt()));
    }
}

package dev.sluice.processor.streams;

import dev.sluice.body.EventDocument;
import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.attempt.Routing;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.record.EventRecords;
import dev.sluice.record.Redelivery;
import dev.sluice.record.RedeliveryRecords;
import dev.sluice.record.StoredRecord;
import dev.sluice.record.UndecodableRecordException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/**
 * The one stored form of a delivery: the headers and the value of a record on {@code webhooks.retry}. A delivery that waits in the
 * store has the same form as one that goes through the topic, so that a new field is added in one place.
 */
final class DeliveryRecords {
    private DeliveryRecords() {}

    /** The headers of a delivery that is to be attempted, or attempted again as it is, when it is due. */
    static Headers headers(Delivery delivery, Instant due) {
        return RedeliveryRecords.headers(
                delivery.event(),
                new Redelivery(
                        Optional.of(delivery.route()),
                        delivery.generation(),
                        delivery.attempts(),
                        due,
                        delivery.history(),
                        delivery.origin(),
                        Optional.empty(),
                        Optional.of(delivery.source()),
                        delivery.routes()));
    }

    /** The bytes that the store keeps. */
    static byte[] stored(Delivery delivery, Instant due) {
        return new StoredRecord(headers(delivery, due), delivery.event().body()).bytes();
    }

    /**
     * Reads a delivery back from the store.
     *
     * @throws UndecodableRecordException if the bytes are cut short or of a form that this version does not know
     */
    static Delivery read(byte[] stored, Routing routing) throws UndecodableRecordException {
        StoredRecord waiting = StoredRecord.read(stored);
        WebhookEvent event = EventRecords.read(waiting.value(), waiting.headers());
        Redelivery redelivery = RedeliveryRecords.read(waiting.headers());
        return delivery(
                event,
                event.document(),
                routing.category(event),
                redelivery.route().orElse(""),
                redelivery);
    }

    /**
     * The delivery that a redelivery asks for.
     *
     * @param redelivery with the source that the attempt is to be known by
     */
    static Delivery delivery(
            WebhookEvent event, EventDocument document, String category, String route, Redelivery redelivery) {
        return new Delivery(
                event,
                document,
                category,
                route,
                redelivery.generation(),
                redelivery.attempts(),
                redelivery.history(),
                redelivery.origin(),
                redelivery.source().orElseThrow(),
                redelivery.routes(),
                false);
    }
}

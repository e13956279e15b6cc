package dev.sluice.processor.streams;

import dev.sluice.body.EventDocument;
import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.attempt.Routing;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.record.EventRecords;
import dev.sluice.record.Redelivery;
import dev.sluice.record.RedeliveryRecords;
import dev.sluice.record.UndecodableRecordException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The one stored form of a delivery: the headers and the value of a record on {@code webhooks.retry}. A delivery that waits in the
 * store has the same form as one that goes through the topic, so that a new field is added in one place.
 */
final class DeliveryRecords {
    /** First byte of the stored form; another one was written by a version that this one does not know. */
    private static final byte FORM = 1;

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

    /** The bytes that the store keeps: form, number of headers, each with its length, then the body. */
    static byte[] stored(Delivery delivery, Instant due) {
        Header[] headers = headers(delivery, due).toArray();
        byte[][] names = new byte[headers.length][];
        int size = 1 + Integer.BYTES + delivery.event().body().length;
        for (int i = 0; i < headers.length; i++) {
            names[i] = headers[i].key().getBytes(StandardCharsets.UTF_8);
            size += 2 * Integer.BYTES + names[i].length + headers[i].value().length;
        }
        ByteBuffer out = ByteBuffer.allocate(size).put(FORM).putInt(headers.length);
        for (int i = 0; i < headers.length; i++) {
            byte[] value = headers[i].value();
            out.putInt(names[i].length).put(names[i]).putInt(value.length).put(value);
        }
        return out.put(delivery.event().body()).array();
    }

    /**
     * Reads a delivery back from the store.
     *
     * @throws UndecodableRecordException if the bytes are cut short or of a form that this version does not know
     */
    static Delivery read(byte[] stored, Routing routing) throws UndecodableRecordException {
        ByteBuffer in = ByteBuffer.wrap(stored);
        Headers headers = new RecordHeaders();
        try {
            byte form = in.get();
            if (form != FORM) {
                throw new UndecodableRecordException("a waiting delivery of unknown form " + form);
            }
            for (int left = in.getInt(); left > 0; left--) {
                String name = new String(bytes(in, in.getInt()), StandardCharsets.UTF_8);
                headers.add(name, bytes(in, in.getInt()));
            }
        } catch (BufferUnderflowException e) {
            throw new UndecodableRecordException("a waiting delivery is cut short", e);
        }
        WebhookEvent event = EventRecords.read(bytes(in, in.remaining()), headers);
        Redelivery redelivery = RedeliveryRecords.read(headers);
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

    private static byte[] bytes(ByteBuffer in, int length) throws UndecodableRecordException {
        if (length < 0 || length > in.remaining()) {
            throw new UndecodableRecordException("a waiting delivery is cut short");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}

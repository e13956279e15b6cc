package dev.sluice.cli.bench.baseline;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.body.Sha256;
import dev.sluice.event.WebhookEvent;
import dev.sluice.record.Coordinates;
import dev.sluice.record.EventRecords;
import dev.sluice.record.UndecodableRecordException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the three tables are to say of one event about a payment.
 *
 * @param json the body as text
 * @param appliedAt when the listener read it
 */
// Never compared; a copy of every hash would be dear.
@SuppressWarnings("ArrayRecordComponent")
record PlainRow(
        WebhookEvent event,
        Coordinates source,
        String json,
        byte[] sha256,
        boolean livemode,
        Instant appliedAt,
        Payment payment) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The payment as the event has it.
     *
     * @param amount in the minor unit
     */
    record Payment(String id, String status, long amount, String currency, String customer, Instant at) {}

    static PlainRow of(ConsumerRecord<byte[], byte[]> record) {
        try {
            return of(
                    EventRecords.read(record.value(), record.headers()),
                    new Coordinates(record.topic(), record.partition(), record.offset()));
        } catch (UndecodableRecordException e) {
            throw new IllegalStateException("not a record of the bench: " + e.getMessage(), e);
        }
    }

    static PlainRow of(WebhookEvent event, Coordinates source) {
        JsonNode root;
        try {
            root = JSON.readTree(event.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        JsonNode object = root.path("data").path("object");
        Payment payment = new Payment(
                object.path("id").asText(),
                object.path("status").asText(),
                object.path("amount").asLong(),
                object.path("currency").asText(),
                object.path("customer_id").asText(),
                event.createdAt().orElse(event.receivedAt()));
        return new PlainRow(
                event,
                source,
                new String(event.body(), UTF_8),
                Sha256.of(event.body()),
                root.path("livemode").asBoolean(),
                Instant.now(),
                payment);
    }

    /** The newest of each payment, sorted: no statement may write a row twice, nor two wait for each other. */
    static Collection<PlainRow> newest(List<PlainRow> rows) {
        TreeMap<String, PlainRow> newest = new TreeMap<>();
        for (PlainRow row : rows) {
            newest.merge(row.payment().id(), row, (kept, other) -> other.isNewerThan(kept) ? other : kept);
        }
        return newest.values();
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private boolean isNewerThan(PlainRow other) {
        int order = payment.at().compareTo(other.payment().at());
        return order > 0
                || (order == 0 && event.key().id().compareTo(other.event().key().id()) > 0);
    }
}

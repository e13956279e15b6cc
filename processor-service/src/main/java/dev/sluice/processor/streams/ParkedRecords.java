package dev.sluice.processor.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.EventKey;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.processor.delivery.Duplicate;
import dev.sluice.processor.delivery.PendingEvent;
import dev.sluice.processor.delivery.UndecodableRecord;
import dev.sluice.record.Coordinates;
import dev.sluice.record.EventRecords;
import dev.sluice.record.RedeliveryRecords;
import dev.sluice.record.UndecodableRecordException;
import dev.sluice.topic.Topics;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * What a batch holds, as records on {@code webhooks.retry}: it goes there as it is when the database is away at the time of a
 * Kafka commit, and comes back when it is there again.
 */
final class ParkedRecords {
    static final String ORIGINAL_HEADERS = "sluice_original_headers";

    private static final String UNDECODABLE = "sluice_undecodable";
    private static final String DUPLICATES = "sluice_duplicates";
    private static final String CHANGED = "sluice_changed";
    private static final String ENDPOINT = "ce_endpoint";
    private static final String ID = "ce_id";
    private static final String RECEIVED = "ce_receivedat";
    private static final String TOKEN = "sluice_token";
    private static final String BODY_SHA256 = "sluice_body_sha256";

    private ParkedRecords() {}

    /** Empty for what will be written anyway once the event's deliveries, which wait elsewhere, are attempted. */
    static Optional<ProducerRecord<byte[], byte[]>> of(BatchEntry entry, Instant due) {
        return switch (entry) {
            case Attempt attempt -> Optional.of(of(attempt.delivery(), due));
            case Duplicate again -> Optional.of(of(again));
            case UndecodableRecord unreadable -> Optional.of(of(unreadable));
            case PendingEvent awaiting -> Optional.empty();
        };
    }

    /** A delivery as it is: its attempt is not counted. */
    static ProducerRecord<byte[], byte[]> of(Delivery delivery, Instant due) {
        return OutcomeRecords.record(
                Topics.RETRY,
                EventRecords.key(delivery.event()),
                delivery.event().body(),
                DeliveryRecords.headers(delivery, due));
    }

    private static ProducerRecord<byte[], byte[]> of(Duplicate again) {
        Headers headers = new RecordHeaders();
        put(headers, DUPLICATES, Long.toString(again.duplicates()));
        if (again.changed()) {
            put(headers, CHANGED, "true");
        }
        put(headers, ENDPOINT, again.key().endpoint());
        put(headers, ID, again.key().id());
        put(headers, RECEIVED, again.firstReceivedAt().toString());
        again.token().ifPresent(used -> {
            put(headers, TOKEN, used.token());
            put(headers, BODY_SHA256, used.sha256());
        });
        return OutcomeRecords.record(Topics.RETRY, again.key().id().getBytes(UTF_8), new byte[0], headers);
    }

    private static ProducerRecord<byte[], byte[]> of(UndecodableRecord unreadable) {
        Headers headers = new RecordHeaders();
        put(headers, UNDECODABLE, unreadable.reason());
        put(headers, ORIGINAL_HEADERS, unreadable.headersJson());
        RedeliveryRecords.putSource(headers, unreadable.source());
        return OutcomeRecords.record(
                Topics.RETRY, unreadable.source().toString().getBytes(UTF_8), unreadable.value(), headers);
    }

    /**
     * Reads what is no delivery.
     *
     * @return empty for a record that holds a delivery
     * @throws UndecodableRecordException if it is neither
     */
    static Optional<BatchEntry> note(Record<byte[], byte[]> message) throws UndecodableRecordException {
        Headers headers = message.headers();
        String reason = text(headers, UNDECODABLE);
        if (reason != null) {
            Coordinates source = RedeliveryRecords.source(headers)
                    .orElseThrow(() -> new UndecodableRecordException("a parked record does not say where it stood"));
            return Optional.of(new UndecodableRecord(
                    source,
                    message.value() == null ? new byte[0] : message.value(),
                    required(headers, ORIGINAL_HEADERS),
                    reason,
                    Instant.ofEpochMilli(message.timestamp())));
        }
        String duplicates = text(headers, DUPLICATES);
        return duplicates == null ? Optional.empty() : Optional.of(seenAgain(headers, duplicates));
    }

    private static Duplicate seenAgain(Headers headers, String duplicates) throws UndecodableRecordException {
        String token = text(headers, TOKEN);
        try {
            return new Duplicate(
                    new EventKey(required(headers, ENDPOINT), required(headers, ID)),
                    Instant.parse(required(headers, RECEIVED)),
                    count(duplicates),
                    text(headers, CHANGED) != null,
                    token == null
                            ? Optional.empty()
                            : Optional.of(new Duplicate.UsedToken(token, required(headers, BODY_SHA256))));
        } catch (NumberFormatException | DateTimeException e) {
            throw new UndecodableRecordException("a parked count of duplicates is unreadable", e);
        }
    }

    private static long count(String duplicates) throws UndecodableRecordException {
        long count = Long.parseLong(duplicates);
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw new UndecodableRecordException("a parked count of duplicates is out of range: " + count);
        }
        return count;
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }

    private static String required(Headers headers, String name) throws UndecodableRecordException {
        String value = text(headers, name);
        if (value == null) {
            throw new UndecodableRecordException("header " + name + " is missing");
        }
        return value;
    }

    private static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }
}

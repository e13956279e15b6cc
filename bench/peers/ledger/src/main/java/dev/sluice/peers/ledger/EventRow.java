package dev.sluice.peers.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** One event as its record has it: CloudEvents headers, and the body as it was received. Null is what the record lacks. */
public record EventRow(
        String endpoint,
        String id,
        String provider,
        String type,
        String objectId,
        byte[] body,
        JsonNode json,
        String contentType,
        String httpHeaders,
        String httpTarget,
        Long createdMicros,
        Long receivedMicros,
        String topic,
        int partition,
        long offset) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads a record. */
    public static EventRow of(ConsumerRecord<byte[], byte[]> record) {
        return of(
                name -> value(record.headers(), name),
                record.value(),
                record.topic(),
                record.partition(),
                record.offset());
    }

    /** The same of a record's parts; a header that it lacks is null. */
    public static EventRow of(Function<String, byte[]> headers, byte[] body, String topic, int partition, long offset) {
        try {
            return new EventRow(
                    text(headers, "ce_endpoint"),
                    text(headers, "ce_id"),
                    text(headers, "ce_provider"),
                    text(headers, "ce_type"),
                    text(headers, "ce_subject"),
                    body,
                    JSON.readTree(body),
                    text(headers, "content-type"),
                    text(headers, "http_headers"),
                    text(headers, "http_target"),
                    micros(text(headers, "ce_time")),
                    micros(text(headers, "ce_receivedat")),
                    topic,
                    partition,
                    offset);
        } catch (IOException e) {
            throw new IllegalArgumentException("offset " + offset + " of partition " + partition + " is not JSON", e);
        }
    }

    /** Whether the payload says that it is live. */
    public Boolean livemode() {
        JsonNode livemode = json.get("livemode");
        return livemode == null || !livemode.isBoolean() ? null : livemode.asBoolean();
    }

    private static byte[] value(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : header.value();
    }

    private static String text(Function<String, byte[]> headers, String name) {
        byte[] value = headers.apply(name);
        return value == null ? null : new String(value, UTF_8);
    }

    private static Long micros(String time) {
        return time == null ? null : ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time));
    }
}

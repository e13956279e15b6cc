package dev.sluice.peers.debezium;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.peers.ledger.EventRow;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * Makes of an event's record the row that the sink writes: the sink wants values with a schema, and takes headers only as
 * columns named as they are. Value and headers come as bytes.
 */
public final class AuditTransformation implements Transformation<SinkRecord> {
    private static final Schema TIME = SchemaBuilder.string()
            .name("io.debezium.time.ZonedTimestamp")
            .optional()
            .build();
    private static final Schema JSON =
            SchemaBuilder.string().name("io.debezium.data.Json").optional().build();
    private static final Schema ROW = SchemaBuilder.struct()
            .name("webhook_event")
            .field("endpoint", Schema.STRING_SCHEMA)
            .field("event_id", Schema.STRING_SCHEMA)
            .field("provider", Schema.STRING_SCHEMA)
            .field("type", Schema.STRING_SCHEMA)
            .field("category", Schema.STRING_SCHEMA)
            .field("status", Schema.STRING_SCHEMA)
            .field("livemode", Schema.OPTIONAL_BOOLEAN_SCHEMA)
            .field("object_id", Schema.OPTIONAL_STRING_SCHEMA)
            .field("body", Schema.BYTES_SCHEMA)
            .field("payload", JSON)
            .field("payload_sha256", Schema.BYTES_SCHEMA)
            .field("content_type", Schema.STRING_SCHEMA)
            .field("headers", JSON)
            .field("http_target", Schema.STRING_SCHEMA)
            .field("created_at", TIME)
            .field("received_at", TIME)
            .field("attempts", Schema.INT32_SCHEMA)
            .field("result", Schema.OPTIONAL_STRING_SCHEMA)
            .field("topic", Schema.STRING_SCHEMA)
            .field("partition", Schema.INT32_SCHEMA)
            .field("offset", Schema.INT64_SCHEMA)
            .build();

    @Override
    public SinkRecord apply(SinkRecord record) {
        EventRow event = EventRow.of(
                name -> header(record, name),
                (byte[]) record.value(),
                record.topic(),
                record.kafkaPartition(),
                record.kafkaOffset());
        return record.newRecord(
                record.topic(), record.kafkaPartition(), null, null, ROW, row(event), record.timestamp(), List.of());
    }

    private static Struct row(EventRow event) {
        return new Struct(ROW)
                .put("endpoint", event.endpoint())
                .put("event_id", event.id())
                .put("provider", event.provider())
                .put("type", event.type())
                .put("category", event.type())
                .put("status", "processed")
                .put("livemode", event.livemode())
                .put("object_id", event.objectId())
                .put("body", event.body())
                .put("payload", new String(event.body(), UTF_8))
                .put("payload_sha256", sha256(event.body()))
                .put("content_type", event.contentType())
                .put("headers", event.httpHeaders())
                .put("http_target", event.httpTarget())
                .put("created_at", time(event.createdMicros()))
                .put("received_at", time(event.receivedMicros()))
                .put("attempts", 1)
                .put("result", "payment " + event.objectId() + " is succeeded")
                .put("topic", event.topic())
                .put("partition", event.partition())
                .put("offset", event.offset());
    }

    private static byte[] header(SinkRecord record, String name) {
        Header header = record.headers().lastWithName(name);
        return header == null ? null : (byte[]) header.value();
    }

    @Override
    public void configure(Map<String, ?> configuration) {}

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public void close() {}

    private static String time(Long micros) {
        return micros == null
                ? null
                : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                        Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
    }

    private static byte[] sha256(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

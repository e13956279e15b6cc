package dev.sluice.processor.streams;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.delivery.UndecodableRecord;
import dev.sluice.record.Coordinates;
import dev.sluice.record.EventRecords;
import dev.sluice.record.RedeliveryRecords;
import dev.sluice.record.UndecodableRecordException;
import dev.sluice.topic.TopicPlan;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Reads records into events, and makes dead letters of those it can't. */
final class RecordDecoder {
    // A record within these bounds still fits its topic after it has gained the headers of a retry or dead letter.
    private static final int HEADERS_LIMIT = TopicPlan.RECORD_OVERHEAD / 2;
    private static final int SHOWN_HEADERS_LIMIT = 32 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int maxBody;

    private final StreamDeaths deaths;

    RecordDecoder(int maxBody, StreamDeaths deaths) {
        this.maxBody = maxBody;
        this.deaths = deaths;
    }

    /** @throws UndecodableRecordException for a record that threads have died at too often */
    void refuseApart(Coordinates at) throws UndecodableRecordException {
        Optional<String> why = deaths.whyApart(new StreamDeaths.Work(at, ""));
        if (why.isPresent()) {
            throw new UndecodableRecordException(why.get());
        }
    }

    WebhookEvent read(Record<byte[], byte[]> message) throws UndecodableRecordException {
        if (message.value() != null && message.value().length > maxBody) {
            throw new UndecodableRecordException(
                    "its body of " + message.value().length + " bytes is larger than SLUICE_MAX_BODY");
        }
        int size = 0;
        int own = 0;
        for (Header header : message.headers()) {
            int bytes = header.key().length() + (header.value() == null ? 0 : header.value().length);
            if (RedeliveryRecords.isOwn(header.key())) {
                own += bytes;
            } else {
                size += bytes;
            }
        }
        // Apart: what an event may bring must not depend on how often it has been tried.
        if (Math.max(size, own) > HEADERS_LIMIT) {
            throw new UndecodableRecordException(
                    "its headers of " + Math.max(size, own) + " bytes are larger than " + HEADERS_LIMIT);
        }
        return EventRecords.read(message.value(), message.headers());
    }

    /** A record that can't be decoded, as it will be dead-lettered; a body beyond the limit is cut. */
    DecodedRecord undecodable(Record<byte[], byte[]> message, Coordinates source, UndecodableRecordException why) {
        byte @Nullable [] value = message.value();
        BatchEntry entry = new UndecodableRecord(
                source,
                value == null ? new byte[0] : Arrays.copyOf(value, Math.min(value.length, maxBody)),
                shown(message.headers()),
                String.valueOf(why.getMessage()),
                Instant.ofEpochMilli(message.timestamp()));
        return new DecodedRecord.BatchOnly(entry, ThreadBatch.size(entry));
    }

    private static String shown(Headers headers) {
        ObjectNode json = JSON.createObjectNode();
        int size = 0;
        for (Header header : headers) {
            int length = header.value() == null ? 0 : header.value().length;
            size += header.key().length() + length;
            if (size > SHOWN_HEADERS_LIMIT) {
                break;
            }
            json.put(header.key(), length == 0 ? "" : new String(header.value(), StandardCharsets.UTF_8));
        }
        return json.toString();
    }
}

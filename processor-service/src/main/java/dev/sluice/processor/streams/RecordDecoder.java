package dev.sluice.processor.streams;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.delivery.UndecodableRecord;
import dev.sluice.record.Coordinates;
import dev.sluice.record.EventRecords;
import dev.sluice.record.RedeliveryRecords;
import dev.sluice.record.StoredRecord;
import dev.sluice.record.UndecodableRecordException;
import dev.sluice.topic.TopicPlan;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Reads records into events, and makes dead letters of those it can't. */
final class RecordDecoder {
    // A record within these bounds still fits its topic after it has gained the headers of a retry or dead letter.
    private static final int HEADERS_LIMIT = TopicPlan.RECORD_OVERHEAD / 2;
    /** Bytes that Kafka adds to a header: its lengths. */
    private static final int HEADER_FRAMING = 4;

    private static final int SHOWN_HEADERS_LIMIT = 32 * 1024;
    private static final int REASON_LIMIT = 1000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int maxBody;

    RecordDecoder(int maxBody) {
        this.maxBody = maxBody;
    }

    WebhookEvent read(Record<byte[], byte[]> message) throws UndecodableRecordException {
        if (message.value() != null && message.value().length > maxBody) {
            throw new UndecodableRecordException(
                    "its body of " + message.value().length + " bytes is larger than SLUICE_MAX_BODY");
        }
        int size = 0;
        int own = 0;
        for (Header header : message.headers()) {
            int bytes = HEADER_FRAMING
                    + Utils.utf8Length(header.key())
                    + (header.value() == null ? 0 : header.value().length);
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
        BatchEntry entry =
                undecodable(source, message.value(), message.headers(), why, Instant.ofEpochMilli(message.timestamp()));
        return new DecodedRecord.BatchOnly(entry, ThreadBatch.size(entry));
    }

    /** A delivery that can't be taken from the store, as it will be dead-lettered: its body, or what is there in its place. */
    UndecodableRecord undecodable(Coordinates source, byte[] stored, UndecodableRecordException why, Instant at) {
        try {
            StoredRecord waiting = StoredRecord.read(stored);
            return undecodable(source, waiting.value(), waiting.headers(), why, at);
        } catch (UndecodableRecordException unknown) {
            return undecodable(source, stored, new RecordHeaders(), why, at);
        }
    }

    private UndecodableRecord undecodable(
            Coordinates source, byte @Nullable [] value, Headers headers, UndecodableRecordException why, Instant at) {
        String reason = String.valueOf(why.getMessage());
        return new UndecodableRecord(
                source,
                value == null ? new byte[0] : Arrays.copyOf(value, Math.min(value.length, maxBody)),
                shown(headers),
                // It may quote a header.
                reason.substring(0, Math.min(reason.length(), REASON_LIMIT)),
                at);
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

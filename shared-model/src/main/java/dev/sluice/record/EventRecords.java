package dev.sluice.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.body.DocumentPlace;
import dev.sluice.event.BatchItem;
import dev.sluice.event.EventKey;
import dev.sluice.event.OriginalRequest;
import dev.sluice.event.OtherHeader;
import dev.sluice.event.Tracing;
import dev.sluice.event.UnfitItem;
import dev.sluice.event.WebhookEvent;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka record form of an event: CloudEvents 1.0, Kafka protocol binding, binary content mode. The record's key is
 * the event id, its value the body as received; everything else is a header.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">binding</a>
 */
public final class EventRecords {
    /** The header with the name of the endpoint. */
    public static final String ENDPOINT = "ce_endpoint";

    /** The header with the name of the provider preset. */
    public static final String PROVIDER = "ce_provider";

    /** The header with the request's id. */
    public static final String REQUEST_ID = "ce_requestid";

    private static final String SPEC_VERSION = "1.0";
    private static final String SOURCE_PREFIX = "/webhooks/";
    private static final String BATCH = "sluice_batch";
    private static final String UNFIT = "sluice_unfit";
    private static final String IDEMPOTENCY_KEY = "sluice_idempotency_key";
    private static final byte[] NOTHING = new byte[0];
    private static final Set<String> KNOWN = Set.of(
            "ce_specversion",
            "ce_id",
            "ce_source",
            "ce_type",
            "ce_time",
            "content-type",
            PROVIDER,
            ENDPOINT,
            "ce_receivedat",
            "ce_subject",
            "ce_livemode",
            REQUEST_ID,
            "traceparent",
            "http_target",
            "http_headers");
    private static final char REPLACEMENT = '\ufffd';

    /** Of a token or an idempotency key. */
    private static final int LONGEST_NAME = 1024;

    private EventRecords() {}

    /** The record key of an item that is no event: its place in its batch. */
    public static byte[] key(UnfitItem item) {
        return (item.batch().sha256() + "-" + item.batch().index()).getBytes(UTF_8);
    }

    /**
     * The headers of the record of an item that can't be taken as an event: what is known of it, and in
     * {@code sluice_unfit} the reason. It can't be read back, so that it becomes a dead letter of that reason.
     */
    public static Headers headers(UnfitItem item) {
        Headers headers = new RecordHeaders();
        put(headers, UNFIT, item.reason());
        put(headers, "ce_source", SOURCE_PREFIX + item.endpoint());
        put(headers, "content-type", item.contentType());
        put(headers, PROVIDER, item.provider());
        put(headers, ENDPOINT, item.endpoint());
        put(headers, "ce_receivedat", item.receivedAt().toString());
        put(headers, BATCH, batchText(item.batch()));
        trace(headers, item.tracing());
        put(headers, "http_target", item.request().target());
        put(headers, "http_headers", item.request().headersJson());
        return headers;
    }

    /** The record key of an event: its id, UTF-8. */
    public static byte[] key(WebhookEvent event) {
        return event.key().id().getBytes(UTF_8);
    }

    /** The headers of an event's record. */
    public static Headers headers(WebhookEvent event) {
        Headers headers = new RecordHeaders();
        put(headers, "ce_specversion", SPEC_VERSION);
        put(headers, "ce_id", event.key().id());
        put(headers, "ce_source", SOURCE_PREFIX + event.key().endpoint());
        put(headers, "ce_type", event.type());
        event.createdAt().ifPresent(at -> put(headers, "ce_time", at.toString()));
        put(headers, "content-type", event.contentType());
        put(headers, PROVIDER, event.provider());
        put(headers, ENDPOINT, event.key().endpoint());
        put(headers, "ce_receivedat", event.receivedAt().toString());
        event.subject().ifPresent(subject -> put(headers, "ce_subject", subject));
        event.livemode().ifPresent(live -> put(headers, "ce_livemode", live.toString()));
        put(headers, "sluice_document", event.documentPlace().text());
        trace(headers, event.tracing());
        put(headers, "http_target", event.request().target());
        put(headers, "http_headers", event.request().headersJson());
        event.batch().ifPresent(item -> put(headers, BATCH, batchText(item)));
        event.token().ifPresent(token -> put(headers, "sluice_token", token));
        event.idempotencyKey().ifPresent(key -> put(headers, IDEMPOTENCY_KEY, key));
        event.otherHeaders().forEach(other -> headers.add(other.name(), other.value()));
        return headers;
    }

    /** What others have put on the record: it goes with the event wherever it goes. */
    private static List<OtherHeader> others(Headers headers) {
        List<OtherHeader> others = List.of();
        for (Header header : headers) {
            if (!KNOWN.contains(header.key()) && !RedeliveryRecords.isOwn(header.key())) {
                if (others.isEmpty()) {
                    others = new ArrayList<>();
                }
                others.add(new OtherHeader(header.key(), header.value() == null ? NOTHING : header.value()));
            }
        }
        return others;
    }

    /**
     * Reads an event back from its record. Records of earlier versions say neither where their document is, which then is
     * the body as JSON, nor whether they are live.
     *
     * <p>A place that is not known is not taken for no document: handlers would be given an event without content, and
     * conclude something from that. A dead letter is seen.
     *
     * @throws UndecodableRecordException if a required header is missing or unreadable, or it holds an unfit item
     */
    public static WebhookEvent read(byte @Nullable [] value, Headers headers) throws UndecodableRecordException {
        if (value == null) {
            throw new UndecodableRecordException("the record has no value");
        }
        Optional<String> unfit = optional(headers, UNFIT);
        if (unfit.isPresent()) {
            throw new UndecodableRecordException("an item of a batch could not be taken: " + unfit.get());
        }
        return new WebhookEvent(
                new EventKey(filled(headers, ENDPOINT), filled(headers, "ce_id")),
                filled(headers, PROVIDER),
                filled(headers, "ce_type"),
                optional(headers, "ce_subject"),
                optionalInstant(headers, "ce_time"),
                livemode(headers),
                requiredInstant(headers, "ce_receivedat"),
                optional(headers, "content-type").orElse("application/octet-stream"),
                documentPlace(headers),
                new Tracing(optional(headers, REQUEST_ID), optional(headers, "traceparent")),
                new OriginalRequest(
                        optional(headers, "http_target").orElse(""),
                        optional(headers, "http_headers").orElse("{}")),
                batch(headers),
                optionalFilled(headers, "sluice_token"),
                optionalFilled(headers, IDEMPOTENCY_KEY),
                value,
                others(headers));
    }

    private static void trace(Headers headers, Tracing tracing) {
        tracing.requestId().ifPresent(id -> put(headers, REQUEST_ID, id));
        tracing.traceparent().ifPresent(trace -> put(headers, "traceparent", trace));
    }

    private static String batchText(BatchItem item) {
        return item.index() + "," + item.count() + "," + item.sha256();
    }

    static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }

    static Optional<String> optional(Headers headers, String name) throws UndecodableRecordException {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? Optional.empty() : Optional.of(text(name, header.value()));
    }

    /** Strictly: a replacement character takes three bytes for one, and the record would outgrow its limit. */
    private static String text(String name, byte[] value) throws UndecodableRecordException {
        String text = new String(value, UTF_8);
        // A decoder that refuses is several times slower, and needed for few: a replacement character may have been
        // sent as one.
        if (text.indexOf(REPLACEMENT) >= 0 && !Arrays.equals(text.getBytes(UTF_8), value)) {
            throw new UndecodableRecordException("header " + name + " is not UTF-8");
        }
        return text;
    }

    static String required(Headers headers, String name) throws UndecodableRecordException {
        return optional(headers, name)
                .orElseThrow(() -> new UndecodableRecordException("header " + name + " is missing"));
    }

    private static String filled(Headers headers, String name) throws UndecodableRecordException {
        String value = required(headers, name);
        if (value.isEmpty()) {
            throw new UndecodableRecordException("header " + name + " is empty");
        }
        return value;
    }

    /** An empty one would be the same for all; one that is too long would make retries that do not fit the topic. */
    private static Optional<String> optionalFilled(Headers headers, String name) throws UndecodableRecordException {
        if (headers.lastHeader(name) == null) {
            return Optional.empty();
        }
        String value = filled(headers, name);
        if (value.length() > LONGEST_NAME) {
            throw new UndecodableRecordException("header " + name + " has more than " + LONGEST_NAME + " characters");
        }
        return Optional.of(value);
    }

    private static Instant requiredInstant(Headers headers, String name) throws UndecodableRecordException {
        return instant(name, required(headers, name));
    }

    private static Optional<Instant> optionalInstant(Headers headers, String name) throws UndecodableRecordException {
        Optional<String> text = optional(headers, name);
        return text.isEmpty() ? Optional.empty() : Optional.of(instant(name, text.get()));
    }

    private static Instant instant(String name, String text) throws UndecodableRecordException {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new UndecodableRecordException("header " + name + " is not an ISO-8601 instant: " + text, e);
        }
    }

    private static Optional<Boolean> livemode(Headers headers) throws UndecodableRecordException {
        Optional<String> text = optional(headers, "ce_livemode");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return switch (text.get()) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default ->
                throw new UndecodableRecordException("header ce_livemode is neither true nor false: " + text.get());
        };
    }

    private static DocumentPlace documentPlace(Headers headers) throws UndecodableRecordException {
        Optional<String> text = optional(headers, "sluice_document");
        try {
            return text.map(DocumentPlace::parse).orElse(DocumentPlace.JSON);
        } catch (IllegalArgumentException e) {
            throw new UndecodableRecordException(
                    "header sluice_document names no place of a document that is known: " + text.orElse(""), e);
        }
    }

    private static Optional<BatchItem> batch(Headers headers) throws UndecodableRecordException {
        Optional<String> text = optional(headers, BATCH);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String[] parts = text.get().split(",", -1);
        try {
            BatchItem item = new BatchItem(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), parts[2]);
            if (item.index() < 0 || item.index() >= item.count()) {
                throw new UndecodableRecordException("header sluice_batch is out of range: " + text.get());
            }
            return Optional.of(item);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new UndecodableRecordException("header sluice_batch is not index,count,sha256: " + text.get(), e);
        }
    }
}

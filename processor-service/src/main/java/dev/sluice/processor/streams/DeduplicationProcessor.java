package dev.sluice.processor.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.body.EventDocument;
import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.attempt.Routing;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.processor.delivery.Duplicate;
import dev.sluice.record.Coordinates;
import dev.sluice.record.UndecodableRecordException;
import dev.sluice.topic.Changelogs;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the first copy of an event pass, as one delivery for each route that takes it, and counts the others. A cheap filter
 * only: the authority on what has been done is the claim in Postgres.
 */
final class DeduplicationProcessor implements Processor<byte[], byte[], byte[], DecodedRecord> {
    static final String STORE = Changelogs.SEEN;

    private static final Logger LOG = LoggerFactory.getLogger(DeduplicationProcessor.class);

    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(10);

    private final Routing routing;
    private final RecordDecoder decoder;
    private final StreamDeaths deaths;
    private final HomePartition home;
    private final long window;
    private @Nullable ProcessorContext<byte[], DecodedRecord> context;
    private @Nullable WindowStore<Bytes, byte[]> seen;

    DeduplicationProcessor(
            Routing routing, RecordDecoder decoder, StreamDeaths deaths, HomePartition home, Duration window) {
        this.routing = routing;
        this.decoder = decoder;
        this.deaths = deaths;
        this.home = home;
        this.window = window.toMillis();
    }

    @Override
    public void init(ProcessorContext<byte[], DecodedRecord> processorContext) {
        context = processorContext;
        seen = processorContext.getStateStore(STORE);
    }

    @Override
    public void process(Record<byte[], byte[]> message) {
        Coordinates source = Nodes.coordinates(started());
        deaths.begin(source);
        Optional<DecodedRecord> decoded;
        try {
            Optional<String> apart = deaths.whyApart(new StreamDeaths.Work(source, ""));
            decoded = take(decoder.read(message), source, message.timestamp());
            if (decoded.isPresent() && apart.isPresent()) {
                decoded = Optional.of(DecodedRecord.Apart.of(decoded.get(), apart.get()));
            }
        } catch (UndecodableRecordException e) {
            decoded = Optional.of(decoder.undecodable(message, source, e));
        }
        decoded.ifPresent(value -> started().forward(new Record<>(message.key(), value, message.timestamp())));
        deaths.end();
    }

    /** Empty for a record that was met before: the group's offsets have been set back, and nothing is new. */
    private Optional<DecodedRecord> take(WebhookEvent event, Coordinates source, long timestamp) {
        EventDocument document = event.document();
        Instant due = Instant.ofEpochMilli(timestamp);
        if (!home.isHome(event, source.partition())) {
            return Optional.of(new DecodedRecord.Displaced(deliveries(event, document, source), due));
        }
        switch (look(event, document.bodySha256(), timestamp, source.offset())) {
            case Seen.SameRecord same -> {
                return Optional.empty();
            }
            case Seen.Copy(Duplicate copy) -> {
                return Optional.of(new DecodedRecord.BatchOnly(copy, ThreadBatch.size(copy)));
            }
            case Seen.First first -> {
                return Optional.of(new DecodedRecord.Deliveries(deliveries(event, document, source), due, source));
            }
        }
    }

    private List<Delivery> deliveries(WebhookEvent event, EventDocument document, Coordinates source) {
        Routing.Matched matched = routing.match(event, document);
        return matched.routes().stream()
                .map(route -> new Delivery(
                        event,
                        document,
                        matched.category(),
                        route,
                        "",
                        0,
                        List.of(),
                        source,
                        source,
                        matched.routes(),
                        true))
                .toList();
    }

    /** How a record stands to those of the same event that came before. */
    private sealed interface Seen {
        /** The event is new. */
        record First() implements Seen {}

        /** The event was delivered before, by another record. */
        record Copy(Duplicate duplicate) implements Seen {}

        /** This very record was processed before. */
        record SameRecord() implements Seen {}
    }

    /** Looks the event up in the window and stores that it came. */
    private Seen look(WebhookEvent event, byte[] sha256, long now, long offset) {
        WindowStore<Bytes, byte[]> store = Objects.requireNonNull(seen);
        Bytes key = Bytes.wrap((event.key().endpoint() + '\0' + event.key().id()).getBytes(UTF_8));
        Optional<Stored> earlier = earlier(store, key, now);
        if (earlier.isEmpty()) {
            store.put(
                    key,
                    new SeenEvent(1, event.receivedAt(), event.receivedAt(), sha256, offset).encode(),
                    period(now));
            return new Seen.First();
        }
        SeenEvent before = earlier.get().event();
        if (before.counted(offset)) {
            return new Seen.SameRecord();
        }
        boolean changed = !Arrays.equals(before.sha256(), sha256);
        if (changed) {
            LOG.atWarn()
                    .addKeyValue("event_id", event.key().id())
                    .addKeyValue("endpoint", event.key().endpoint())
                    .addKeyValue("request_id", event.tracing().requestId().orElse(""))
                    .log("an event came again with other bytes; the first copy stands");
        }
        SeenEvent again = before.again(event.receivedAt(), offset);
        store.put(key, again.encode(), earlier.get().period());
        return new Seen.Copy(new Duplicate(
                event.key(),
                again.firstReceivedAt(),
                again.copies() - 1,
                changed,
                event.token()
                        .map(token ->
                                new Duplicate.UsedToken(token, HexFormat.of().formatHex(sha256)))));
    }

    /** What the store has of an event, and the period it has it under. */
    private record Stored(SeenEvent event, long period) {}

    /**
     * Looks for one key in each period that the window reaches into, which are two: filters answer for what is not there, whereas
     * a search over a range of times would have to seek in every file.
     */
    private Optional<Stored> earlier(WindowStore<Bytes, byte[]> store, Bytes key, long now) {
        // Also look slightly into the future: a broker with a fast clock may have stamped the first copy. At most one
        // window ahead, so that a short window does not need many lookups.
        long last = period(now + Math.min(CLOCK_DIFFERENCE.toMillis(), window));
        for (long period = last; period >= period(now - window); period -= window) {
            byte[] found = store.fetch(key, period);
            if (found != null) {
                return Optional.of(new Stored(SeenEvent.decode(found), period));
            }
        }
        return Optional.empty();
    }

    /**
     * The time that an event is stored under, in epoch milliseconds: the begin of its period, which is as long as the window, so
     * that a later copy need not know when the first one came.
     */
    private long period(long time) {
        return time - Math.floorMod(time, window);
    }

    private ProcessorContext<byte[], DecodedRecord> started() {
        return Objects.requireNonNull(context);
    }
}

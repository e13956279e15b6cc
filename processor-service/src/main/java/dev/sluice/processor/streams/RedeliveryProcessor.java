package dev.sluice.processor.streams;

import dev.sluice.body.EventDocument;
import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.attempt.Routing;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.record.Coordinates;
import dev.sluice.record.Redelivery;
import dev.sluice.record.RedeliveryRecords;
import dev.sluice.record.UndecodableRecordException;
import dev.sluice.route.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Takes in what comes by {@code webhooks.retry}: retries, replays and redrives, and what was parked there when the database was
 * away. None of it passes deduplication: claims tell it apart.
 */
final class RedeliveryProcessor implements Processor<byte[], byte[], byte[], DecodedRecord> {
    /** The key of what waits holds it, with its length in two bytes. */
    private static final int LONGEST_ROUTE = 1000;
    /** Twice what a route may say, for jitter, and a day for clocks that differ. */
    private static final Duration LONGEST_WAIT =
            RetryPolicy.LONGEST.multipliedBy(2).plusDays(1);

    private final Routing routing;
    private final RecordDecoder decoder;
    private final StreamDeaths deaths;
    private final HomePartition home;
    private @Nullable ProcessorContext<byte[], DecodedRecord> context;

    RedeliveryProcessor(Routing routing, RecordDecoder decoder, StreamDeaths deaths, HomePartition home) {
        this.routing = routing;
        this.decoder = decoder;
        this.deaths = deaths;
        this.home = home;
    }

    @Override
    public void init(ProcessorContext<byte[], DecodedRecord> processorContext) {
        context = processorContext;
    }

    @Override
    public void process(Record<byte[], byte[]> message) {
        ProcessorContext<byte[], DecodedRecord> started = Objects.requireNonNull(context);
        Coordinates at = Nodes.coordinates(started);
        deaths.begin(at);
        DecodedRecord arrival;
        try {
            Optional<String> apart = deaths.whyApart(new StreamDeaths.Work(at, ""));
            arrival = arrival(message, at);
            if (apart.isPresent()) {
                arrival = DecodedRecord.Apart.of(arrival, apart.get());
            }
        } catch (UndecodableRecordException e) {
            arrival = decoder.undecodable(message, at, e);
        }
        started.forward(new Record<>(message.key(), arrival, message.timestamp()));
        deaths.end();
    }

    private DecodedRecord arrival(Record<byte[], byte[]> message, Coordinates at) throws UndecodableRecordException {
        Optional<BatchEntry> note = ParkedRecords.note(message);
        if (note.isPresent()) {
            return new DecodedRecord.BatchOnly(note.get(), ThreadBatch.size(note.get()));
        }
        WebhookEvent event = decoder.read(message);
        Redelivery redelivery = RedeliveryRecords.read(message.headers()).causedBy(at);
        if (redelivery.due().toEpochMilli() - message.timestamp() > LONGEST_WAIT.toMillis()) {
            throw new UndecodableRecordException("it is due at " + redelivery.due() + ", later than any retry is");
        }
        if (redelivery.route().orElse("").length() > LONGEST_ROUTE) {
            throw new UndecodableRecordException(
                    "the name of its route is longer than " + LONGEST_ROUTE + " characters");
        }
        EventDocument document = event.document();
        Routing.Matched matched = redelivery
                .route()
                .map(route -> new Routing.Matched(routing.category(event), List.of(route)))
                .orElseGet(() -> routing.match(event, document));
        Redelivery matchedNow = redelivery.route().isPresent() ? redelivery : redelivery.takenBy(matched.routes());
        List<Delivery> deliveries = matched.routes().stream()
                .map(route -> DeliveryRecords.delivery(event, document, matched.category(), route, matchedNow))
                .toList();
        return home.isHome(event, at.partition())
                ? new DecodedRecord.Deliveries(deliveries, redelivery.due(), at)
                : new DecodedRecord.Displaced(deliveries, redelivery.due());
    }
}

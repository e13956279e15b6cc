package dev.sluice.processor.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.AttemptNote;
import dev.sluice.event.Coordinates;
import dev.sluice.event.Sha256;
import dev.sluice.event.UndecodableRecordException;
import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.attempt.Routing;
import dev.sluice.processor.work.SeenAgain;
import dev.sluice.processor.work.Unit;
import dev.sluice.route.Priority;
import dev.sluice.route.Route;
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
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the first copy of an event pass, as one unit for each route that takes it, and counts the others. A cheap filter
 * only: the authority on what has been done is the claim in Postgres.
 */
final class Deduplicate implements Processor<byte[], byte[], byte[], Queued> {
    static final String STORE = "seen";

    private static final Logger LOG = LoggerFactory.getLogger(Deduplicate.class);

    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(10);

    private final Routing routing;
    private final Intake intake;
    private final Duration window;
    private @Nullable ProcessorContext<byte[], Queued> context;
    private @Nullable WindowStore<Bytes, byte[]> seen;

    Deduplicate(Routing routing, Intake intake, Duration window) {
        this.routing = routing;
        this.intake = intake;
        this.window = window;
    }

    @Override
    public void init(ProcessorContext<byte[], Queued> processorContext) {
        context = processorContext;
        seen = processorContext.getStateStore(STORE);
    }

    @Override
    public void process(Record<byte[], byte[]> message) {
        Coordinates source = Nodes.coordinates(started());
        WebhookEvent event;
        try {
            event = intake.read(message);
        } catch (UndecodableRecordException e) {
            forward(message, intake.broken(message, source, e));
            return;
        }
        String category = routing.category(event);
        List<Route> routes = routing.taking(event, category);
        Optional<SeenAgain> repeat = sight(event, message.timestamp());
        if (repeat.isPresent()) {
            // In the lane of the event's own first unit: from another it could be drained before there is a row to
            // count on.
            Priority lane = routes.stream()
                    .map(Route::priority)
                    .min(Priority::compareTo)
                    .orElse(Priority.NORMAL);
            forward(message, new Queued(key(lane, message, source, ""), new Entry.Repeat(repeat.get())));
        } else if (routes.isEmpty()) {
            forward(message, queued(Priority.NORMAL, message, unit(event, category, "", source)));
        } else {
            for (Route route : routes) {
                forward(message, queued(route.priority(), message, unit(event, category, route.name(), source)));
            }
        }
    }

    /** Notes the sighting; empty for the first copy. */
    private Optional<SeenAgain> sight(WebhookEvent event, long now) {
        WindowStore<Bytes, byte[]> store = Objects.requireNonNull(seen);
        Bytes key = Bytes.wrap((event.key().endpoint() + '\0' + event.key().id()).getBytes(UTF_8));
        long first = 0;
        Sighting sighting = null;
        // Also a little ahead: another broker, whose clock is fast, may have stamped the first copy.
        try (WindowStoreIterator<byte[]> earlier =
                store.fetch(key, now - window.toMillis(), now + CLOCK_DIFFERENCE.toMillis())) {
            if (earlier.hasNext()) {
                var entry = earlier.next();
                first = entry.key;
                sighting = Sighting.decode(entry.value);
            }
        }
        byte[] sha256 = Sha256.of(event.body());
        if (sighting == null) {
            store.put(key, new Sighting(1, event.receivedAt(), event.receivedAt(), sha256).encode(), now);
            return Optional.empty();
        }
        if (!Arrays.equals(sighting.sha256(), sha256)) {
            LOG.atWarn()
                    .addKeyValue("event_id", event.key().id())
                    .addKeyValue("endpoint", event.key().endpoint())
                    .log("an event came again with other bytes; the first copy stands");
        }
        Sighting again = sighting.again(event.receivedAt());
        store.put(key, again.encode(), first);
        return Optional.of(new SeenAgain(
                event.key(),
                again.firstReceivedAt(),
                again.copies() - 1,
                event.token()
                        .map(token ->
                                new SeenAgain.UsedToken(token, HexFormat.of().formatHex(sha256)))));
    }

    private static Unit unit(WebhookEvent event, String category, String route, Coordinates source) {
        return new Unit(event, category, route, "", 0, List.<AttemptNote>of(), source, source);
    }

    private static Queued queued(Priority priority, Record<byte[], byte[]> message, Unit unit) {
        return new Queued(key(priority, message, unit.source(), unit.route()), new Entry.Work(unit));
    }

    private static QueueKey key(Priority priority, Record<byte[], byte[]> message, Coordinates source, String route) {
        return QueueKey.of(priority, Instant.ofEpochMilli(message.timestamp()), source, route);
    }

    private void forward(Record<byte[], byte[]> message, Queued queued) {
        started().forward(new Record<>(message.key(), queued, message.timestamp()));
    }

    private ProcessorContext<byte[], Queued> started() {
        return Objects.requireNonNull(context);
    }
}

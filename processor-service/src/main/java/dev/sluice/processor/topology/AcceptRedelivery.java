package dev.sluice.processor.topology;

import dev.sluice.event.Coordinates;
import dev.sluice.event.Redelivery;
import dev.sluice.event.RedeliveryRecords;
import dev.sluice.event.UndecodableRecordException;
import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.attempt.Routing;
import dev.sluice.processor.work.Unit;
import dev.sluice.route.Priority;
import dev.sluice.route.Route;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Takes in retries, replays and redrives. They pass no deduplication: their claims tell them apart. */
final class AcceptRedelivery implements Processor<byte[], byte[], byte[], Queued> {
    private final Routing routing;
    private final Intake intake;
    private @Nullable ProcessorContext<byte[], Queued> context;

    AcceptRedelivery(Routing routing, Intake intake) {
        this.routing = routing;
        this.intake = intake;
    }

    @Override
    public void init(ProcessorContext<byte[], Queued> processorContext) {
        context = processorContext;
    }

    @Override
    public void process(Record<byte[], byte[]> message) {
        ProcessorContext<byte[], Queued> started = Objects.requireNonNull(context);
        Coordinates source = Nodes.coordinates(started);
        try {
            WebhookEvent event = intake.read(message);
            Redelivery redelivery = RedeliveryRecords.read(message.headers());
            String category = routing.category(event);
            for (String route : routes(event, category, redelivery)) {
                Unit unit = new Unit(
                        event,
                        category,
                        route,
                        redelivery.generation(),
                        redelivery.attempts(),
                        redelivery.history(),
                        redelivery.origin(),
                        source);
                Priority priority = routing.named(route).map(Route::priority).orElse(Priority.NORMAL);
                QueueKey key = QueueKey.of(priority, redelivery.due(), source, route);
                started.forward(
                        new Record<>(message.key(), new Queued(key, new Entry.Work(unit)), message.timestamp()));
            }
        } catch (UndecodableRecordException e) {
            started.forward(new Record<>(message.key(), intake.broken(message, source, e), message.timestamp()));
        }
    }

    private List<String> routes(WebhookEvent event, String category, Redelivery redelivery) {
        if (redelivery.route().isPresent()) {
            return List.of(redelivery.route().get());
        }
        List<String> matching =
                routing.taking(event, category).stream().map(Route::name).toList();
        return matching.isEmpty() ? List.of("") : matching;
    }
}

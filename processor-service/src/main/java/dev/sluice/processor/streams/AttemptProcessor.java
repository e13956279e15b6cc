package dev.sluice.processor.streams;

import dev.sluice.processor.attempt.AttemptAbandonedException;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.processor.delivery.PendingEvent;
import dev.sluice.route.Priority;
import dev.sluice.topic.Changelogs;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Attempts deliveries and adds what comes of them to the thread's batch: at once, when the handler is a function and nothing is in the
 * way; from the waiting store otherwise. Nothing that stores throw is caught here: it means that the task has moved on.
 */
final class AttemptProcessor implements Processor<byte[], DecodedRecord, Void, Void> {
    static final String WAITING = Changelogs.WAITING;

    private final StreamParts parts;
    private final RecordDecoder decoder;
    private @Nullable Task task;

    /** What there is once the task has been started. */
    private record Task(TaskId id, WaitingStore waiting, WaitingRounds rounds) {}

    AttemptProcessor(StreamParts parts, RecordDecoder decoder) {
        this.parts = parts;
        this.decoder = decoder;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        KeyValueStore<Bytes, byte[]> store = context.getStateStore(WAITING);
        WaitingStore waiting = new WaitingStore(store);
        task = new Task(context.taskId(), waiting, new WaitingRounds(context, waiting, parts, decoder, this::attempt));
        batch().open(context.taskId(), context::commit);
        task.rounds().begin();
    }

    @Override
    public void process(Record<byte[], DecodedRecord> message) {
        switch (message.value()) {
            case DecodedRecord.BatchOnly(BatchEntry entry, int bytes) -> batch().add(task().id(), entry, bytes);
            case DecodedRecord.Deliveries deliveries -> take(deliveries);
            case DecodedRecord.Displaced(List<Delivery> deliveries, Instant due) ->
                batch().passOn(task().id(), deliveries, due);
            case DecodedRecord.Apart(List<Delivery> deliveries, String why) -> {
                for (Delivery delivery : deliveries) {
                    BatchEntry entry = parts.attempts().giveUp(delivery, why);
                    batch().add(task().id(), entry, ThreadBatch.size(entry));
                }
            }
        }
        // A flush that fails is that of many records, and none of them to be blamed alone.
        parts.batches().deaths().end();
        batch().flushIfFull();
    }

    private void take(DecodedRecord.Deliveries arrival) {
        boolean attempted = false;
        for (Delivery delivery : arrival.deliveries()) {
            if (delivery.fresh() && mayBeAttempted(delivery) && attempt(delivery)) {
                attempted = true;
                task().rounds().attemptedAtOnce(delivery);
            } else {
                wait(delivery, arrival);
            }
        }
        Delivery first = arrival.deliveries().getFirst();
        boolean mayHaveNoRow = first.attempts() == 0 && first.generation().isEmpty();
        if (mayHaveNoRow && !attempted) {
            BatchEntry awaiting = new PendingEvent(first);
            batch().add(task().id(), awaiting, ThreadBatch.size(awaiting));
        }
    }

    private void wait(Delivery delivery, DecodedRecord.Deliveries arrival) {
        // An event is due when it arrives, even if the broker's clock is ahead of this one.
        Instant due = delivery.fresh() ? parts.clock().instant() : arrival.due();
        task().waiting().put(WaitingKey.of(delivery, due, arrival.at()), DeliveryRecords.stored(delivery, due));
        task().rounds().wake(due);
    }

    private boolean mayBeAttempted(Delivery delivery) {
        return parts.batches().database().closed()
                && batch().time().allowsAttempt()
                && !parts.routing().slow(delivery.route())
                && parts.breakers().pausedUntil(delivery.route()).equals(Instant.MIN)
                && !parts.breakers().onTrial(delivery.route())
                && !(parts.routing().priority(delivery.route()) == Priority.LOW
                        && task().rounds().lowMustWait(delivery.route()));
    }

    /** Returns false for an attempt that is not to be counted: the delivery has to wait. */
    private boolean attempt(Delivery delivery) {
        try {
            BatchEntry entry = parts.attempts().make(delivery);
            batch().add(task().id(), entry, ThreadBatch.size(entry));
            return true;
        } catch (AttemptAbandonedException e) {
            parts.breakers().pause(delivery.route(), String.valueOf(e.getMessage()));
            return false;
        }
    }

    private ThreadBatch batch() {
        return parts.batches().current();
    }

    private Task task() {
        return Objects.requireNonNull(task);
    }

    @Override
    public void close() {
        if (task != null) {
            task.rounds().close();
            batch().forget(task.id());
            task = null;
        }
    }
}

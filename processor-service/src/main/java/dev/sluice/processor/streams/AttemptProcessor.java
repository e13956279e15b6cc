package dev.sluice.processor.streams;

import dev.sluice.processor.attempt.UnfinishedException;
import dev.sluice.processor.work.Awaiting;
import dev.sluice.processor.work.BatchEntry;
import dev.sluice.processor.work.Unit;
import dev.sluice.route.Priority;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Attempts units and adds what comes of them to the thread's batch: at once, when the handler is a function and nothing is in the
 * way; from the waiting store otherwise. Nothing that stores throw is caught here: it means that the task has moved on.
 */
final class AttemptProcessor implements Processor<byte[], DecodedRecord, Void, Void> {
    static final String WAITING = "waiting";

    private final StreamParts parts;
    private @Nullable Task task;

    /** What there is once the task has been started. */
    private record Task(TaskId id, WaitingStore waiting, WaitingRounds rounds) {}

    AttemptProcessor(StreamParts parts) {
        this.parts = parts;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        KeyValueStore<Bytes, byte[]> store = context.getStateStore(WAITING);
        WaitingStore waiting = new WaitingStore(store);
        task = new Task(context.taskId(), waiting, new WaitingRounds(context, waiting, parts, this::attempt));
        task.rounds().begin();
    }

    @Override
    public void process(Record<byte[], DecodedRecord> message) {
        switch (message.value()) {
            case DecodedRecord.Note(BatchEntry entry, int bytes) -> batch().add(task().id(), entry, bytes);
            case DecodedRecord.Units units -> take(units);
        }
        batch().flushIfFull();
    }

    private void take(DecodedRecord.Units arrival) {
        boolean attempted = false;
        for (Unit unit : arrival.units()) {
            if (unit.fresh() && mayBeAttempted(unit) && attempt(unit)) {
                attempted = true;
                task().rounds().attemptedAtOnce(unit);
            } else {
                wait(unit, arrival);
            }
        }
        Unit first = arrival.units().getFirst();
        boolean mayHaveNoRow = first.attempts() == 0 && first.generation().isEmpty();
        if (mayHaveNoRow && !attempted) {
            BatchEntry awaiting = new Awaiting(first);
            batch().add(task().id(), awaiting, ThreadBatch.size(awaiting));
        }
    }

    private void wait(Unit unit, DecodedRecord.Units arrival) {
        // An event is due when it arrives, even if the broker's clock is ahead of this one.
        Instant due = unit.fresh() ? parts.clock().instant() : arrival.due();
        task().waiting().put(WaitingKey.of(unit, due, arrival.at()), UnitRecords.stored(unit, due));
        task().rounds().wake(due);
    }

    private boolean mayBeAttempted(Unit unit) {
        return parts.batches().database().closed()
                && batch().time().allowsAttempt()
                && !parts.routing().slow(unit.route())
                && parts.breakers().parkedUntil(unit.route()).equals(Instant.MIN)
                && !(parts.routing().priority(unit.route()) == Priority.LOW
                        && task().rounds().lowMustWait(unit.route()));
    }

    /** Returns false for an attempt that is not to be counted: the unit has to wait. */
    private boolean attempt(Unit unit) {
        try {
            BatchEntry entry = parts.attempts().make(unit);
            batch().add(task().id(), entry, ThreadBatch.size(entry));
            return true;
        } catch (UnfinishedException e) {
            parts.breakers().pause(unit.route(), String.valueOf(e.getMessage()));
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

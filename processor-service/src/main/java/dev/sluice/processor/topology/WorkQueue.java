package dev.sluice.processor.topology;

import dev.sluice.processor.attempt.RouteBreakers;
import dev.sluice.processor.attempt.SlowLane;
import dev.sluice.processor.attempt.UnfinishedException;
import dev.sluice.processor.ledger.Ledger;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.processor.ledger.LedgerUnavailableException;
import dev.sluice.processor.work.Attempted;
import dev.sluice.processor.work.Conclusion;
import dev.sluice.processor.work.SeenAgain;
import dev.sluice.processor.work.TokenUse;
import dev.sluice.processor.work.Unit;
import dev.sluice.processor.work.Unreadable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable work queue of one task. {@code process} only puts; a drain takes the next entries in order, attempts them,
 * writes everything in one Postgres transaction and then, inside the Kafka transaction that is still open, deletes the
 * entries and forwards what came of them. A crash between the two commits brings the entries back, and their claims say
 * that they are done. Signed tokens are claimed before, in a transaction of their own.
 *
 * <p>Nothing that stores or {@code forward} throw is caught here: it means that the task has moved on.
 */
final class WorkQueue implements Processor<byte[], Queued, byte[], Object> {
    static final String INBOX = "inbox";
    static final String DELAYED = "delayed";

    private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);
    private static final Duration DRAIN_EVERY = Duration.ofMillis(20);
    private static final Duration LEAST_BUDGET = Duration.ofSeconds(1);
    /** What has not been attempted by then is left for the next drain: its time counts inside the transaction, too. */
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(3);

    private final WorkQueueParts parts;
    private final SlowLane<QueueKey> slowLane;
    private @Nullable Task task;
    private int putSinceDrain;
    /** Halved when a drain does not come to its end in time, so that the next one may. */
    private int batch;

    /** What there is once the task has been started. */
    private record Task(ProcessorContext<byte[], Object> context, Inbox inbox, Delayed delayed, Aftermath aftermath) {}

    WorkQueue(WorkQueueParts parts, SlowLane<QueueKey> slowLane) {
        this.parts = parts;
        this.slowLane = slowLane;
        this.batch = parts.limits().batchEntries();
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        KeyValueStore<Bytes, byte[]> inbox = context.getStateStore(INBOX);
        KeyValueStore<Bytes, byte[]> delayed = context.getStateStore(DELAYED);
        task = new Task(context, new Inbox(inbox), new Delayed(delayed), new Aftermath(context, parts.clock()));
        context.schedule(DRAIN_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> drain(task()));
    }

    @Override
    public void process(Record<byte[], Queued> message) {
        Task at = task();
        QueueKey key = message.value().key();
        byte[] entry = EntryCodec.encode(message.value().entry());
        // An event is due when it arrives, even if the broker's clock is ahead of this one.
        if (key.retry() && key.due() > parts.clock().millis()) {
            at.delayed().put(key, entry);
            return;
        }
        at.inbox().put(key, entry);
        if (++putSinceDrain >= batch) {
            drain(at);
        }
        while (at.inbox().bytes() > parts.limits().inboxBytes() && at.inbox().count() > 1) {
            QueueKey last = at.inbox().last();
            at.delayed().put(last, at.inbox().get(last));
            at.inbox().remove(last);
        }
    }

    private void drain(Task at) {
        putSinceDrain = 0;
        parts.gauges()
                .set(at.context().taskId(), at.inbox().count(), at.delayed().count());
        if (!parts.database().closed()) {
            return;
        }
        if (parts.budget().left().compareTo(LEAST_BUDGET) < 0) {
            at.context().commit();
            return;
        }
        at.delayed().promote(parts.clock().millis(), at.inbox(), parts.limits().inboxBytes() / 2);
        List<QueueKey> picked = at.inbox().pick(batch, parts.limits().batchBytes(), this::notNow);
        try {
            record(at, attempt(at, picked));
        } catch (LedgerUnavailableException e) {
            batch = Math.max(1, batch / 2);
            parts.database().trip(e);
        }
    }

    private boolean notNow(QueueKey key) {
        return !key.route().isEmpty()
                && parts.routing().slow(key.route())
                && (slowLane.pending(key) || (!slowLane.started(key) && !slowLane.hasRoom()));
    }

    /** One drain: what is to be written, and the place of each. */
    private record Drained(
            List<QueueKey> unitKeys,
            List<Attempted> attempts,
            List<QueueKey> otherKeys,
            List<SeenAgain> repeats,
            List<Unreadable> unreadable) {
        Drained() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        void add(QueueKey key, Attempted attempt) {
            unitKeys.add(key);
            attempts.add(attempt);
        }

        boolean isEmpty() {
            return unitKeys.isEmpty() && otherKeys.isEmpty();
        }
    }

    private Drained attempt(Task at, List<QueueKey> keys) throws LedgerUnavailableException {
        List<Picked> picked =
                keys.stream().map(key -> Picked.of(key, at.inbox().get(key))).toList();
        Map<TokenUse, Conclusion> reused = claimTokens(picked);
        Drained drained = new Drained();
        Instant end = parts.clock().instant().plus(LONGEST_ROUND);
        for (Picked next : picked) {
            if (parts.clock().instant().isAfter(end)) {
                break;
            }
            switch (next.entry()) {
                case Entry.Work(Unit unit) -> {
                    Optional<Conclusion> dead = next.token().map(reused::get);
                    if (dead.isPresent()) {
                        Instant now = parts.clock().instant();
                        drained.add(next.key(), new Attempted(unit, dead.get(), now, Duration.ZERO));
                    } else {
                        attempt(at, next, unit, drained);
                    }
                }
                case Entry.Repeat(SeenAgain again) -> {
                    drained.otherKeys().add(next.key());
                    drained.repeats().add(again);
                }
                case Entry.Broken(Unreadable unreadable) -> {
                    drained.otherKeys().add(next.key());
                    drained.unreadable().add(unreadable);
                }
            }
        }
        return drained;
    }

    /** Before any handler runs, and for the whole round at once: of two bodies with one token the first in line has it. */
    private Map<TokenUse, Conclusion> claimTokens(List<Picked> picked) throws LedgerUnavailableException {
        List<TokenUse> uses =
                picked.stream().flatMap(next -> next.token().stream()).toList();
        return uses.isEmpty() ? Map.of() : budgeted(left -> parts.ledger().claimTokens(uses, left.dividedBy(2)));
    }

    private void attempt(Task at, Picked next, Unit unit, Drained drained) {
        switch (state(next.key(), unit)) {
            case SlowLane.State.Answered(Attempted attempt) -> drained.add(next.key(), attempt);
            case SlowLane.State.Waiting waiting -> {}
            case SlowLane.State.Parked parked -> {
                Instant due = parts.clock().instant().plus(RouteBreakers.PARKED);
                at.delayed().put(next.key().dueAt(due), next.stored());
                at.inbox().remove(next.key());
            }
        }
    }

    private SlowLane.State state(QueueKey key, Unit unit) {
        if (parts.routing().slow(unit.route())) {
            return slowLane.ask(key, unit);
        }
        try {
            return new SlowLane.State.Answered(parts.attempts().make(unit));
        } catch (UnfinishedException e) {
            LOG.debug("left for the next drain: {}", e.getMessage());
            return new SlowLane.State.Waiting();
        }
    }

    private interface DatabaseWork<T> {
        T within(Duration left) throws LedgerUnavailableException;
    }

    private <T> T budgeted(DatabaseWork<T> work) throws LedgerUnavailableException {
        long started = System.nanoTime();
        try {
            return work.within(parts.budget().left());
        } finally {
            parts.budget().spend(Duration.ofNanos(System.nanoTime() - started));
        }
    }

    private void record(Task at, Drained drained) throws LedgerUnavailableException {
        if (drained.isEmpty()) {
            return;
        }
        Ledger.Batch written = new Ledger.Batch(drained.attempts(), drained.repeats(), drained.unreadable());
        List<Recorded> recorded = budgeted(left -> parts.ledger().record(written, parts.attempts(), left));
        batch = Math.min(parts.limits().batchEntries(), batch * 2);
        for (int i = 0; i < recorded.size(); i++) {
            QueueKey key = drained.unitKeys().get(i);
            Attempted attempt = drained.attempts().get(i);
            at.aftermath().of(attempt, recorded.get(i));
            slowLane.forget(key, attempt);
            at.inbox().remove(key);
        }
        drained.unreadable().forEach(at.aftermath()::of);
        drained.otherKeys().forEach(at.inbox()::remove);
        parts.listener()
                .drained(drained.attempts(), recorded, drained.unreadable().size());
    }

    private Task task() {
        return Objects.requireNonNull(task);
    }

    @Override
    public void close() {
        slowLane.close();
        if (task != null) {
            parts.gauges().remove(task.context().taskId());
        }
    }
}

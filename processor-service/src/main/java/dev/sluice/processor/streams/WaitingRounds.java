package dev.sluice.processor.streams;

import static java.util.Comparator.comparing;

import dev.sluice.processor.attempt.BlockingHandlers;
import dev.sluice.processor.attempt.RouteBreakers;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.processor.ledger.LedgerUnavailableException;
import dev.sluice.record.UndecodableRecordException;
import dev.sluice.route.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * Takes what is due from the waiting store of one task, in rounds: lanes of high priority first, and low ones only as far as
 * there is no other work, or a tenth of it. A round is run when something has been put there and when an alarm goes off; while
 * nothing waits there is no alarm, and an idle instance costs nothing. Used by its task's thread alone.
 */
final class WaitingRounds {
    /** So that a long lane does not keep the thread from its records. */
    private static final int MOST_A_ROUND = 500;

    private static final int SHARE_OF_LOW = 10;
    private static final Duration BUSY = Duration.ofMillis(100);
    private static final Duration SOON = Duration.ofMillis(10);
    private static final Duration LATEST = Duration.ofMinutes(10);

    private final ProcessorContext<Void, Void> context;
    private final TaskId task;
    private final WaitingStore waiting;
    private final StreamParts parts;
    private final RecordDecoder decoder;
    private final Predicate<Delivery> attempt;
    private final BlockingHandlers<WaitingKey> blocking;
    private @Nullable Cancellable alarm;
    private Instant alarmAt = Instant.MAX;
    private Instant lastOther = Instant.MIN;
    private int othersSinceLow;

    /** @param attempt attempts a delivery at once, and returns false if it has to wait all the same */
    WaitingRounds(
            ProcessorContext<Void, Void> context,
            WaitingStore waiting,
            StreamParts parts,
            RecordDecoder decoder,
            Predicate<Delivery> attempt) {
        this.context = context;
        this.task = context.taskId();
        this.waiting = waiting;
        this.parts = parts;
        this.decoder = decoder;
        this.attempt = attempt;
        this.blocking = new BlockingHandlers<>(
                parts.attempts(), parts.routing(), parts.breakers(), parts.executor(), parts.permits(), parts.clock());
    }

    /** Takes up what a restored store holds. */
    void begin() {
        tell();
        setAlarm();
    }

    /** Notes work that low deliveries stand back for. */
    void attemptedAtOnce(Delivery delivery) {
        if (parts.routing().priority(delivery.route()) != Priority.LOW) {
            lastOther = parts.clock().instant();
            othersSinceLow++;
        }
    }

    boolean lowMustWait(String route) {
        return isBusy() || waiting.nextDue(route) != Long.MAX_VALUE;
    }

    private boolean isBusy() {
        return parts.clock().instant().isBefore(lastOther.equals(Instant.MIN) ? Instant.MIN : lastOther.plus(BUSY));
    }

    /** Sees to it that a round is run when a delivery that has just been put there is due, with all that have come by then. */
    void wake(Instant due) {
        tell();
        if (due.isBefore(alarmAt)) {
            setAlarm(due);
        }
    }

    /** Collects what has ended, and attempts or starts what is due. */
    private void run() {
        if (parts.batches().database().closed()) {
            collect();
            List<String> routes = waiting.routes().stream()
                    .sorted(comparing((String route) -> parts.routing().priority(route)))
                    .toList();
            int left = MOST_A_ROUND;
            for (String route : routes) {
                if (parts.breakers().pausedUntil(route).equals(Instant.MIN)) {
                    if (parts.routing().slow(route)) {
                        // Runs on virtual threads, so it does not count towards this round's limit.
                        start(route);
                    } else {
                        left -= attempt(route, left);
                    }
                }
            }
        }
        tell();
        setAlarm();
    }

    private void collect() {
        for (BlockingHandlers.Ended<WaitingKey> ended : blocking.collect()) {
            add(ended.key(), ended.attempt());
        }
    }

    private void add(WaitingKey key, BatchEntry entry) {
        parts.batches().deaths().begin(work(key));
        parts.batches().current().add(task, entry, ThreadBatch.size(entry));
        waiting.remove(key);
        parts.batches().deaths().end();
        parts.batches().current().flushIfFull();
    }

    private int attempt(String route, int most) {
        boolean low = parts.routing().priority(route) == Priority.LOW;
        int fair = low && isBusy() ? Math.min(most, othersSinceLow / SHARE_OF_LOW) : most;
        int share = parts.breakers().onTrial(route) ? Math.min(1, fair) : fair;
        int attempted = 0;
        // A reload may have made a route fast while calls of its slow handler still run.
        for (WaitingStore.Due next : waiting.due(route, now(), share, blocking::runs)) {
            if (!parts.batches().current().time().allowsAttempt() || !attempt(next)) {
                break;
            }
            attempted++;
            if (parts.routing().slow(route)) {
                break;
            }
        }
        if (low) {
            othersSinceLow = attempted == 0 ? othersSinceLow : 0;
        }
        return attempted;
    }

    private boolean attempt(WaitingStore.Due next) {
        Optional<Delivery> delivery = delivery(next);
        if (delivery.isEmpty()) {
            return true;
        }
        parts.batches().deaths().begin(work(next.key()));
        if (!attempt.test(delivery.get())) {
            postpone(next.key(), delivery.get());
            parts.batches().deaths().end();
            return false;
        }
        attemptedAtOnce(delivery.get());
        waiting.remove(next.key());
        parts.batches().deaths().end();
        parts.batches().current().flushIfFull();
        return true;
    }

    /** Moves a delivery behind the others of its route: it alone may have to wait, for example for a missing topic. */
    private void postpone(WaitingKey key, Delivery delivery) {
        Instant later = parts.clock().instant().plus(RouteBreakers.PAUSE);
        waiting.remove(key);
        waiting.put(key.dueAt(later), DeliveryRecords.stored(delivery, later));
    }

    /** Starts what there is room for, once it is known that it may be called. */
    private void start(String route) {
        List<Startable> startable = new ArrayList<>();
        for (WaitingStore.Due next : waiting.due(route, now(), blocking.free(route), blocking::runs)) {
            delivery(next).ifPresent(delivery -> startable.add(new Startable(next.key(), delivery)));
        }
        // Reserve before querying the database: a route with an open breaker must not query it again and again.
        int places = blocking.reserve(route, startable.size());
        int started = places == 0 ? 0 : start(startable.subList(0, places));
        blocking.giveBack(route, places - started);
    }

    private record Startable(WaitingKey key, Delivery delivery) {}

    /** Returns how many have been started; the others have ended, or wait on. */
    private int start(List<Startable> startable) {
        // Earlier deliveries must claim their signed tokens before a handler call that can't be undone is made.
        if (!parts.batches().current().flushEarly()) {
            return 0;
        }
        List<Delivery> deliveries = startable.stream().map(Startable::delivery).toList();
        List<Optional<AttemptOutcome>> ends;
        try {
            ends = parts.batches()
                    .current()
                    .time()
                    .database(left -> parts.ledger().beforeCalling(deliveries, left.dividedBy(2)));
        } catch (LedgerUnavailableException e) {
            parts.batches().database().trip(e);
            return 0;
        }
        int started = 0;
        for (int i = 0; i < deliveries.size(); i++) {
            WaitingKey key = startable.get(i).key();
            Optional<AttemptOutcome> end = ends.get(i);
            if (end.isPresent()) {
                add(key, new Attempt(deliveries.get(i), end.get(), parts.clock().instant(), Duration.ZERO));
            } else {
                blocking.start(key, deliveries.get(i));
                started++;
            }
        }
        return started;
    }

    private StreamDeaths.Work work(WaitingKey key) {
        return new StreamDeaths.Work(key.coordinates(task.partition()), key.route());
    }

    /**
     * Empty for what can't be read, or what threads keep dying at: it has been removed, and becomes a dead letter.
     */
    private Optional<Delivery> delivery(WaitingStore.Due next) {
        StreamDeaths deaths = parts.batches().deaths();
        deaths.begin(work(next.key()));
        try {
            Optional<String> apart = deaths.whyApart(work(next.key()));
            Delivery delivery = DeliveryRecords.read(next.stored(), parts.routing());
            if (apart.isPresent()) {
                add(next.key(), parts.attempts().giveUp(delivery, apart.get()));
                return Optional.empty();
            }
            deaths.end();
            return Optional.of(delivery);
        } catch (UndecodableRecordException e) {
            add(
                    next.key(),
                    decoder.undecodable(
                            next.key().coordinates(task.partition()),
                            next.stored(),
                            e,
                            parts.clock().instant()));
            return Optional.empty();
        }
    }

    private long now() {
        return parts.clock().millis();
    }

    private void tell() {
        parts.gauges().set(task, waiting.waiting(), waiting.retries());
    }

    private void setAlarm() {
        Instant now = parts.clock().instant();
        Instant next = blocking.isIdle() ? Instant.MAX : now.plus(SOON);
        for (String route : waiting.routes()) {
            Instant due = Instant.ofEpochMilli(waiting.nextDue(route));
            Instant paused = parts.breakers().pausedUntil(route);
            Instant at = paused.isAfter(due) ? paused : due;
            next = at.isBefore(next) ? at : next;
        }
        cancel();
        if (next.isBefore(Instant.MAX)) {
            setAlarm(next);
        }
    }

    private void setAlarm(Instant at) {
        Instant now = parts.clock().instant();
        Instant earliest = now.plus(SOON);
        Instant latest = now.plus(LATEST);
        Instant rings = at.isBefore(earliest) ? earliest : at.isAfter(latest) ? latest : at;
        if (rings.isBefore(alarmAt)) {
            cancel();
            alarmAt = rings;
            alarm = context.schedule(Duration.between(now, rings), PunctuationType.WALL_CLOCK_TIME, time -> ring());
            parts.batches().current().alarm(task, alarmAt);
        }
    }

    private void ring() {
        cancel();
        run();
    }

    private void cancel() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
            alarmAt = Instant.MAX;
            parts.batches().current().noAlarm(task);
        }
    }

    void close() {
        cancel();
        blocking.close();
        parts.gauges().remove(task);
    }
}

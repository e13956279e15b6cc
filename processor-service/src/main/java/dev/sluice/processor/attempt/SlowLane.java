package dev.sluice.processor.attempt;

import dev.sluice.processor.work.Attempted;
import dev.sluice.processor.work.Unit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;

/**
 * Attempts whose handlers do I/O of their own: started by one drain, collected by a later one. One per task and used by
 * its thread alone; the executor and the permits are the instance's.
 */
public final class SlowLane<K> implements AutoCloseable {
    private final Attempts attempts;
    private final Routing routing;
    private final RouteBreakers breakers;
    private final ExecutorService executor;
    private final Semaphore permits;
    private final Clock clock;
    private final Map<K, Running> running = new HashMap<>();

    private record Running(Unit unit, Future<Attempted> answer, Instant deadline, Duration timeout) {}

    /** What became of asking for an attempt. */
    public sealed interface State {
        /** It has not answered yet, or there is no room to start it. */
        record Waiting() implements State {}

        /** The route's breaker is open. */
        record Parked() implements State {}

        /** It has answered; the answer is kept until {@link SlowLane#forget}. */
        record Answered(Attempted attempt) implements State {}
    }

    public SlowLane(
            Attempts attempts,
            Routing routing,
            RouteBreakers breakers,
            ExecutorService executor,
            Semaphore permits,
            Clock clock) {
        this.attempts = attempts;
        this.routing = routing;
        this.breakers = breakers;
        this.executor = executor;
        this.permits = permits;
        this.clock = clock;
    }

    /** Whether a unit has been started and has neither answered nor run out of time, so that asking is in vain. */
    public boolean pending(K key) {
        Running attempt = running.get(key);
        return attempt != null && !attempt.answer().isDone() && clock.instant().isBefore(attempt.deadline());
    }

    /** Whether a unit has been started and not been forgotten. */
    public boolean started(K key) {
        return running.containsKey(key);
    }

    /** Whether another attempt can be started now. */
    public boolean hasRoom() {
        return permits.availablePermits() > 0;
    }

    /** Starts the attempt, or says how it stands. */
    public State ask(K key, Unit unit) {
        Running attempt = running.get(key);
        if (attempt == null) {
            return start(key, unit);
        }
        if (attempt.answer().isDone()) {
            return answered(key, attempt);
        }
        if (clock.instant().isBefore(attempt.deadline())) {
            return new State.Waiting();
        }
        attempt.answer().cancel(true);
        return new State.Answered(attempts.timedOut(unit, attempt.timeout()));
    }

    private State start(K key, Unit unit) {
        if (!permits.tryAcquire()) {
            return new State.Waiting();
        }
        if (!breakers.admits(unit.route())) {
            permits.release();
            return new State.Parked();
        }
        Duration timeout = routing.named(unit.route()).orElseThrow().timeout();
        FutureTask<Attempted> answer = new FutureTask<>(() -> attempts.make(unit));
        // Released by the thread and not by the task: a task cancelled before it ran would keep its permit.
        executor.execute(() -> {
            try {
                answer.run();
            } finally {
                permits.release();
            }
        });
        running.put(key, new Running(unit, answer, clock.instant().plus(timeout), timeout));
        return new State.Waiting();
    }

    private State answered(K key, Running attempt) {
        try {
            return new State.Answered(attempt.answer().get());
        } catch (CancellationException e) {
            return new State.Answered(attempts.timedOut(attempt.unit(), attempt.timeout()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnfinishedException) {
                running.remove(key);
                breakers.abandoned(attempt.unit().route());
                return new State.Waiting();
            }
            throw new IllegalStateException("an attempt ended without a conclusion", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while taking an answer that is there", e);
        }
    }

    /** Drops an answer once its conclusion has been recorded. */
    public void forget(K key, Attempted recorded) {
        if (running.remove(key) != null) {
            breakers.returned(recorded);
        }
    }

    /** Drops everything: the task's next owner starts afresh. */
    @Override
    public void close() {
        running.values().forEach(attempt -> {
            attempt.answer().cancel(true);
            breakers.abandoned(attempt.unit().route());
        });
        running.clear();
    }
}

package dev.sluice.processor.attempt;

import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.Delivery;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * The attempts of one task whose handlers do I/O of their own: started on virtual threads, collected when they have answered or
 * run out of time. Used by the task's thread alone; executor and permits are the instance's.
 *
 * @param <K> names a delivery
 */
public final class BlockingHandlers<K> implements AutoCloseable {
    private final AttemptRunner attempts;
    private final Routing routing;
    private final RouteBreakers breakers;
    private final ExecutorService executor;
    private final BlockingPermits permits;
    private final Clock clock;
    private final Map<K, Running> running = new LinkedHashMap<>();

    private record Running(Delivery delivery, Future<Attempt> answer, Instant deadline, Duration timeout) {}

    /** An attempt that has come to its end. */
    public record Ended<K>(K key, Attempt attempt) {}

    public BlockingHandlers(
            AttemptRunner attempts,
            Routing routing,
            RouteBreakers breakers,
            ExecutorService executor,
            BlockingPermits permits,
            Clock clock) {
        this.attempts = attempts;
        this.routing = routing;
        this.breakers = breakers;
        this.executor = executor;
        this.permits = permits;
        this.clock = clock;
    }

    /** Whether an attempt runs under this key. */
    public boolean runs(K key) {
        return running.containsKey(key);
    }

    /** Whether no attempt is running. */
    public boolean isIdle() {
        return running.isEmpty();
    }

    /** How many more attempts of a route there could be room for now. */
    public int free(String route) {
        return permits.free(route);
    }

    /**
     * Reserves places for attempts of a route, as far as there is room and its breaker admits them. Each is either taken by
     * {@link #start} or given back by {@link #giveBack}.
     */
    public int reserve(String route, int wanted) {
        int reserved = 0;
        while (reserved < wanted && permits.tryAcquire(route)) {
            if (!breakers.admits(route)) {
                permits.release(route);
                break;
            }
            reserved++;
        }
        return reserved;
    }

    /** Gives reserved places back. */
    public void giveBack(String route, int places) {
        for (int i = 0; i < places; i++) {
            permits.release(route);
            breakers.abandoned(route);
        }
    }

    /** Starts an attempt in a place that has been reserved. */
    public void start(K key, Delivery delivery) {
        String route = delivery.route();
        Duration timeout = routing.timeout(route);
        FutureTask<Attempt> answer = new FutureTask<>(() -> attempts.make(delivery));
        // Released by the thread and not by the task: a task cancelled before it ran would keep its permit.
        executor.execute(() -> {
            try {
                answer.run();
            } finally {
                permits.release(route);
            }
        });
        running.put(key, new Running(delivery, answer, clock.instant().plus(timeout), timeout));
    }

    /** Takes the attempts that have answered or run out of time. Those that came to no outcome are only forgotten. */
    public List<Ended<K>> collect() {
        List<Ended<K>> ended = new ArrayList<>();
        Instant now = clock.instant();
        for (Iterator<Map.Entry<K, Running>> each = running.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<K, Running> next = each.next();
            Running attempt = next.getValue();
            boolean answered = attempt.answer().isDone();
            if (!answered && now.isBefore(attempt.deadline())) {
                continue;
            }
            each.remove();
            try {
                ended.add(new Ended<>(next.getKey(), answered ? answer(attempt) : giveUp(attempt)));
            } catch (AttemptAbandonedException e) {
                breakers.abandoned(attempt.delivery().route());
                breakers.pause(attempt.delivery().route(), String.valueOf(e.getMessage()));
            }
        }
        ended.forEach(each -> breakers.returned(each.attempt()));
        return ended;
    }

    private Attempt giveUp(Running attempt) {
        attempt.answer().cancel(true);
        return attempts.timedOut(attempt.delivery(), attempt.timeout());
    }

    private Attempt answer(Running attempt) throws AttemptAbandonedException {
        try {
            return attempt.answer().get();
        } catch (CancellationException e) {
            return attempts.timedOut(attempt.delivery(), attempt.timeout());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AttemptAbandonedException unfinished) {
                throw unfinished;
            }
            return attempts.withoutOutcome(attempt.delivery(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while taking an answer that is there", e);
        }
    }

    /** Drops everything: the task's next owner starts afresh. */
    @Override
    public void close() {
        running.values().forEach(attempt -> {
            attempt.answer().cancel(true);
            breakers.abandoned(attempt.delivery().route());
        });
        running.clear();
    }
}

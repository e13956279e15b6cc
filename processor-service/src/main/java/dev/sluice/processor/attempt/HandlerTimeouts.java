package dev.sluice.processor.attempt;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends calls of handlers that run on a stream thread for longer than their route allows: the thread is interrupted. A handler that
 * does not heed it can't be ended from outside; it is reported, and {@link #stuck} says so, for as long as it runs. Thread-safe.
 */
public final class HandlerTimeouts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HandlerTimeouts.class);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration REPORT = Duration.ofSeconds(10);

    private final Map<Thread, Call> calls = new ConcurrentHashMap<>();
    private final ThreadLocal<Call> ofThread =
            ThreadLocal.withInitial(() -> calls.computeIfAbsent(Thread.currentThread(), Call::new));
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("handler-timeouts").factory());

    public HandlerTimeouts() {
        var unused = watch.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The calling thread calls a handler now. To be ended by {@link Call#end} on the same thread, whatever the handler throws. */
    Call begin(String route, Duration timeout) {
        Call call = ofThread.get();
        call.begin(route, System.nanoTime() + timeout.toNanos());
        return call;
    }

    /** How many handlers have been interrupted and run on all the same. */
    public int stuck() {
        return (int) calls.values().stream().filter(Call::isStuck).count();
    }

    private void look() {
        calls.keySet().removeIf(thread -> !thread.isAlive());
        long now = System.nanoTime();
        calls.values().forEach(call -> call.look(now));
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }

    /** The call that a thread is making; one object a thread, used again for every call. */
    static final class Call {
        private final Thread thread;
        private String route = "";
        private long deadline;
        private long reported;
        private boolean running;
        private boolean interrupted;

        private Call(Thread thread) {
            this.thread = thread;
        }

        private synchronized void begin(String calledBy, long until) {
            route = calledBy;
            deadline = until;
            running = true;
            interrupted = false;
        }

        /** Returns whether the handler's time was up. On return the thread is not interrupted because of it any more. */
        synchronized boolean end() {
            running = false;
            // Also what a handler has left behind: Kafka's clients would take it for theirs.
            var unused = Thread.interrupted();
            return interrupted;
        }

        private synchronized boolean isStuck() {
            return running && interrupted;
        }

        private synchronized void look(long now) {
            if (!running || now < deadline) {
                return;
            }
            if (!interrupted) {
                interrupted = true;
                reported = now;
                thread.interrupt();
            } else if (now - reported >= REPORT.toNanos()) {
                reported = now;
                LOG.atError()
                        .addKeyValue("route", route)
                        .addKeyValue("cause", "handler_stuck")
                        .log(
                                "a handler does not end when it is interrupted, and holds up its stream thread; it is at {}",
                                Arrays.stream(thread.getStackTrace()).limit(10).toList());
            }
        }
    }
}

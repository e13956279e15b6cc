package dev.sluice.schedule;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tasks that one daemon thread runs from time to time, one after the other. Thread-safe. */
public final class Schedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);

    private final String name;
    private final ScheduledExecutorService thread;

    /** @param name of the thread */
    public Schedule(String name) {
        this.name = name;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }

    /**
     * Runs a task from now on, until this is closed. What it throws is logged and ends that run alone.
     *
     * @param first until the first run
     * @param pause from the end of each run to the next
     */
    public void every(Duration first, Duration pause, Runnable task) {
        var unused =
                thread.scheduleWithFixedDelay(() -> run(task), first.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Interrupts a task that runs, and starts no other; does not wait. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            // Uncaught, it would end the schedule without a word.
            LOG.atError().setCause(e).addKeyValue("thread", name).log("a scheduled task failed; it is run again");
        }
    }
}

package dev.sluice.processor;

import dev.sluice.processor.ledger.OpenDeadLetters;
import dev.sluice.processor.ledger.Partitions;
import dev.sluice.processor.ledger.PostgresRejectionLog;
import dev.sluice.processor.ledger.Retention;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be done from time to time, beside the flow. */
final class Maintenance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
    private static final Duration COUNT_EVERY = Duration.ofSeconds(5);
    private static final Duration PARTITIONS_EVERY = Duration.ofHours(6);
    private static final Duration ALIVE_EVERY = Duration.ofMinutes(1);
    private static final Duration DELETE_EVERY = Duration.ofDays(1);

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("upkeep").daemon().factory());

    void start(
            Partitions partitions,
            Retention retention,
            OpenDeadLetters deadLetters,
            PostgresRejectionLog rejections,
            StateDirectory state) {
        partitions.keepAhead();
        every(PARTITIONS_EVERY, PARTITIONS_EVERY, partitions::keepAhead);
        every(COUNT_EVERY, COUNT_EVERY, deadLetters::count);
        every(COUNT_EVERY, ALIVE_EVERY, state::beat);
        // Soon after each start: an instance may never live for a day.
        every(COUNT_EVERY, DELETE_EVERY, rejections::deleteOld);
        every(COUNT_EVERY, DELETE_EVERY, partitions::dropOld);
        every(COUNT_EVERY, DELETE_EVERY, retention::deleteOld);
    }

    private void every(Duration first, Duration period, Runnable task) {
        var unused = scheduler.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        // An exception would end the schedule.
                        LOG.error("upkeep failed", e);
                    }
                },
                first.toMillis(),
                period.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }
}

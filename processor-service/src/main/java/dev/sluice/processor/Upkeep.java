package dev.sluice.processor;

import dev.sluice.processor.ledger.EventPartitions;
import dev.sluice.processor.ledger.OpenDeadLetters;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be done to the database from time to time, beside the flow. */
final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration COUNT_EVERY = Duration.ofSeconds(5);
    private static final Duration PARTITIONS_EVERY = Duration.ofHours(6);

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("upkeep").daemon().factory());

    void start(EventPartitions partitions, OpenDeadLetters deadLetters) {
        partitions.keepAhead();
        every(PARTITIONS_EVERY, partitions::keepAhead);
        every(COUNT_EVERY, deadLetters::count);
    }

    private void every(Duration period, Runnable task) {
        var unused = scheduler.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        // An exception would end the schedule.
                        LOG.error("upkeep failed", e);
                    }
                },
                period.toMillis(),
                period.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }
}

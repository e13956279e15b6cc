package dev.sluice.processor;

import dev.sluice.processor.ledger.MaskedFieldTable;
import dev.sluice.processor.ledger.OpenDeadLetters;
import dev.sluice.processor.ledger.Partitions;
import dev.sluice.processor.ledger.PostgresRejectionLog;
import dev.sluice.processor.ledger.Retention;
import dev.sluice.processor.ledger.UnfinishedEvents;
import dev.sluice.schedule.Schedule;
import java.time.Duration;

/** What has to be done from time to time, beside the flow. */
final class Maintenance implements AutoCloseable {
    private static final Duration COUNT_EVERY = Duration.ofSeconds(5);
    private static final Duration MEASURE_EVERY = Duration.ofSeconds(15);
    private static final Duration PARTITIONS_EVERY = Duration.ofHours(6);
    private static final Duration ALIVE_EVERY = Duration.ofMinutes(1);
    private static final Duration DELETE_EVERY = Duration.ofDays(1);

    private final Schedule schedule = new Schedule("maintenance");

    void start(
            Partitions partitions,
            Retention retention,
            OpenDeadLetters deadLetters,
            UnfinishedEvents unfinished,
            LostRecords losses,
            PostgresRejectionLog rejections,
            StateDirectory state,
            LiveRoutes routes,
            MaskedFieldTable masked) {
        masked.write();
        partitions.keepAhead();
        schedule.every(COUNT_EVERY, COUNT_EVERY, masked::write);
        schedule.every(PARTITIONS_EVERY, PARTITIONS_EVERY, partitions::keepAhead);
        schedule.every(COUNT_EVERY, COUNT_EVERY, deadLetters::count);
        schedule.every(Duration.ZERO, MEASURE_EVERY, unfinished::measure);
        schedule.every(COUNT_EVERY, COUNT_EVERY, losses::write);
        schedule.every(Duration.ZERO, LiveRoutes.COMPARE_EVERY, routes::compare);
        schedule.every(COUNT_EVERY, ALIVE_EVERY, state::beat);
        // Soon after each start: an instance may never live for a day.
        schedule.every(COUNT_EVERY, DELETE_EVERY, rejections::deleteOld);
        schedule.every(COUNT_EVERY, DELETE_EVERY, partitions::dropOld);
        schedule.every(COUNT_EVERY, DELETE_EVERY, retention::deleteOld);
    }

    @Override
    public void close() {
        schedule.close();
    }
}

package dev.sluice.processor.streams;

import dev.sluice.processor.attempt.PublicationTopics;
import dev.sluice.processor.attempt.RouteBreakers;
import dev.sluice.processor.ledger.Ledger;
import dev.sluice.processor.outage.DatabaseBreaker;
import java.time.Clock;

/**
 * Gives each stream thread its batch. All that happens to a batch happens on its thread: Kafka Streams calls processors,
 * producer and consumer of a thread on that thread alone.
 */
public final class ThreadBatches {
    private final ThreadLocal<ThreadBatch> batches;
    private final DatabaseBreaker database;
    private final StreamDeaths deaths = new StreamDeaths();
    private final ReadPositions positions = new ReadPositions();
    private final FlushListener listener;

    /**
     * @param failures decides what becomes of an attempt whose data the database refuses
     * @param listener is told of every flush
     */
    public ThreadBatches(
            Ledger ledger,
            Ledger.DataFailures failures,
            PublicationTopics publications,
            DatabaseBreaker database,
            RouteBreakers breakers,
            BatchLimits limits,
            FlushListener listener,
            Clock clock) {
        this.database = database;
        this.listener = listener;
        OutcomeRecords records = new OutcomeRecords(clock);
        batches = ThreadLocal.withInitial(() -> new ThreadBatch(
                ledger, failures, publications, database, breakers, limits, deaths, listener, records, clock));
    }

    /** The batch of the calling thread. */
    ThreadBatch current() {
        return batches.get();
    }

    /** The records that threads have died at. */
    public StreamDeaths deaths() {
        return deaths;
    }

    /** How far the threads have read. */
    public ReadPositions positions() {
        return positions;
    }

    FlushListener listener() {
        return listener;
    }

    DatabaseBreaker database() {
        return database;
    }
}

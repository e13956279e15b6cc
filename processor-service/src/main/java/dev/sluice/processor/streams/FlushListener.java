package dev.sluice.processor.streams;

import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.ledger.Ledger.Recorded;
import java.util.List;

/** Told of every flush once its transaction has been committed. Must be thread-safe and quick. */
public interface FlushListener {
    /**
     * A batch has been committed to the database.
     *
     * @param batch its entries
     * @param recorded what became of each, in the same order
     */
    void flushed(List<BatchEntry> batch, List<Recorded> recorded);

    /**
     * Records were accepted, and are gone: they were deleted from the topic, by its retention or by hand, before they were read.
     *
     * @param from the first offset that was to be read
     * @param to the first that there is
     */
    default void lost(String topic, int partition, long from, long to) {}

    /** A batch has been sent to {@code webhooks.retry} as it is, because the database was away. */
    void parked(int entries);
}

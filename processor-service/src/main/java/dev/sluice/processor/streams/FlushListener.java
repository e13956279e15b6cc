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

    /** A batch has been sent to {@code webhooks.retry} as it is, because the database was away. */
    void parked(int entries);
}

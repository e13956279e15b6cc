package dev.sluice.processor.topology;

import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.processor.work.Attempted;
import java.util.List;

/** Told of every drain once its transaction has been committed. Must be thread-safe and quick. */
public interface DrainListener {
    /**
     * One drain has been committed to the database.
     *
     * @param attempts what was attempted
     * @param recorded what became of each, in the same order
     * @param unreadable how many records were dead-lettered because they could not be read
     */
    void drained(List<Attempted> attempts, List<Recorded> recorded, int unreadable);
}

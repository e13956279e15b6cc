package dev.sluice.processor.ledger;

import dev.sluice.record.Coordinates;
import dev.sluice.record.Rejection;
import java.util.List;

/** Where refused requests are kept. Thread-safe. */
public interface RejectionLog {
    /**
     * When the method returns all of them are kept for good; one that was kept before stays as it is.
     *
     * @throws LedgerUnavailableException when that is not known of every one; the same may be given again
     */
    void keep(List<KeptRejection> entries) throws LedgerUnavailableException;

    /** A rejection and where its record stands. */
    record KeptRejection(Coordinates source, Rejection rejection) {}
}

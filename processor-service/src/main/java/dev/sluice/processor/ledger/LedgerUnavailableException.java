package dev.sluice.processor.ledger;

/** The database is away, read-only, full or too slow: an outage, not a failure of any event. */
public final class LedgerUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public LedgerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}

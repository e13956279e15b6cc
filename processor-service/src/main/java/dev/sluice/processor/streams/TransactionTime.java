package dev.sluice.processor.streams;

import dev.sluice.processor.ledger.LedgerUnavailableException;
import java.time.Duration;

/**
 * How much time a stream thread has left in its Kafka transaction, which the broker aborts at its time-out. Used by its thread
 * alone.
 */
final class TransactionTime {
    /** With less than this left for the database, a flush that can wait for the commit does. */
    private static final Duration LEAST = Duration.ofSeconds(1);
    /** What a flush that can't wait is given at least. */
    private static final Duration LAST_RESORT = Duration.ofSeconds(2);

    private final BatchLimits limits;
    private boolean open;
    private long begun;
    private Duration spentInDatabase = Duration.ZERO;

    TransactionTime(BatchLimits limits) {
        this.limits = limits;
    }

    /** A step that talks to the database. */
    interface DatabaseWork<T> {
        T within(Duration left) throws LedgerUnavailableException;
    }

    /** The transaction has been opened. */
    void begin() {
        open = true;
        begun = System.nanoTime();
        spentInDatabase = Duration.ZERO;
    }

    /** The transaction has ended, in whatever way. */
    void end() {
        open = false;
        spentInDatabase = Duration.ZERO;
    }

    /** Whether the transaction is young enough for another attempt: handlers' time counts towards its time-out. */
    boolean allowsAttempt() {
        return !open || System.nanoTime() - begun < limits.handlerTime().toNanos();
    }

    /** Whether enough is left for a flush that could also wait for the commit. */
    boolean allowsEarlyFlush() {
        return left().compareTo(LEAST) >= 0;
    }

    /** Runs a step on what is left for the database. */
    <T> T database(DatabaseWork<T> work) throws LedgerUnavailableException {
        Duration left = left();
        long started = System.nanoTime();
        try {
            return work.within(left.compareTo(LAST_RESORT) < 0 ? LAST_RESORT : left);
        } finally {
            if (open) {
                spentInDatabase = spentInDatabase.plusNanos(System.nanoTime() - started);
            }
        }
    }

    private Duration left() {
        return limits.databaseTime().minus(spentInDatabase);
    }
}

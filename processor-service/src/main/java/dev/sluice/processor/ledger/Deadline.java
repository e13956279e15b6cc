package dev.sluice.processor.ledger;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;

/** The moment by which a batch must have been committed. */
final class Deadline {
    private final long started = System.nanoTime();
    private final Duration budget;

    Deadline(Duration budget) {
        this.budget = budget;
    }

    /** What is left of it; negative when it is over. */
    Duration left() {
        return budget.minusNanos(System.nanoTime() - started);
    }

    /** Asked before each statement: a statement's own time-out bounds what comes after. */
    void check() throws SQLException {
        if (left().isNegative()) {
            throw new SQLTimeoutException(
                    "the batch was not written within " + budget.toMillis() + " ms", SqlFailure.AWAY);
        }
    }
}

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

    /** Asked before each statement: a statement's own time-out bounds what comes after. */
    void check() throws SQLException {
        if (System.nanoTime() - started > budget.toNanos()) {
            throw new SQLTimeoutException(
                    "the batch was not written within " + budget.toMillis() + " ms", SqlFailure.AWAY);
        }
    }
}

package dev.sluice.processor.ledger;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/** Table {@code webhook_action}, as far as the processor itself writes to it. Thread-safe. */
public final class ActionTable {
    private static final Duration BUDGET = Duration.ofSeconds(5);

    private final LedgerPool pool;

    public ActionTable(LedgerPool pool) {
        this.pool = pool;
    }

    /**
     * Notes what the system has found or decided.
     *
     * @param what stable word
     * @return whether it has been written; if not, it may be given again
     */
    public boolean note(String what, String why) {
        try {
            return pool.inTransaction(new Deadline(BUDGET), session -> {
                try (PreparedStatement statement = session.connection()
                        .prepareStatement("INSERT INTO webhook_action (who, what, why) VALUES ('processor', ?, ?)")) {
                    statement.setString(1, what);
                    statement.setString(2, why);
                    return statement.executeUpdate() == 1;
                }
            });
        } catch (SQLException | LedgerUnavailableException e) {
            return false;
        }
    }
}

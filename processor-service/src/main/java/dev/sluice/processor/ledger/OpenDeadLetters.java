package dev.sluice.processor.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** How many dead letters nobody has dealt with yet, as last counted. Thread-safe. */
public final class OpenDeadLetters {
    private static final Duration BUDGET = Duration.ofSeconds(3);

    private final LedgerPool pool;
    private volatile long counted;

    public OpenDeadLetters(LedgerPool pool) {
        this.pool = pool;
    }

    /** Counts again; keeps the old count while the database is away. */
    public void count() {
        try {
            counted = pool.inTransaction(new Deadline(BUDGET), session -> {
                try (Statement statement = session.connection().createStatement();
                        ResultSet row = statement.executeQuery(
                                "SELECT count(*) FROM webhook_dead_letter WHERE status = 'open'")) {
                    row.next();
                    return row.getLong(1);
                }
            });
        } catch (SQLException | LedgerUnavailableException e) {
            // The breaker reports an outage; a count that is late harms nobody.
            return;
        }
    }

    public long last() {
        return counted;
    }
}

package dev.sluice.processor.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** How many dead letters nobody has dealt with yet, as last counted. Thread-safe. */
public final class OpenDeadLetters {
    private static final Duration BUDGET = Duration.ofSeconds(3);

    private final LedgerPool pool;
    private volatile Counted last = new Counted(0, 0);

    private record Counted(long letters, long oldestSeconds) {}

    public OpenDeadLetters(LedgerPool pool) {
        this.pool = pool;
    }

    /** Counts again; keeps the old count while the database is away. */
    public void count() {
        try {
            last = pool.inTransaction(new Deadline(BUDGET), session -> {
                try (Statement statement = session.connection().createStatement();
                        ResultSet row = statement.executeQuery(
                                "SELECT count(*), coalesce(extract(epoch FROM now() - min(died_at)), 0)"
                                        + " FROM webhook_dead_letter WHERE status = 'open'")) {
                    row.next();
                    return new Counted(row.getLong(1), Math.max(0, row.getLong(2)));
                }
            });
        } catch (SQLException | LedgerUnavailableException e) {
            // The breaker reports an outage; a count that is late harms nobody.
            return;
        }
    }

    public long last() {
        return last.letters();
    }

    /** How long ago the oldest of them died; 0 without. */
    public long oldestSeconds() {
        return last.oldestSeconds();
    }
}

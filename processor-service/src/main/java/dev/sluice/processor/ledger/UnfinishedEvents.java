package dev.sluice.processor.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * What the ledger knows to be unfinished, as last measured: it would also know of a delivery that had been lost on the way.
 * Thread-safe.
 */
public final class UnfinishedEvents {
    private static final Duration BUDGET = Duration.ofSeconds(3);

    // Both halves are found by webhook_event_not_processed (status, received_at).
    private static final String MEASURE = """
            SELECT
              (SELECT count(*)
               FROM (SELECT endpoint, event_id, received_at FROM webhook_event
                     WHERE status = 'retrying' ORDER BY received_at LIMIT 1000) e
               CROSS JOIN LATERAL (
                 SELECT DISTINCT ON (generation, route) outcome, due_at FROM webhook_attempt a
                 WHERE a.endpoint = e.endpoint AND a.event_id = e.event_id AND a.received_at = e.received_at
                 ORDER BY generation, route, attempt DESC) last
               WHERE last.outcome = 'retry' AND last.due_at < now() - interval '1 minute')
              + (SELECT count(*)
                 FROM (SELECT FROM webhook_event
                       WHERE status = 'processing' AND received_at < now() - interval '1 minute'
                       ORDER BY received_at LIMIT 1000) p),
              coalesce(extract(epoch FROM now() - least(
                (SELECT received_at FROM webhook_event WHERE status = 'retrying' ORDER BY received_at LIMIT 1),
                (SELECT received_at FROM webhook_event WHERE status = 'processing' ORDER BY received_at LIMIT 1))), 0)
            """;

    private final LedgerPool pool;
    private volatile Measured last = new Measured(0, 0);

    private record Measured(long overdue, long oldestSeconds) {}

    public UnfinishedEvents(LedgerPool pool) {
        this.pool = pool;
    }

    /** Measures again; what was known last stays while the database is away. */
    public void measure() {
        try {
            last = pool.inTransaction(new Deadline(BUDGET), session -> {
                try (Statement statement = session.connection().createStatement();
                        ResultSet row = statement.executeQuery(MEASURE)) {
                    row.next();
                    return new Measured(row.getLong(1), Math.max(0, row.getLong(2)));
                }
            });
        } catch (SQLException | LedgerUnavailableException e) {
            // The breaker reports an outage.
            return;
        }
    }

    /** Deliveries that should have been attempted by now. */
    public long overdue() {
        return last.overdue();
    }

    /** How long ago the oldest of all that wait was received; 0 without. */
    public long oldestSeconds() {
        return last.oldestSeconds();
    }
}

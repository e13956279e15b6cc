package dev.sluice.processor.ledger;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is older than is kept and in no partition of its own, a little at a time; {@link Partitions} drops the rest.
 * Dead letters that nobody has dealt with stay. Several instances may do it at once.
 */
public final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final Duration BUDGET = Duration.ofSeconds(10);
    /** Few enough that nothing else waits for their locks. */
    private static final int DELETED_AT_ONCE = 1000;

    private static final List<Table> TABLES = List.of(
            // Claims before the audit, as everywhere.
            new Table("webhook_attempt_default", "received_at", "true"),
            new Table("webhook_event_default", "received_at", "true"),
            new Table("webhook_dead_letter", "died_at", "status IN ('redriven', 'discarded')"),
            new Table("webhook_job_unit", "frozen_at", "true"),
            new Table("webhook_job", "finished_at", "true"),
            new Table("webhook_signed_token", "first_received_at", "true"),
            new Table("webhook_idempotency_key", "first_received_at", "true"));

    private record Table(String name, String time, String condition) {
        String delete() {
            return """
                    DELETE FROM %1$s WHERE ctid = ANY (ARRAY(
                        SELECT ctid FROM %1$s WHERE %2$s < ? AND %3$s LIMIT %4$d FOR UPDATE SKIP LOCKED))
                    """.formatted(name, time, condition, DELETED_AT_ONCE);
        }
    }

    private final LedgerPool pool;
    private final Duration retention;
    private final Clock clock;

    /** @param retention how long things are kept */
    public Retention(LedgerPool pool, Duration retention, Clock clock) {
        this.pool = pool;
        this.retention = retention;
        this.clock = clock;
    }

    /** Deletes what is old by now. */
    public void deleteOld() {
        for (Table table : TABLES) {
            try {
                int deleted;
                do {
                    deleted = pool.inTransaction(new Deadline(BUDGET), session -> delete(session, table));
                } while (deleted == DELETED_AT_ONCE);
            } catch (SQLException | LedgerUnavailableException e) {
                LOG.warn("what is old in {} is not deleted yet: {}", table.name(), e.getMessage());
            }
        }
    }

    private int delete(Session session, Table table) throws SQLException {
        session.deadline().check();
        try (PreparedStatement statement = session.connection().prepareStatement(table.delete())) {
            statement.setObject(
                    1, PgTime.plus(clock.instant(), retention.negated()).atOffset(ZoneOffset.UTC));
            return statement.executeUpdate();
        }
    }
}

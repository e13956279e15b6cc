package dev.sluice.processor.ledger;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Predicate;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the tables to the form that this version of Sluice needs. */
public final class LedgerSchema {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerSchema.class);
    private static final Duration LONGEST_LOCK = Duration.ofSeconds(3);
    private static final String LOCKED = "55P03";
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final int TRIES_PER_LINE = 5;

    private LedgerSchema() {}

    /**
     * Migrates, several processes one after the other.
     *
     * @throws LedgerUnavailableException if the database is away, or somebody else keeps a lock that a migration needs
     * @throws FlywayException if the tables are not those of an earlier version
     */
    public static void migrate(LedgerAddress address) throws LedgerUnavailableException {
        try {
            // Connections of its own: a migration may take longer than a statement of the pool's may.
            Flyway.configure(LedgerSchema.class.getClassLoader())
                    .dataSource(new LedgerSource(address, Duration.ZERO))
                    // The database may hold tables of others already.
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .callbacks(new BoundedLocks())
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            if (fails(e, sql -> SqlFailure.of(sql) == SqlFailure.OUTAGE)) {
                throw new LedgerUnavailableException("no connection to " + address, e);
            }
            if (fails(e, sql -> LOCKED.equals(sql.getSQLState()))) {
                throw new LedgerUnavailableException(
                        "a table that a migration changes is locked by another session, which pg_locks shows; nothing has been changed",
                        e);
            }
            throw e;
        }
    }

    /** Migrates as soon as the database is there. */
    public static void migrateWhenReachable(LedgerAddress address) throws InterruptedException {
        for (int tries = 0; ; tries++) {
            try {
                migrate(address);
                return;
            } catch (LedgerUnavailableException e) {
                if (tries % TRIES_PER_LINE == 0) {
                    LOG.warn("waiting for the database: {}", e.getMessage());
                }
                Thread.sleep(BETWEEN_TRIES);
            }
        }
    }

    private static boolean fails(Throwable failure, Predicate<SQLException> how) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql && how.test(sql)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Bounds how long a migration waits for a lock. Whoever comes to the table after it waits behind it, so one forgotten session that
     * has read the table would stop every instance that still runs.
     */
    private static final class BoundedLocks implements Callback {
        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.BEFORE_EACH_MIGRATE;
        }

        @Override
        public boolean canHandleInTransaction(Event event, Context context) {
            return true;
        }

        @Override
        public void handle(Event event, Context context) {
            // In the migration's own transaction: with a pooler between, there is no session to say it to.
            try (Statement statement = context.getConnection().createStatement()) {
                statement.execute("SET LOCAL lock_timeout = " + LONGEST_LOCK.toMillis());
            } catch (SQLException e) {
                throw new FlywayException("no bound for locks", e);
            }
        }

        @Override
        public String getCallbackName() {
            return "bounded locks";
        }
    }
}

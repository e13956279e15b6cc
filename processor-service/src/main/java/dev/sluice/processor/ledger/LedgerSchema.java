package dev.sluice.processor.ledger;

import java.sql.SQLException;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the tables to the form that this version of Sluice needs. */
public final class LedgerSchema {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerSchema.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final int TRIES_PER_LINE = 5;

    private LedgerSchema() {}

    /**
     * Migrates, several processes one after the other.
     *
     * @throws LedgerUnavailableException if the database is away
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
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            if (outage(e)) {
                throw new LedgerUnavailableException("no connection to " + address, e);
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

    private static boolean outage(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql && SqlFailure.of(sql) == SqlFailure.OUTAGE) {
                return true;
            }
        }
        return false;
    }
}

package dev.sluice.processor.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Connections to the ledger's database. Every wait is bounded well under Kafka's transaction time-out, since database time
 * counts inside the Kafka transaction. Thread-safe.
 */
public final class LedgerPool implements AutoCloseable {
    private static final Duration SOCKET = Duration.ofSeconds(5);
    private static final Duration BORROW = Duration.ofMillis(1500);
    /** For the probe, the maintenance, the rejections and the jobs, beside one for each thread that writes. */
    private static final int SPARE = 4;

    /**
     * Of every transaction, in its own first words: what a session was told before may be lost with a first transaction that is
     * rolled back, and behind a pooler the session is another one. Without sequential scans: the rows wanted are always few and
     * found by key, and a plan made while a table was small must not read the whole of it later.
     */
    private static final String BOUNDS = """
            SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
            SET LOCAL statement_timeout = 3000;
            SET LOCAL lock_timeout = 2000;
            SET LOCAL idle_in_transaction_session_timeout = 10000;
            SET LOCAL synchronous_commit = on;
            SET LOCAL enable_seqscan = off""";

    private final HikariDataSource dataSource;

    /** @param writers threads that write at the same time */
    public LedgerPool(LedgerAddress address, int writers) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("ledger");
        config.setDataSource(new LedgerSource(address, SOCKET));
        // Only for a transaction is it switched off: what the pool itself asks must not leave one open.
        config.setAutoCommit(true);
        config.setMaximumPoolSize(writers + SPARE);
        config.setConnectionTimeout(BORROW.toMillis());
        config.setValidationTimeout(Duration.ofSeconds(1).toMillis());
        // The database may be away when the service starts.
        config.setInitializationFailTimeout(-1);
        this.dataSource = new HikariDataSource(config);
    }

    /** Shows how many connections are in use, and how long one is waited for. */
    public void watch(MeterRegistry registry) {
        dataSource.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry));
    }

    /** What is done with a session. */
    interface Work<T> {
        T run(Session session) throws SQLException;
    }

    /**
     * Runs work in a transaction and commits it. After an exception nothing has been committed, unless the answer to
     * the commit itself was lost.
     *
     * @throws LedgerUnavailableException when it is the database's fault
     * @throws SQLException when it is not; the connection is fit for another transaction
     */
    <T> T inTransaction(Deadline deadline, Work<T> work) throws SQLException, LedgerUnavailableException {
        Session session = new Session(borrow(), deadline);
        boolean clean = false;
        try {
            session.connection().setAutoCommit(false);
            session.execute(BOUNDS);
            T result = work.run(session);
            session.deadline().check();
            session.connection().commit();
            clean = true;
            return result;
        } catch (SQLException e) {
            if (SqlFailure.of(e) == SqlFailure.OUTAGE) {
                throw new LedgerUnavailableException(String.valueOf(e.getMessage()), e);
            }
            rollback(session, e);
            clean = true;
            throw e;
        } finally {
            if (clean) {
                session.connection().close();
            } else {
                // Closes it as well.
                dataSource.evictConnection(session.connection());
            }
        }
    }

    private static void rollback(Session session, SQLException reason) throws LedgerUnavailableException {
        try {
            session.connection().rollback();
        } catch (SQLException e) {
            e.addSuppressed(reason);
            throw new LedgerUnavailableException("the transaction can't be rolled back: " + e.getMessage(), e);
        }
    }

    /** Whatever its SQLSTATE, a connection that can't be had is an outage: a changed password, say, is no event's fault. */
    private Connection borrow() throws LedgerUnavailableException {
        try {
            return dataSource.getConnection();
        } catch (SQLException e) {
            throw new LedgerUnavailableException("no connection to the database: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        dataSource.close();
    }
}

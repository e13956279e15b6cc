package dev.sluice.processor.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Connections to the ledger's database. Every wait is bounded well under Kafka's transaction time-out, since database time
 * counts inside the Kafka transaction. Thread-safe.
 */
public final class LedgerPool implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration SOCKET = Duration.ofSeconds(5);
    private static final Duration BORROW = Duration.ofMillis(1500);
    /** For the probe, the upkeep and the rejections, beside one for each thread that writes. */
    private static final int SPARE = 3;

    /**
     * Without sequential scans: plans are kept, and one made while a table was small would read the whole of it long after
     * it has grown. The rows wanted are always few and found by key.
     */
    private static final String SESSION = """
            SET statement_timeout = 3000;
            SET lock_timeout = 2000;
            SET idle_in_transaction_session_timeout = 10000;
            SET enable_seqscan = off
            """;

    private final HikariDataSource dataSource;

    /** @param writers threads that write at the same time */
    public LedgerPool(LedgerAddress address, int writers) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("ledger");
        config.setJdbcUrl(address.url());
        config.setUsername(address.user());
        config.setPassword(address.password());
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setMaximumPoolSize(writers + SPARE);
        config.setConnectionTimeout(BORROW.toMillis());
        config.setValidationTimeout(Duration.ofSeconds(1).toMillis());
        // The database may be away when the service starts.
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql(SESSION);
        config.addDataSourceProperty("ApplicationName", "sluice-processor");
        config.addDataSourceProperty("connectTimeout", Long.toString(CONNECT.toSeconds()));
        config.addDataSourceProperty("loginTimeout", Long.toString(CONNECT.toSeconds()));
        config.addDataSourceProperty("socketTimeout", Long.toString(SOCKET.toSeconds()));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        // For the effects of handlers; several rows in one INSERT mean the same.
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        // The detail of an error quotes the row, and messages are kept and shown.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        this.dataSource = new HikariDataSource(config);
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
        try (Connection connection = borrow()) {
            return inTransaction(new Session(connection, deadline), work);
        }
    }

    private <T> T inTransaction(Session session, Work<T> work) throws SQLException, LedgerUnavailableException {
        boolean clean = false;
        try {
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
            if (!clean) {
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

package dev.sluice.processor.ledger;

import static java.util.stream.Collectors.joining;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Connections to the ledger's database. Every wait is bounded well under Kafka's transaction time-out, since database time
 * counts inside the Kafka transaction. Thread-safe.
 */
public final class LedgerPool implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration SOCKET = Duration.ofSeconds(5);
    private static final Duration BORROW = Duration.ofMillis(1500);
    /** For the probe, the maintenance, the rejections and the jobs, beside one for each thread that writes. */
    private static final int SPARE = 4;

    /**
     * Of every session from its first moment: what a pool sets by statements is lost with a first transaction that is
     * rolled back. Without sequential scans: the rows wanted are always few and found by key, and a plan made while a
     * table was small must not read the whole of it later.
     */
    private static final Map<String, String> SESSION = new TreeMap<>(Map.of(
            "statement_timeout", "3000",
            "lock_timeout", "2000",
            "idle_in_transaction_session_timeout", "10000",
            "synchronous_commit", "on",
            "default_transaction_isolation", "read\\ committed",
            "enable_seqscan", "off"));

    private final HikariDataSource dataSource;

    /** @param writers threads that write at the same time */
    public LedgerPool(LedgerAddress address, int writers) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("ledger");
        config.setDataSource(source(address));
        // Only for a transaction is it switched off: what the pool itself asks must not leave one open.
        config.setAutoCommit(true);
        config.setMaximumPoolSize(writers + SPARE);
        config.setConnectionTimeout(BORROW.toMillis());
        config.setValidationTimeout(Duration.ofSeconds(1).toMillis());
        // The database may be away when the service starts.
        config.setInitializationFailTimeout(-1);
        this.dataSource = new HikariDataSource(config);
    }

    private static DataSource source(LedgerAddress address) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(address.url());
        source.setUser(address.user());
        source.setPassword(address.password());
        source.setApplicationName("sluice-processor");
        source.setConnectTimeout(Math.toIntExact(CONNECT.toSeconds()));
        source.setLoginTimeout(Math.toIntExact(CONNECT.toSeconds()));
        source.setSocketTimeout(Math.toIntExact(SOCKET.toSeconds()));
        source.setTcpKeepAlive(true);
        // The detail of an error quotes the row, and messages are kept and shown.
        source.setLogServerErrorDetail(false);
        // After those of the URL: of two values the last counts.
        String options = Optional.ofNullable(source.getOptions())
                .map(given -> given + " ")
                .orElse("");
        source.setOptions(options
                + SESSION.entrySet().stream()
                        .map(setting -> "-c " + setting.getKey() + "=" + setting.getValue())
                        .collect(joining(" ")));
        return source;
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

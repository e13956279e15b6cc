package dev.sluice.processor.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Makes connections to the ledger's database, straight or through a pooler such as PgBouncer. A pooler that shares sessions by the
 * transaction gives each transaction another session: there nothing may be expected of the session, neither settings nor
 * statements that it has prepared.
 */
final class LedgerSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    private static final Duration CONNECT = Duration.ofSeconds(2);

    /** @param answer how long an answer is waited for; zero for ever */
    LedgerSource(LedgerAddress address, Duration answer) {
        setURL(address.url());
        setUser(address.user());
        setPassword(address.password());
        setApplicationName("sluice-processor");
        setConnectTimeout(Math.toIntExact(CONNECT.toSeconds()));
        setLoginTimeout(Math.toIntExact(CONNECT.toSeconds()));
        setSocketTimeout(Math.toIntExact(answer.toSeconds()));
        setTcpKeepAlive(true);
        // The detail of an error quotes the row, and messages are kept and shown.
        setLogServerErrorDetail(false);
    }

    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        Connection connection = super.getConnection(user, password);
        try {
            PGConnection driver = connection.unwrap(PGConnection.class);
            if (pooled(connection, driver)) {
                driver.setPrepareThreshold(0);
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** A pooler names itself when the connection is made, and not the session that runs a statement. */
    private static boolean pooled(Connection connection, PGConnection driver) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet session = statement.executeQuery("SELECT pg_backend_pid()")) {
            session.next();
            return session.getInt(1) != driver.getBackendPID();
        }
    }
}

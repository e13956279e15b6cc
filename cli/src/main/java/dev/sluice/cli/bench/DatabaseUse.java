package dev.sluice.cli.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What the database has done since it was made.
 *
 * @param transactions committed
 * @param walBytes of write-ahead log
 */
record DatabaseUse(long transactions, long walBytes) {
    // A session tells its transactions when it ends, if not before.
    private static final String NOW = """
            SELECT xact_commit, pg_current_wal_lsn() - '0/0'::pg_lsn FROM pg_stat_database WHERE datname = current_database()
            """;

    static DatabaseUse now(String postgresUrl) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgresUrl);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(NOW)) {
            result.next();
            return new DatabaseUse(result.getLong(1), result.getLong(2));
        }
    }

    DatabaseUse since(DatabaseUse earlier) {
        return new DatabaseUse(transactions - earlier.transactions, walBytes - earlier.walBytes);
    }
}

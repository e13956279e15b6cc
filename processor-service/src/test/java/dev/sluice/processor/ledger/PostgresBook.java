package dev.sluice.processor.ledger;

import dev.sluice.event.EventKey;
import dev.sluice.testing.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A migrated database of its own, read and prepared by a test through a connection of its own. */
final class PostgresBook implements Book {
    private final LedgerAddress address;

    /** @param name of the database, one for each test class */
    PostgresBook(Database database, String name) throws Exception {
        address = new LedgerAddress(database.jdbcUrl(name), database.user(), database.password());
        LedgerSchema.migrate(address);
        run("CREATE TABLE IF NOT EXISTS test_effect (endpoint text, event_id text, at timestamptz DEFAULT now())");
    }

    private PostgresBook(LedgerAddress address) {
        this.address = address;
    }

    /** A database as it is. */
    static PostgresBook unmigrated(Database database, String name) {
        return new PostgresBook(new LedgerAddress(database.jdbcUrl(name), database.user(), database.password()));
    }

    LedgerAddress address() {
        return address;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(address.url(), address.user(), address.password());
    }

    /** Empties every table that the schema and the test have: the catalog knows of those that a migration adds. */
    void empty() {
        run("TRUNCATE "
                + String.join(
                        ", ",
                        rows("SELECT oid::regclass FROM pg_class"
                                + " WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')"
                                + " AND NOT relispartition AND relname <> 'flyway_schema_history'")));
    }

    void run(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Returns when the server's counters tell of all that a pool did which has been closed: a backend publishes them as it ends. */
    void awaitCounters() {
        Awaitility.await()
                .until(() -> rows("SELECT 1 FROM pg_stat_activity WHERE application_name = 'sluice-processor'"
                                + " AND datname = current_database()")
                        .isEmpty());
    }

    /** Rows with their columns as text, separated by {@code |}. */
    List<String> rows(String sql, Object... parameters) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<String> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    List<String> columns = new ArrayList<>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        columns.add(String.valueOf(result.getString(i)));
                    }
                    rows.add(String.join("|", columns));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public Optional<Row> event(EventKey key) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT status, attempts, duplicates, result, last_error FROM webhook_event"
                                + " WHERE endpoint = ? AND event_id = ?")) {
            statement.setString(1, key.endpoint());
            statement.setString(2, key.id());
            try (ResultSet result = statement.executeQuery()) {
                if (!result.next()) {
                    return Optional.empty();
                }
                Row row = new Row(
                        result.getString(1),
                        result.getInt(2),
                        result.getLong(3),
                        Optional.ofNullable(result.getString(4)),
                        Optional.ofNullable(result.getString(5)));
                if (result.next()) {
                    throw new AssertionError(key + " has two audit rows");
                }
                return Optional.of(row);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<String> attempts(EventKey key) {
        return rows(
                "SELECT generation || '/' || route || '/' || attempt || ' ' || outcome FROM webhook_attempt"
                        + " WHERE endpoint = ? AND event_id = ? ORDER BY generation, route, attempt",
                key.endpoint(),
                key.id());
    }

    @Override
    public List<String> deadLetters(EventKey key) {
        return rows(
                "SELECT cause FROM webhook_dead_letter WHERE endpoint = ? AND event_id = ?", key.endpoint(), key.id());
    }

    @Override
    public long effects(EventKey key) {
        return rows("SELECT 1 FROM test_effect WHERE endpoint = ? AND event_id = ?", key.endpoint(), key.id())
                .size();
    }
}

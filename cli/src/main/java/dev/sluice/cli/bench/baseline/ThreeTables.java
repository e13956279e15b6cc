package dev.sluice.cli.bench.baseline;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The three tables that get a row for each event: Sluice's own, or others made like them in a schema of their own.
 *
 * @param postgresUrl with user and password
 */
public record ThreeTables(String postgresUrl, String schema) {
    /** Where Sluice has its tables. */
    public static final String SLUICE = "public";

    // A partition's bounds and storage are its own, and LIKE copies neither.
    private static final String PARTITIONS = """
            SELECT c.relname, parent.relname, pg_get_expr(c.relpartbound, c.oid), pg_get_partkeydef(c.oid),
                   array_to_string(c.reloptions, ', ')
            FROM pg_partition_tree(?::regclass) AS t
            JOIN pg_class c ON c.oid = t.relid
            JOIN pg_class parent ON parent.oid = t.parentrelid
            ORDER BY t.level, c.relname
            """;
    private static final String ROOT = """
            SELECT pg_get_partkeydef(oid), array_to_string(reloptions, ', ') FROM pg_class WHERE oid = ?::regclass
            """;

    /** Makes them with the columns, keys, indexes, partitions and storage that Sluice's have now. */
    public void createLikeSluices() throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgresUrl);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + schema);
            for (RowTable table : RowTable.ALL) {
                for (String sql : like(connection, table.name())) {
                    statement.execute(sql);
                }
            }
        }
    }

    private List<String> like(Connection connection, String table) throws SQLException {
        String original = SLUICE + "." + table;
        List<String> creation = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(ROOT)) {
            statement.setString(1, original);
            try (ResultSet root = statement.executeQuery()) {
                root.next();
                creation.add("CREATE TABLE " + schema + "." + table + " (LIKE " + original + " INCLUDING ALL)"
                        + options(root.getString(1), root.getString(2)));
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(PARTITIONS)) {
            statement.setString(1, original);
            try (ResultSet partition = statement.executeQuery()) {
                while (partition.next()) {
                    creation.add("CREATE TABLE " + schema + "." + partition.getString(1) + " PARTITION OF " + schema
                            + "." + partition.getString(2) + " " + partition.getString(3)
                            + options(partition.getString(4), partition.getString(5)));
                }
            }
        }
        return creation;
    }

    private static String options(@Nullable String partitionKey, @Nullable String storage) {
        return (partitionKey == null ? "" : " PARTITION BY " + partitionKey)
                + (storage == null ? "" : " WITH (" + storage + ")");
    }

    /** Throws all rows away, and sees that what comes next does not pay for writing the pages of what came before. */
    public void empty() throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgresUrl);
                Statement statement = connection.createStatement()) {
            for (RowTable table : RowTable.ALL) {
                statement.execute("TRUNCATE " + schema + "." + table.name());
            }
            statement.execute("CHECKPOINT");
        }
    }

    /** How many rows each has, in the order event, attempt, payment. */
    public List<Long> rows() throws SQLException {
        List<Long> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(postgresUrl);
                Statement statement = connection.createStatement()) {
            for (RowTable table : RowTable.ALL) {
                try (ResultSet count = statement.executeQuery("SELECT count(*) FROM " + schema + "." + table.name())) {
                    count.next();
                    rows.add(count.getLong(1));
                }
            }
        }
        return rows;
    }

    /** The transactions that wrote events, in the order in which they committed; the server has to track those times. */
    public CommitTimes commitTimes() throws SQLException {
        List<CommitTimes.Commit> commits = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(postgresUrl);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT pg_xact_commit_timestamp(xmin) AS at, count(*) FROM "
                        + schema + "." + RowTable.ATTEMPT.name() + " GROUP BY xmin ORDER BY at")) {
            while (result.next()) {
                commits.add(new CommitTimes.Commit(
                        result.getObject(1, OffsetDateTime.class).toInstant(), result.getLong(2)));
            }
        }
        return new CommitTimes(commits);
    }
}

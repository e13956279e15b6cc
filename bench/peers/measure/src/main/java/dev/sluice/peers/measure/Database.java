package dev.sluice.peers.measure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The database of one peer.
 *
 * @param url JDBC, without user and password
 */
record Database(String url, String name, String user, String password) {
    private static final String MIGRATIONS = "db/migration/V";
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(15);

    String urlWithUser() {
        return url + "?user=" + user + "&password=" + password;
    }

    /** For clients of libpq's kind. */
    String psqlUrl() {
        return url.substring("jdbc:".length()).replace("://", "://" + user + ":" + password + "@");
    }

    /** Makes Sluice's own tables, from its processor's jar. */
    void createTables(Path processorJar) throws SQLException, IOException {
        try (ZipFile jar = new ZipFile(processorJar.toFile());
                Connection connection = connect();
                Statement statement = connection.createStatement()) {
            List<? extends ZipEntry> migrations = jar.stream()
                    .filter(entry -> entry.getName().startsWith(MIGRATIONS))
                    .sorted(Comparator.comparingInt(Database::version))
                    .toList();
            for (ZipEntry migration : migrations) {
                try (InputStream in = jar.getInputStream(migration)) {
                    statement.execute(new String(in.readAllBytes(), UTF_8));
                }
            }
        }
    }

    private static int version(ZipEntry migration) {
        String name = migration.getName().substring(MIGRATIONS.length());
        return Integer.parseInt(name.substring(0, name.indexOf('_')));
    }

    /** Begins a peer's time with nothing left to write of the time before. */
    Counters settle() throws SQLException, InterruptedException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
        }
        return counters();
    }

    /**
     * Reads the counters once nobody is connected any more: a backend adds what it has done when it ends, and now and then
     * before.
     */
    Counters counters() throws SQLException, InterruptedException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            long end = System.nanoTime() + LONGEST_GOODBYE.toNanos();
            while (number(statement, "SELECT count(*) FROM pg_stat_activity WHERE datname = '" + name + "'") > 0) {
                if (System.nanoTime() > end) {
                    throw new SQLException("somebody is still connected to " + name);
                }
                Thread.sleep(100);
            }
            return new Counters(
                    number(statement, "SELECT xact_commit FROM pg_stat_database WHERE datname = '" + name + "'"),
                    number(statement, "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn"));
        }
    }

    /** Events that have a row. */
    long rows() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            return number(statement, "SELECT count(*) FROM webhook_event");
        }
    }

    CommitTimes commitTimes() throws SQLException {
        try (Connection connection = connect()) {
            return CommitTimes.read(connection);
        }
    }

    void drop() throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE \"" + name + "\" WITH (FORCE)");
        }
    }

    private Connection connect() throws SQLException {
        return connect(name);
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url.substring(0, url.lastIndexOf('/') + 1) + database, user, password);
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }
}

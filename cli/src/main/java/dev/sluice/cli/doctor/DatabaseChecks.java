package dev.sluice.cli.doctor;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Looks at the database: reachable, version, durable, schema, clock. */
record DatabaseChecks(String url, Properties credentials) {
    private static final int OLDEST_VERSION = 14;

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        Properties properties = new Properties();
        properties.putAll(credentials);
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("socketTimeout", "10");
        String place = url.replaceFirst("\\?.*", "");
        try (Connection connection = DriverManager.getConnection(url, properties);
                Statement statement = connection.createStatement()) {
            findings.add(new Finding.Ok("database: reachable at " + place));
            findings.add(version(connection));
            findings.add(durable(statement));
            findings.add(schema(statement));
            findings.add(clock(statement));
        } catch (SQLException e) {
            findings.add(new Finding.Fail(
                    "database: not usable at " + place + ": " + e.getMessage(),
                    "Start it (sluice up starts one), and check SLUICE_POSTGRES_URL, _USER and _PASSWORD."));
        }
        return findings;
    }

    private static Finding version(Connection connection) throws SQLException {
        String version = connection.getMetaData().getDatabaseProductVersion();
        return connection.getMetaData().getDatabaseMajorVersion() >= OLDEST_VERSION
                ? new Finding.Ok("database: version " + version)
                : new Finding.Fail(
                        "database: version " + version + " is too old",
                        "Use Postgres " + OLDEST_VERSION + " or later.");
    }

    private static Finding durable(Statement statement) throws SQLException {
        for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
            String value = text(statement, "SHOW " + setting);
            if (value.equals("off")) {
                return new Finding.Fail(
                        "database: " + setting + " is off: a crash loses what was committed",
                        "Set " + setting + " = on in postgresql.conf.");
            }
        }
        return new Finding.Ok("database: durable (fsync, full_page_writes, synchronous_commit)");
    }

    private static Finding schema(Statement statement) throws SQLException {
        if (text(statement, "SELECT to_regclass('webhook_event') IS NOT NULL").equals("f")) {
            return new Finding.Warn(
                    "database: the schema is not there", "The processor service makes it when it starts.");
        }
        return new Finding.Ok(
                "database: schema is there, with " + text(statement, "SELECT count(*) FROM webhook_event") + " events");
    }

    private static Finding clock(Statement statement) throws SQLException {
        Instant asked = Instant.now();
        try (ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
            row.next();
            return new ClockDifference(
                            "database: its",
                            row.getObject(1, OffsetDateTime.class).toInstant(),
                            asked,
                            Instant.now())
                    .finding();
        }
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}

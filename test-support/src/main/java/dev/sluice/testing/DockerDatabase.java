package dev.sluice.testing;

import dev.sluice.local.FreePorts;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.awaitility.Awaitility;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** A database in a container. */
final class DockerDatabase extends DockerPart<PostgreSQLContainer> implements Database {
    DockerDatabase() {
        super(new PostgreSQLContainer("postgres:18"));
        // Testcontainers' own command line has fsync=off.
        container().setCommand("postgres");
        container().setPortBindings(List.of(FreePorts.pick() + ":5432"));
        container().start();
    }

    @Override
    public String jdbcUrl() {
        return url(container().getDatabaseName());
    }

    @Override
    public String jdbcUrl(String name) {
        LocalProcess.quietly(() -> {
            try (Connection connection = DriverManager.getConnection(jdbcUrl(), user(), password());
                    Statement statement = connection.createStatement();
                    ResultSet found =
                            statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
                if (!found.next()) {
                    statement.execute("CREATE DATABASE " + name);
                }
            }
        });
        return url(name);
    }

    @Override
    public String user() {
        return container().getUsername();
    }

    @Override
    public String password() {
        return container().getPassword();
    }

    @Override
    void awaitReady() {
        Awaitility.await().atMost(LONGEST_START).ignoreExceptions().until(() -> {
            try (Connection connection = DriverManager.getConnection(jdbcUrl(), user(), password())) {
                return connection.isValid(1);
            }
        });
    }

    private String url(String name) {
        return "jdbc:postgresql://" + container().getHost() + ":"
                + container().getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT) + "/" + name;
    }
}

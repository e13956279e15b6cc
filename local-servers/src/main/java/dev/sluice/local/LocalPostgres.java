package dev.sluice.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A real Postgres (loopback only, durable) that keeps its data in a directory. Not thread-safe. */
public final class LocalPostgres {
    /** The database that is made on first start. */
    public static final String DATABASE = "sluice";

    // After a crash it first replays what it had logged: up to 4 GB.
    private static final Duration LONGEST_START = Duration.ofMinutes(3);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);

    private final PostgresCluster cluster;
    private final int port;
    private @Nullable ChildProcess process;

    /**
     * A database that is not yet started.
     *
     * @param directory holds its data, password and log; made when it is missing
     * @param port on loopback
     */
    public LocalPostgres(Path directory, int port) {
        this.cluster = new PostgresCluster(directory.toAbsolutePath().normalize());
        this.port = port;
    }

    /** The JDBC URL of a database in it, without user and password. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Owns the databases, may make roles, and is no superuser. */
    public String user() {
        return PostgresCluster.USER;
    }

    /** That user's password, kept beside the data. */
    public String password() {
        return kept(cluster::password);
    }

    /** The URL by which {@code psql} and other clients of libpq connect as the owner, with the password. */
    public String libpqUrl(String database) {
        return "postgresql://" + user() + ":" + password() + "@127.0.0.1:" + port + "/" + database;
    }

    /** A superuser, for who looks after the server itself. */
    public String superuser() {
        return cluster.superuser();
    }

    /** The superuser's password, kept beside the data. */
    public String superuserPassword() {
        return kept(cluster::superuserPassword);
    }

    private interface Kept {
        String read() throws IOException;
    }

    private static String kept(Kept password) {
        try {
            return password.read();
        } catch (IOException e) {
            throw new IllegalStateException("the password of Postgres can't be read: " + e, e);
        }
    }

    /** Starts it on what data there is; on return it takes statements. */
    public ChildProcess start() throws StartFailedException, InterruptedException {
        ChildProcess started = launch();
        process = started;
        try {
            Readiness.await(started, LONGEST_START, port, this::answers);
            createOwner();
            createDatabase(DATABASE);
        } catch (StartFailedException | InterruptedException e) {
            started.kill();
            throw e;
        } catch (SQLException e) {
            started.kill();
            throw new StartFailedException(
                    "Postgres came up, but its database could not be made: " + e.getMessage(), e);
        }
        return started;
    }

    private void createOwner() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT 1 FROM pg_roles WHERE rolname = '" + user() + "'")) {
            if (!found.next()) {
                // In hexadecimal, so that nothing in it needs to be quoted.
                statement.execute("CREATE ROLE " + user() + " LOGIN CREATEROLE PASSWORD '" + password() + "'");
                // So that it may become the readers' role that it makes, to see what they see.
                statement.execute("ALTER ROLE " + user() + " SET createrole_self_grant = 'set'");
                // The benchmark reads the server's figures and begins with a checkpoint.
                statement.execute("GRANT pg_monitor, pg_checkpoint TO " + user());
            }
        }
    }

    /** Makes a database in it unless it is there. */
    public void createDatabase(String name) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
            if (!found.next()) {
                statement.execute("CREATE DATABASE \"" + name + "\" OWNER " + user());
            }
        }
    }

    /** Stops it in order, ending the sessions that are open. */
    public void stop() throws InterruptedException {
        running().stop("INT", LONGEST_STOP);
    }

    /** Kills it and its backends, as a crash would. */
    public void kill() throws InterruptedException {
        running().kill();
    }

    /** Its process, which has been started and may have ended. */
    public ChildProcess running() {
        if (process == null) {
            throw new IllegalStateException("Postgres has not been started");
        }
        return process;
    }

    private ChildProcess launch() throws StartFailedException, InterruptedException {
        try {
            Files.createDirectories(cluster.directory());
            Path binaries = PostgresBinaries.unpacked(cluster.directory());
            RunAs.Disguise disguise = RunAs.forPostgres();
            cluster.create(binaries, disguise);
            cluster.clearStalePid();
            List<String> line = new ArrayList<>(disguise.prefix());
            line.add(binaries.resolve("bin/postgres").toString());
            line.addAll(List.of("-D", cluster.data().toString()));
            line.addAll(new PostgresSettings(port).asArguments());
            return ChildProcess.start(new ChildProcess.Program(
                    "postgres",
                    line,
                    Map.of("LC_ALL", "C"),
                    Set.of(),
                    cluster.directory(),
                    cluster.directory().resolve("postgres.log")));
        } catch (IOException e) {
            throw new StartFailedException("Postgres can't be started: " + e.getMessage(), e);
        }
    }

    private boolean answers() {
        try (Connection connection = connect()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                jdbcUrl("postgres") + "?connectTimeout=2&socketTimeout=10", superuser(), superuserPassword());
    }
}

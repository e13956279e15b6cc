package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalProcessesIT {
    private static final int MAX_RECORD = 1024 * 1024;

    @TempDir
    private Path directory;

    @Test
    void databaseThatCannotStartShowsTheEndOfItsLog() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            LocalPostgres postgres = new LocalPostgres(directory, taken.getLocalPort());

            assertThatThrownBy(postgres::start)
                    .isInstanceOf(StartFailedException.class)
                    .hasMessageContaining("Address already in use");
            assertThat(postgres.running().isAlive()).isFalse();
        }
    }

    @Test
    void brokerThatCannotStartShowsTheEndOfItsLog() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            LocalBroker broker = new LocalBroker(directory, taken.getLocalPort(), MAX_RECORD);

            assertThatThrownBy(broker::start)
                    .isInstanceOf(StartFailedException.class)
                    .hasMessageContaining("Address already in use");
            assertThat(broker.running().isAlive()).isFalse();
        }
    }

    @Test
    void theOwnerOfTheDatabaseIsNoSuperuserAndMayMakeItsReaders() throws Exception {
        LocalPostgres postgres = new LocalPostgres(directory, FreePorts.pick());
        postgres.start();
        try (Connection connection = DriverManager.getConnection(
                        postgres.jdbcUrl(LocalPostgres.DATABASE), postgres.user(), postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE a AS SELECT 1 AS b");
            statement.execute("CREATE ROLE readers NOLOGIN");
            statement.execute("SET ROLE readers");
            statement.execute("RESET ROLE");
            try (ResultSet row = statement.executeQuery("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getBoolean(1)).isFalse();
            }
            assertThatThrownBy(() -> statement.execute("COPY a TO PROGRAM 'cat'"))
                    .hasMessageContaining("permission denied");
        } finally {
            postgres.kill();
        }
    }

    @Test
    void twoDatabasesOnOneDirectoryAreRefused() throws Exception {
        LocalPostgres first = new LocalPostgres(directory, FreePorts.pick());
        first.start();
        try {
            assertThatThrownBy(() -> new LocalPostgres(directory, FreePorts.pick()).start())
                    .isInstanceOf(StartFailedException.class)
                    .hasMessageContaining("another Postgres");
            assertThat(first.running().isAlive()).isTrue();
        } finally {
            first.kill();
        }
    }

    @Test
    void numberOfAnotherProgramLeftByACrashDoesNotKeepTheDatabaseDown() throws Exception {
        LocalPostgres postgres = new LocalPostgres(directory, FreePorts.pick());
        postgres.start();
        postgres.kill();
        Path pidFile = directory.resolve("data/postmaster.pid");
        String left = Files.readString(pidFile);
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            // Root is nobody to Postgres, which may not ask after another's process: red is seen as any other user
            // only.
            Files.writeString(pidFile, other.pid() + left.substring(left.indexOf('\n')));

            postgres.start();

            assertThat(postgres.running().isAlive()).isTrue();
        } finally {
            other.destroy();
            postgres.kill();
        }
    }

    @Test
    void passwordIsForItsOwnerAlone() throws Exception {
        LocalPostgres postgres = new LocalPostgres(directory, FreePorts.pick());

        assertThat(postgres.password()).hasSizeGreaterThan(30);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("password"))))
                .isEqualTo("rw-------");
    }
}

package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.LedgerContract.NONE_EXPECTED;
import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.event;
import static dev.sluice.processor.ledger.Samples.processed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.sluice.testing.RealParts;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The ledger behind a PgBouncer that shares its sessions by the transaction, as Debian ships it and with no setting for Sluice. */
@Timeout(120)
final class PgBouncerIT {
    private static final int WRITERS = 4;
    /** More than the driver needs to prepare a statement on the server. */
    private static final int ROUNDS = 12;

    @TempDir
    private Path directory;

    private PostgresBook book;
    private Process pgBouncer;
    private LedgerAddress address;

    @BeforeEach
    void start() throws Exception {
        // Sessions are fewer than connections, so that transactions of one meet the sessions of another.
        book = PostgresBook.unmigrated(RealParts.sharedDatabase(), "bounced");
        URI database = URI.create(book.address().url().substring("jdbc:".length()));
        int port = freePort();
        Path configuration = Files.writeString(directory.resolve("pgbouncer.ini"), """
                [databases]
                bounced = host=%s port=%d dbname=bounced user=%s password=%s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                default_pool_size = 3
                """.formatted(
                        database.getHost(),
                        database.getPort(),
                        book.address().user(),
                        book.address().password(),
                        port));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-r--r--"));
        List<String> command = new ArrayList<>(List.of(program()));
        if ("root".equals(System.getProperty("user.name"))) {
            // It refuses to be run by root.
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(configuration.toString());
        pgBouncer = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("pgbouncer.log").toFile())
                .start();
        address = new LedgerAddress("jdbc:postgresql://127.0.0.1:" + port + "/bounced", "anybody", "");
        await().until(() -> {
            assertThat(pgBouncer.isAlive())
                    .as(() -> log(directory.resolve("pgbouncer.log")))
                    .isTrue();
            return answers();
        });
    }

    @AfterEach
    void stop() {
        if (pgBouncer != null) {
            pgBouncer.destroyForcibly();
        }
    }

    @Test
    void ledgerIsMadeAndWrittenAsOnASessionOfItsOwn() throws Exception {
        LedgerSchema.migrate(address);
        book.run("CREATE TABLE test_effect (endpoint text, event_id text)");
        try (LedgerPool pool = new LedgerPool(address, WRITERS);
                ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
            PostgresLedger ledger = new PostgresLedger(pool, LedgerRules.DEFAULT, Clock.systemUTC());
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                String name = "evt_" + writer + "_";
                writers.add(threads.submit(() -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        ledger.record(
                                batch(processed(delivery(event(name + round), "payments", 1))), NONE_EXPECTED, BUDGET);
                        assertThat(ledger.reachable()).isTrue();
                    }
                    return null;
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }

        assertThat(book.rows("SELECT count(*) FROM webhook_attempt"))
                .containsExactly(Integer.toString(WRITERS * ROUNDS));
    }

    @Test
    void boundsHoldInEachTransactionOfWhateverSession() throws Exception {
        try (LedgerPool pool = new LedgerPool(address, WRITERS);
                ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<List<String>>> seen = new ArrayList<>();
            for (int i = 0; i < WRITERS * ROUNDS; i++) {
                seen.add(threads.submit(() -> bounds(pool)));
            }
            Set<String> sessions = new HashSet<>();
            for (Future<List<String>> bounds : seen) {
                assertThat(bounds.get().subList(1, bounds.get().size()))
                        .containsExactly("3s", "2s", "10s", "on", "off", "read committed");
                sessions.add(bounds.get().get(0));
            }
            assertThat(sessions).hasSizeBetween(1, 3);
        }
    }

    private static List<String> bounds(LedgerPool pool) throws Exception {
        return pool.inTransaction(new Deadline(Duration.ofSeconds(10)), session -> {
            List<String> values = new ArrayList<>();
            for (String query : List.of(
                    "SELECT pg_backend_pid()",
                    "SHOW statement_timeout",
                    "SHOW lock_timeout",
                    "SHOW idle_in_transaction_session_timeout",
                    "SHOW synchronous_commit",
                    "SHOW enable_seqscan",
                    "SHOW transaction_isolation")) {
                try (Statement statement = session.connection().createStatement();
                        ResultSet result = statement.executeQuery(query)) {
                    result.next();
                    values.add(result.getString(1));
                }
            }
            return values;
        });
    }

    private boolean answers() {
        try (Connection connection = DriverManager.getConnection(address.url(), address.user(), address.password())) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Where a CI runs, a test that is left out would look like one that passed. */
    private static String program() {
        return Stream.concat(
                        Stream.of(System.getenv("PATH").split(File.pathSeparator)),
                        Stream.of("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"))
                .map(place -> Path.of(place, "pgbouncer"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseGet(() -> {
                    String missing = "pgbouncer is not installed (Debian's package pgbouncer)";
                    return System.getenv("CI") == null ? abort(missing) : fail(missing);
                });
    }

    private static String log(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.LedgerContract.NONE_EXPECTED;
import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.event;
import static dev.sluice.processor.ledger.Samples.processed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.testing.RealParts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bounds of every session hold from its first moment, and idle ones are really idle. */
final class LedgerPoolIT {
    private PostgresBook book;
    private LedgerPool pool;

    @BeforeEach
    void open() throws Exception {
        book = new PostgresBook(RealParts.sharedDatabase(), "pool");
        pool = new LedgerPool(book.address(), 1);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void settingsOutliveAFirstTransactionThatFails() throws Exception {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> pool.inTransaction(new Deadline(BUDGET), session -> {
                    session.execute("SELECT 1 / 0");
                    return 1;
                }));

        assertThat(settings(pool))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "statement_timeout", "3s",
                        "lock_timeout", "2s",
                        "idle_in_transaction_session_timeout", "10s",
                        "synchronous_commit", "on",
                        "transaction_isolation", "read committed",
                        "enable_seqscan", "off"));
    }

    @Test
    void settingsOfOneTransactionEndWithIt() throws Exception {
        pool.inTransaction(new Deadline(BUDGET), session -> {
            session.allow(Duration.ofSeconds(30), Duration.ofMillis(10));
            return 1;
        });

        assertThat(settings(pool)).containsEntry("statement_timeout", "3s").containsEntry("lock_timeout", "2s");
    }

    @Test
    void optionsOfTheAddressAreKeptAndDoNotOverrideTheBounds() throws Exception {
        LedgerAddress address = new LedgerAddress(
                book.address().url() + "?options=-c%20work_mem=7MB%20-c%20lock_timeout=0",
                book.address().user(),
                book.address().password());
        try (LedgerPool other = new LedgerPool(address, 1)) {
            assertThat(settings(other)).containsEntry("lock_timeout", "2s");
            assertThat(show(other, "work_mem")).isEqualTo("7MB");
        }
    }

    @Test
    void idleConnectionsSitInNoTransaction() throws Exception {
        // Those that the pool has made and tried, and that nobody has used.
        Awaitility.await().untilAsserted(() -> assertThat(states()).hasSize(5).containsOnly("idle"));

        new PostgresLedger(pool, LedgerRules.DEFAULT, Clock.systemUTC())
                .record(batch(processed(delivery(event("evt_1"), "payments", 1))), NONE_EXPECTED, BUDGET);

        assertThat(states()).hasSize(5).containsOnly("idle");
    }

    private List<String> states() {
        return book.rows("SELECT state FROM pg_stat_activity WHERE application_name = 'sluice-processor'"
                + " AND datname = current_database()");
    }

    private static Map<String, String> settings(LedgerPool pool) throws Exception {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String name : List.of(
                "statement_timeout",
                "lock_timeout",
                "idle_in_transaction_session_timeout",
                "synchronous_commit",
                "transaction_isolation",
                "enable_seqscan")) {
            settings.put(name, show(pool, name));
        }
        return settings;
    }

    private static String show(LedgerPool pool, String name) throws Exception {
        return pool.inTransaction(new Deadline(BUDGET), session -> {
            try (Statement statement = session.connection().createStatement();
                    ResultSet result = statement.executeQuery("SHOW " + name)) {
                result.next();
                return result.getString(1);
            }
        });
    }
}

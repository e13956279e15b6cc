package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.LedgerContract.NONE_EXPECTED;
import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.event;
import static dev.sluice.processor.ledger.Samples.key;
import static dev.sluice.processor.ledger.Samples.processed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.handler.Effect;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.testing.Database;
import dev.sluice.testing.RealParts;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An outage is not a failure of the event, whichever way the database is away. */
final class LedgerOutageIT {
    private static final Attempt ATTEMPT = processed(delivery(event("evt_1"), "payments", 1));

    private static Database database;
    private static PostgresBook book;
    private LedgerPool pool;
    private PostgresLedger ledger;

    @BeforeAll
    static void start() throws Exception {
        database = RealParts.database();
        book = new PostgresBook(database, "outage");
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void empty() {
        book.empty();
        open();
    }

    private void open() {
        pool = new LedgerPool(book.address(), 1);
        ledger = new PostgresLedger(pool, LedgerRules.DEFAULT, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void stoppedDatabaseIsAnOutageUntilItReturns() throws Exception {
        assertThat(ledger.reachable()).isTrue();
        database.stop();
        try {
            assertUnavailable(BUDGET);
            assertThat(ledger.reachable()).isFalse();
        } finally {
            database.start();
        }
        assertRecovers();
    }

    @Test
    void frozenDatabaseIsNoticedBySocketTimeOut() throws Exception {
        assertThat(ledger.reachable()).isTrue();
        long started = System.nanoTime();
        database.freeze();
        try {
            assertUnavailable(Duration.ofSeconds(10));
        } finally {
            database.thaw();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(15));
        assertRecovers();
    }

    @Test
    void terminatedBackendIsAnOutage() throws Exception {
        book.run("CREATE TABLE IF NOT EXISTS test_slow (id int)");
        Effect sleep = new Effect.Sql("INSERT INTO test_slow SELECT 1 FROM pg_sleep(?)", List.of(2));
        Attempt slow = Samples.ended(
                delivery(event("evt_1"), "payments", 1), new AttemptOutcome.Processed(List.of(sleep), "x"));
        CompletableFuture<Void> killer = CompletableFuture.runAsync(() -> Awaitility.await()
                .until(() -> !book.rows(
                                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep($1)%'"
                                        + " AND state = 'active' AND pid <> pg_backend_pid()")
                        .isEmpty()));

        assertThatExceptionOfType(LedgerUnavailableException.class)
                .isThrownBy(() -> ledger.record(batch(slow), NONE_EXPECTED, BUDGET));

        killer.get();
        assertThat(book.attempts(key("evt_1"))).isEmpty();
        assertRecovers();
    }

    @Test
    void readOnlyDatabaseIsAnOutage() throws Exception {
        book.run("ALTER DATABASE outage SET default_transaction_read_only = on");
        close();
        open();
        try {
            assertUnavailable(BUDGET);
            assertThat(ledger.reachable()).isFalse();
        } finally {
            book.run("BEGIN READ WRITE; ALTER DATABASE outage RESET default_transaction_read_only; COMMIT");
        }
    }

    @Test
    void missingTableIsNoEventsFault() {
        book.run("ALTER TABLE webhook_attempt RENAME TO webhook_attempt_away");
        try {
            assertThatExceptionOfType(LedgerUnavailableException.class)
                    .isThrownBy(
                            () -> ledger.record(batch(ATTEMPT), (bad, refusal, permanent) -> bad.outcome(), BUDGET));
        } finally {
            book.run("ALTER TABLE webhook_attempt_away RENAME TO webhook_attempt");
        }
    }

    @Test
    void lockedLedgerIsNoEventsFault() throws Exception {
        try (Connection other = book.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE webhook_event");

            assertThatExceptionOfType(LedgerUnavailableException.class)
                    .isThrownBy(
                            () -> ledger.record(batch(ATTEMPT), (bad, refusal, permanent) -> bad.outcome(), BUDGET));
        }
        assertRecovers();
    }

    @Test
    void claimsHeldByAFrozenTwinAreNoEventsFault() throws Exception {
        try (Connection twin = book.connect()) {
            twin.setAutoCommit(false);
            twin.createStatement()
                    .execute(
                            "INSERT INTO webhook_attempt (endpoint, event_id, generation, route, attempt, outcome, attempted_at,"
                                    + " took_micros, topic, partition, \"offset\", received_at)"
                                    + " VALUES ('shop', 'evt_1', '', 'payments', 1, 'ignored', now(), 0, 't', 0, 1, '2025-06-01 10:00:00.123+00')");

            assertThatExceptionOfType(LedgerUnavailableException.class)
                    .isThrownBy(
                            () -> ledger.record(batch(ATTEMPT), (bad, refusal, permanent) -> bad.outcome(), BUDGET));
        }
        assertRecovers();
    }

    @Test
    void batchWhoseTimeIsUpIsTakenBack() throws Exception {
        assertUnavailable(Duration.ZERO);

        assertThat(book.attempts(key("evt_1"))).isEmpty();
        assertRecovers();
    }

    @Test
    void migrationWaitsForTheDatabase() throws Exception {
        database.stop();
        CompletableFuture<Void> migrated = CompletableFuture.runAsync(() -> {
            try {
                LedgerSchema.migrateWhenReachable(book.address());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        database.start();

        assertThat(migrated).succeedsWithin(Duration.ofSeconds(30));
    }

    private void assertUnavailable(Duration budget) {
        assertThatExceptionOfType(LedgerUnavailableException.class)
                .isThrownBy(() -> ledger.record(batch(ATTEMPT), NONE_EXPECTED, budget));
    }

    private void assertRecovers() {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(ledger::reachable);
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(ledger.record(batch(ATTEMPT), NONE_EXPECTED, BUDGET))
                        .hasExactlyElementsOfTypes(Recorded.Written.class));
    }
}

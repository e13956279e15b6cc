package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.LedgerContract.NONE_EXPECTED;
import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.RECEIVED;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.event;
import static dev.sluice.processor.ledger.Samples.key;
import static dev.sluice.processor.ledger.Samples.processed;
import static dev.sluice.processor.ledger.Samples.received;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.testing.Database;
import dev.sluice.testing.RealParts;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tables of the version before, with what they hold, become those of this one. */
final class MigrationIT {
    private static final int EVENTS = 20_000;

    @Test
    void tablesWithDataAreMigrated() throws Exception {
        Database database = RealParts.sharedDatabase();
        PostgresBook before = ofVersion("5", database, "migration");
        fill(before);

        PostgresBook book = new PostgresBook(database, "migration");

        assertThat(book.rows("SELECT count(*), count(DISTINCT tableoid) FROM webhook_attempt"))
                .containsExactly(EVENTS + "|3");
        assertThat(
                        book.rows(
                                "SELECT count(*) FROM webhook_attempt a JOIN webhook_event e USING (endpoint, event_id, received_at)"
                                        + " WHERE replace(a.tableoid::regclass::text, 'attempt', 'event') = e.tableoid::regclass::text"))
                .containsExactly(Integer.toString(EVENTS));
        assertThat(book.rows("SELECT count(*) FROM webhook_attempt_default")).containsExactly("1");
        assertThat(book.rows(
                        "SELECT status, chapter, exception, length(fingerprint), count(*), count(DISTINCT fingerprint)"
                                + " FROM webhook_dead_letter GROUP BY 1, 2, 3, 4"))
                .containsExactly("open|1|java.lang.IllegalStateException|16|%d|1".formatted(EVENTS / 100));
        assertThat(book.rows("SELECT DISTINCT routes, applied_at FROM webhook_event"))
                .containsExactly("{}|null");
        claimsOfBeforeStand(book);
        assertThat(book.rows("SELECT count(*), count(payload) FROM webhook_event_masked"))
                .containsExactly("%1$d|%1$d".formatted(EVENTS));
    }

    @Test
    void deadLettersOfSeveralGenerationsBecomeOne() throws Exception {
        Database database = RealParts.sharedDatabase();
        PostgresBook before = ofVersion("9", database, "migration_of_letters");
        before.run(
                "INSERT INTO webhook_dead_letter (endpoint, event_id, generation, route, cause, reason, history, provider, type, category,"
                        + " body, content_type, http_target, received_at, died_at, topic, partition, \"offset\")"
                        + " SELECT 'shop', 'evt_1', g, 'first', 'bug', 'no ' || g, '[]', 'stripe', 'charge', 'payment', '', '', '', now(),"
                        + " now() + n * interval '1 hour', 'webhooks.events', 0, 1 FROM (VALUES ('', 1), ('r1', 3), ('r2', 2)) AS v (g, n)");

        PostgresBook book = new PostgresBook(database, "migration_of_letters");

        assertThat(book.rows("SELECT generation, reason FROM webhook_dead_letter"))
                .containsExactly("r1|no r1");
    }

    @Test
    @Timeout(60)
    void migrationGivesUpALockAndIsTriedAgain() throws Exception {
        PostgresBook book = ofVersion("9", RealParts.sharedDatabase(), "migration_of_locked");
        try (Connection other = book.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("SELECT FROM webhook_dead_letter");

            assertThatThrownBy(() -> LedgerSchema.migrate(book.address()))
                    .isInstanceOf(LedgerUnavailableException.class)
                    .hasMessageContaining("is locked by another session");
            other.rollback();
        }

        LedgerSchema.migrate(book.address());
        assertThat(book.rows("SELECT count(*) FROM webhook_job")).containsExactly("0");
    }

    @Test
    void projectionsWithDataAreMigrated() throws Exception {
        Database database = RealParts.sharedDatabase();
        fillProjections(ofVersion("6", database, "migration_of_projections"));

        PostgresBook book = new PostgresBook(database, "migration_of_projections");

        assertThat(
                        book.rows(
                                "SELECT id, mode, account, status, amount, known_from, refunded_amount, updated_at = greatest(status_at, refund_at) FROM payment ORDER BY 1"))
                .containsExactly(
                        "ch_3|unknown||null|null|refund|700|t",
                        "pay_1|unknown|acc_1|succeeded|500|payment|200|t",
                        "pi_1|live|acct_1|succeeded|2000|payment|700|t",
                        "pi_2|test||failed|2000|payment|null|t",
                        "txn_1|unknown||null|null|refund|300|t");
        assertThat(book.rows("SELECT id, mode, account, state, amount, remainder FROM refund ORDER BY 1"))
                .containsExactly(
                        "ch_1|live|acct_1|succeeded|400|t",
                        "ch_3|unknown||succeeded|700|t",
                        "re_1|live|acct_1|succeeded|300|f",
                        "rfnd_1|unknown|acc_1|pending|200|f",
                        "txn_1|unknown||succeeded|300|t");
        assertThat(book.rows("SELECT id, mode, account FROM dispute")).containsExactly("dp_1|live|acct_1");
        assertThat(book.rows("SELECT id, mode, account, deleted FROM customer")).containsExactly("cus_1|test||t");
        assertThat(book.rows("SELECT id, mode, account FROM subscription")).containsExactly("sub_1|unknown|");
        assertThat(book.rows("SELECT p.id FROM payment p WHERE p.refunded_amount <> (SELECT sum(amount) FROM refund r"
                        + " WHERE r.payment_id = p.id AND r.state IN ('pending', 'succeeded'))"))
                .isEmpty();
    }

    @Test
    void emptyProjectionsAreMigrated() throws Exception {
        Database database = RealParts.sharedDatabase();
        ofVersion("6", database, "migration_of_nothing");

        PostgresBook book = new PostgresBook(database, "migration_of_nothing");

        assertThat(book.rows("SELECT (SELECT count(*) FROM payment), (SELECT count(*) FROM refund)"))
                .containsExactly("0|0");
    }

    private static PostgresBook ofVersion(String version, Database database, String name) {
        Flyway.configure()
                .dataSource(database.jdbcUrl(name), database.user(), database.password())
                .target(version)
                .load()
                .migrate();
        return PostgresBook.unmigrated(database, name);
    }

    /** One row of each kind: its event known or gone, its refunds told of by themselves, by their charge, or both. */
    private static void fillProjections(PostgresBook book) {
        book.run(
                "INSERT INTO webhook_event (endpoint, event_id, provider, type, category, status, livemode, body, payload, payload_sha256,"
                        + " content_type, http_target, received_at, attempts, topic, partition, \"offset\")"
                        + " SELECT 'shop', id, provider, 'x', 'x', 'processed', live, convert_to(document, 'UTF8'),"
                        + " CASE WHEN id <> 'evt_unstored' THEN document::jsonb END, '', '', '', now(), 1, 't', 0, 0"
                        + " FROM (VALUES ('evt_live', 'stripe', true, '{\"account\": \"acct_1\"}'),"
                        + " ('evt_unstored', 'razorpay', NULL, '{\"account_id\": \"acc_1\"}'),"
                        + " ('evt_test', 'stripe', false, '{}'),"
                        + " ('evt_core', 'generic', NULL, '{}')) AS events (id, provider, live, document)");
        book.run(
                "INSERT INTO payment (endpoint, id, status, amount, status_at, status_rank, status_event_id, refunded_amount, refund_at,"
                        + " refund_rank, refund_event_id) VALUES"
                        + " ('shop', 'pi_1', 'succeeded', 2000, '2025-06-01', 50, 'evt_live', 700, '2025-06-02', 700, 'evt_live'),"
                        + " ('shop', 'pi_2', 'failed', 2000, '2025-06-01', 30, 'evt_test', NULL, NULL, NULL, NULL),"
                        + " ('shop', 'pay_1', 'succeeded', 500, '2025-06-01', 50, 'evt_unstored', 200, '2025-06-02', 200, 'evt_unstored'),"
                        + " ('shop', 'ch_3', NULL, NULL, NULL, NULL, NULL, 700, '2025-06-02', 700, 'evt_gone'),"
                        + " ('shop', 'txn_1', NULL, NULL, NULL, NULL, NULL, 300, '2025-06-02', 300, 'evt_core')");
        book.run(
                "INSERT INTO refund (endpoint, id, status, payment_id, amount, currency, status_at, status_rank, status_event_id) VALUES"
                        + " ('shop', 'ch_1', 'succeeded', 'pi_1', 400, 'USD', '2025-06-01', 20, 'evt_live'),"
                        + " ('shop', 're_1', 'succeeded', 'pi_1', 300, 'USD', '2025-06-02', 20, 'evt_live'),"
                        + " ('shop', 'rfnd_1', 'pending', 'pay_1', 200, 'INR', '2025-06-02', 10, 'evt_unstored'),"
                        + " ('shop', 'ch_3', 'succeeded', 'ch_3', 700, 'USD', '2025-06-02', 20, 'evt_gone'),"
                        + " ('shop', 'txn_1', 'refunded', 'txn_1', 300, 'USD', '2025-06-02', 20, 'evt_core')");
        book.run("INSERT INTO dispute (endpoint, id, status, status_at, status_rank, status_event_id) VALUES"
                + " ('shop', 'dp_1', 'won', now(), 30, 'evt_live')");
        book.run("INSERT INTO customer (endpoint, id, deleted, deleted_at, deleted_rank, deleted_event_id) VALUES"
                + " ('shop', 'cus_1', true, now(), 30, 'evt_test')");
        book.run("INSERT INTO subscription (endpoint, id, status, status_at, status_rank, status_event_id) VALUES"
                + " ('shop', 'sub_1', 'active', now(), 20, 'evt_gone')");
    }

    private static void fill(PostgresBook book) {
        book.run(
                "CREATE TABLE webhook_event_2025_06 PARTITION OF webhook_event FOR VALUES FROM ('2025-06-01 00:00:00+00')"
                        + " TO ('2025-07-01 00:00:00+00') WITH (toast_tuple_target = 2700)");
        book.run(
                "CREATE TABLE webhook_event_2025_07 PARTITION OF webhook_event FOR VALUES FROM ('2025-07-01 00:00:00+00')"
                        + " TO ('2025-08-01 00:00:00+00') WITH (toast_tuple_target = 2700)");
        // Half of them in each month, and one that no month has.
        book.run(
                "INSERT INTO webhook_event (endpoint, event_id, provider, type, category, status, body, payload, payload_sha256,"
                        + " content_type, http_target, received_at, attempts, topic, partition, \"offset\")"
                        + " SELECT 'shop', 'evt_' || n, 'stripe', 'charge', 'payment', 'processed', '{}', '{}', sha256('{}'), 'application/json', '',"
                        + " CASE n WHEN 1 THEN timestamptz '2024-02-01' ELSE '2025-06-01 10:00:00.123+00'::timestamptz + n % 2 * interval '1 month' END,"
                        + " 1, 'webhooks.events', 0, n FROM generate_series(1, " + EVENTS + ") n");
        book.run(
                "INSERT INTO webhook_attempt (endpoint, event_id, generation, route, attempt, outcome, result, cause, error, exception,"
                        + " attempted_at, took_micros, topic, partition, \"offset\", received_at)"
                        + " SELECT endpoint, event_id, '', 'payments', 1, CASE WHEN \"offset\" % 100 = 0 THEN 'dead' ELSE 'processed' END, 'done', 'bug',"
                        + " 'no amount in ' || event_id, 'java.lang.IllegalStateException', received_at, 5, topic, partition, \"offset\", received_at"
                        + " FROM webhook_event");
        book.run(
                "INSERT INTO webhook_dead_letter (endpoint, event_id, generation, route, cause, reason, history, provider, type, category,"
                        + " body, content_type, http_target, received_at, died_at, topic, partition, \"offset\")"
                        + " SELECT endpoint, event_id, generation, route, cause, error, '[]', 'stripe', 'charge', 'payment', '', '', '', received_at,"
                        + " attempted_at, topic, partition, \"offset\" FROM webhook_attempt WHERE outcome = 'dead'");
    }

    private static void claimsOfBeforeStand(PostgresBook book) throws LedgerUnavailableException {
        try (LedgerPool pool = new LedgerPool(book.address(), 1)) {
            Ledger ledger = new PostgresLedger(pool, LedgerRules.DEFAULT, Clock.systemUTC());
            Instant created = Instant.parse("2024-01-31T00:00:00Z");
            assertThat(ledger.record(
                            batch(
                                    processed(delivery(event("evt_2"), "payments", 2)),
                                    processed(delivery(event("evt_4"), "payments", 1)),
                                    processed(delivery(
                                            received(event("evt_1"), RECEIVED, Optional.of(created)), "payments", 9))),
                            NONE_EXPECTED,
                            BUDGET))
                    .hasExactlyElementsOfTypes(
                            Recorded.WrittenBefore.class, Recorded.AlreadyClaimed.class, Recorded.AlreadyClaimed.class);
            assertThat(book.event(key("evt_4")).orElseThrow().duplicates()).isEqualTo(1);
        }
    }
}

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

import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.testing.Database;
import dev.sluice.testing.RealParts;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** Tables of the version before, with what they hold, become those of this one. */
final class MigrationIT {
    private static final int EVENTS = 20_000;

    @Test
    void tablesWithDataAreMigrated() throws Exception {
        Database database = RealParts.sharedDatabase();
        Flyway.configure()
                .dataSource(database.jdbcUrl("migration"), database.user(), database.password())
                .target("5")
                .load()
                .migrate();
        PostgresBook before = PostgresBook.unmigrated(database, "migration");
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

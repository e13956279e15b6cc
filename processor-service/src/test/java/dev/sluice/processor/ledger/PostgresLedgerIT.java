package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.RECEIVED;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.ended;
import static dev.sluice.processor.ledger.Samples.event;
import static dev.sluice.processor.ledger.Samples.failure;
import static dev.sluice.processor.ledger.Samples.key;
import static dev.sluice.processor.ledger.Samples.processed;
import static dev.sluice.processor.ledger.Samples.unit;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.EventKey;
import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Effect;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.processor.work.Attempted;
import dev.sluice.processor.work.Conclusion;
import dev.sluice.testing.RealParts;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PostgresLedgerIT extends LedgerContract {
    private static PostgresBook book;
    private static LedgerPool pool;
    private static PostgresLedger ledger;

    @BeforeAll
    static void open() throws Exception {
        book = new PostgresBook(RealParts.sharedDatabase(), "ledger");
        pool = new LedgerPool(book.address(), 2);
        new EventPartitions(pool, Clock.systemUTC()).keepAhead();
        ledger = new PostgresLedger(pool);
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @BeforeEach
    void empty() {
        book.empty();
    }

    @Override
    Ledger ledger() {
        return ledger;
    }

    @Override
    Book book() {
        return book;
    }

    @Test
    void oneBadEventAmongAHundredIsFoundAndTheOthersAreWritten() throws Exception {
        List<Attempted> attempts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            attempts.add(
                    i == 37
                            ? refused("evt_37", 37, "not a number")
                            : processed(unit(event("evt_" + i), "payments", i)));
        }
        Conclusion dead = new Conclusion.Dead("data", failure("refused"));
        List<Boolean> permanent = new ArrayList<>();

        List<Recorded> recorded = ledger.record(
                batch(attempts),
                (attempted, refusal, forEver) -> {
                    assertThat(attempted.unit().event().key().id()).isEqualTo("evt_37");
                    permanent.add(forEver);
                    return dead;
                },
                BUDGET);

        assertThat(recorded).hasSize(100).allMatch(Recorded.Written.class::isInstance);
        assertThat(recorded.get(37)).isEqualTo(new Recorded.Written(dead));
        assertThat(permanent).containsExactly(true);
        assertThat(book.rows("SELECT count(*) FROM test_effect")).containsExactly("99");
        assertThat(book.rows("SELECT status, count(*) FROM webhook_event GROUP BY 1 ORDER BY 1"))
                .containsExactly("dead|1", "processed|99");
        assertThat(book.deadLetters(key("evt_37"))).containsExactly("data");
    }

    @Test
    void routeThatIsRefusedLeavesTheOtherRouteOfItsEventAlone() throws Exception {
        Conclusion dead = new Conclusion.Dead("data", failure("refused"));

        ledger.record(
                batch(refused("evt_1", 1, "not a number"), processed(unit(event("evt_1"), "other", 1))),
                (attempted, refusal, permanent) -> dead,
                BUDGET);

        assertThat(book.attempts(key("evt_1"))).containsExactly("/other/1 processed", "/payments/1 dead");
        assertThat(book.event(key("evt_1")))
                .contains(new Book.Row("dead", 2, 0, Optional.of("counted"), Optional.of("data: refused")));
        assertThat(book.effects(key("evt_1"))).isEqualTo(1);
    }

    @Test
    void constraintThatWaitsForTheCommitIsStillTheEventsOwnFault() throws Exception {
        book.run("CREATE TABLE IF NOT EXISTS test_parent (id text PRIMARY KEY)");
        book.run("CREATE TABLE IF NOT EXISTS test_child"
                + " (parent text REFERENCES test_parent DEFERRABLE INITIALLY DEFERRED)");
        Effect orphan = new Effect.Sql("INSERT INTO test_child VALUES (?)", List.of("nobody"));
        Attempted bad = ended(unit(event("evt_2"), "payments", 2), new Conclusion.Processed(List.of(orphan), "x"));
        Conclusion retry = new Conclusion.Retry(RECEIVED.plusSeconds(5), "data", failure("no parent"));

        List<Recorded> recorded = ledger.record(
                batch(processed(unit(event("evt_1"), "payments", 1)), bad),
                (attempted, refusal, permanent) -> permanent ? attempted.conclusion() : retry,
                BUDGET);

        assertThat(recorded.get(1)).isEqualTo(new Recorded.Written(retry));
        assertThat(book.effects(key("evt_1"))).isEqualTo(1);
        assertThat(book.attempts(key("evt_2"))).containsExactly("/payments/1 retry");
    }

    @Test
    void effectThatCannotBeBoundIsTheEventsOwnFault() throws Exception {
        Effect unknown = new Effect.Sql(Samples.COUNTING, List.of("shop", new Object()));
        Attempted bad = ended(unit(event("evt_1"), "payments", 1), new Conclusion.Processed(List.of(unknown), "x"));
        Conclusion dead = new Conclusion.Dead("data", failure("unknown class"));

        assertThat(ledger.record(batch(bad), (attempted, refusal, permanent) -> dead, BUDGET))
                .containsExactly(new Recorded.Written(dead));
    }

    @Test
    void lockedRowCostsItsEventAnAttemptAndNoOther() throws Exception {
        book.run("CREATE TABLE IF NOT EXISTS test_stock (id text PRIMARY KEY, n int)");
        book.run("INSERT INTO test_stock VALUES ('a', 0), ('b', 0) ON CONFLICT DO NOTHING");
        Conclusion retry = new Conclusion.Retry(RECEIVED.plusSeconds(5), "contention", failure("locked"));
        List<Recorded> recorded;
        try (Connection other = book.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("UPDATE test_stock SET n = 1 WHERE id = 'a'");
            recorded = ledger.record(
                    batch(stock("evt_a", "a", 1), stock("evt_b", "b", 2)),
                    (attempted, refusal, permanent) -> retry,
                    BUDGET);
            other.rollback();
        }

        assertThat(recorded.get(0)).isEqualTo(new Recorded.Written(retry));
        assertThat(recorded.get(1)).isInstanceOf(Recorded.Written.class);
        assertThat(book.rows("SELECT n FROM test_stock WHERE id = 'b'")).containsExactly("7");
    }

    @Test
    void hostileValuesEndAsRowsWithTheBytesAsReceived() throws Exception {
        List<byte[]> bodies = List.of(
                "{\"a\":\"x\\u0000y\"}".getBytes(UTF_8),
                ("{\"n\":" + "9".repeat(400) + "}").getBytes(UTF_8),
                ("[".repeat(5000) + "]".repeat(5000)).getBytes(UTF_8),
                ("{\"big\":\"" + "x".repeat((1 << 20) - 11) + "\"}").getBytes(UTF_8),
                new byte[] {'{', '"', (byte) 0xc3, '"', '}'},
                new byte[] {0, 1, 2},
                "{\"lone\":\"\\ud800\"}".getBytes(UTF_8),
                "{\"e\":1e999999}".getBytes(UTF_8),
                "{\"a\":1} trailing".getBytes(UTF_8),
                "<xml/>".getBytes(UTF_8),
                new byte[0]);
        List<Attempted> attempts = new ArrayList<>();
        for (int i = 0; i < bodies.size(); i++) {
            attempts.add(processed(unit(event(key("evt_" + i), bodies.get(i)), "payments", i)));
        }

        ledger.record(batch(attempts), NONE_EXPECTED, BUDGET);

        for (int i = 0; i < bodies.size(); i++) {
            assertThat(book.rows(
                            "SELECT count(*) FROM webhook_event WHERE event_id = ? AND body = ? AND payload_sha256 = sha256(?)",
                            "evt_" + i,
                            bodies.get(i),
                            bodies.get(i)))
                    .as("body %d", i)
                    .containsExactly("1");
        }
        assertThat(book.rows("SELECT event_id FROM webhook_event WHERE payload IS NOT NULL ORDER BY 1"))
                .containsExactly("evt_1", "evt_3");
    }

    @Test
    void hostileTextsEndAsRows() throws Exception {
        String nul = "a\0b";
        WebhookEvent plain = event("evt\0" + "x".repeat(3000));
        WebhookEvent event = new WebhookEvent(
                plain.key(),
                nul,
                nul + "t".repeat(5000),
                Optional.of(nul + "😀".repeat(4000)),
                Optional.of(Instant.MAX),
                Instant.MAX,
                nul,
                Optional.of(nul),
                new dev.sluice.event.RequestTrace(nul, "[".repeat(50_000)),
                Optional.empty(),
                plain.body());
        Attempted first = ended(unit(event, "r\0", 1), new Conclusion.Dead(nul, failure(nul + "\ud800")));

        assertThat(record(first)).containsExactly(new Recorded.Written(first.conclusion()));
        assertThat(record(first).get(0)).isInstanceOf(Recorded.WrittenBefore.class);

        assertThat(book.rows("SELECT count(*), min(provider) FROM webhook_event WHERE event_id LIKE 'evtx%'"))
                .containsExactly("1|ab");
        assertThat(book.rows("SELECT count(*) FROM webhook_dead_letter")).containsExactly("1");
    }

    @Test
    void auditRowThatIsRefusedEndsAsADeadLetterOfTheBody() throws Exception {
        book.run("ALTER TABLE webhook_event ADD CONSTRAINT test_no_type CHECK (type <> 'payment.succeeded')");
        try {
            Attempted attempted = processed(unit(event("evt_1"), "payments", 1));

            List<Recorded> recorded =
                    ledger.record(batch(attempted), (bad, refusal, permanent) -> bad.conclusion(), BUDGET);

            assertThat(recorded.get(0))
                    .isInstanceOfSatisfying(
                            Recorded.Written.class,
                            written -> assertThat(written.conclusion()).isInstanceOf(Conclusion.Dead.class));
            assertThat(book.deadLetters(key("evt_1"))).containsExactly("unstorable");
            assertThat(book.effects(key("evt_1"))).isZero();
        } finally {
            book.run("ALTER TABLE webhook_event DROP CONSTRAINT test_no_type");
        }
    }

    @Test
    void copyAfterTheWindowFindsTheRowOfTheFirst() throws Exception {
        record(processed(unit(event("evt_1"), "payments", 1)));
        WebhookEvent first = event("evt_1");
        WebhookEvent later = new WebhookEvent(
                first.key(),
                first.provider(),
                first.type(),
                first.subject(),
                first.createdAt(),
                RECEIVED.plus(Duration.ofDays(40)),
                first.contentType(),
                first.traceparent(),
                first.request(),
                first.batch(),
                first.body());

        record(processed(unit(later, "payments", 900)), processed(unit(later, "added-since", 900)));

        Book.Row row = book.event(key("evt_1")).orElseThrow();
        assertThat(row.duplicates()).isEqualTo(1);
        assertThat(row.attempts()).isEqualTo(2);
        assertThat(book.effects(key("evt_1"))).isEqualTo(2);
    }

    @Test
    void everyTableAndColumnIsExplained() {
        assertThat(book.rows("""
                        SELECT c.relname || coalesce('.' || a.attname, '')
                        FROM pg_class c
                        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition
                          AND c.relname !~ '^(test_|flyway_)'
                          AND (obj_description(c.oid) IS NULL OR col_description(c.oid, a.attnum) IS NULL)
                        """)).isEmpty();
    }

    @Test
    void readerMayReadAndNotWrite() throws Exception {
        try (Connection connection = book.connect()) {
            connection.createStatement().execute("SET ROLE sluice_reader");
            connection.createStatement().execute("SELECT * FROM webhook_event, event_summary_by_hour, payment");
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> connection.createStatement().execute("DELETE FROM payment"))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void eventsGoToTheirMonthsPartition() throws Exception {
        EventKey now = key("evt_now");
        WebhookEvent old = event("evt_old");
        WebhookEvent event = new WebhookEvent(
                now,
                old.provider(),
                old.type(),
                old.subject(),
                old.createdAt(),
                Instant.now(),
                old.contentType(),
                old.traceparent(),
                old.request(),
                old.batch(),
                old.body());

        record(processed(unit(event, "payments", 1)), processed(unit(old, "payments", 2)));

        assertThat(book.rows("SELECT event_id FROM webhook_event_default")).containsExactly("evt_old");
        assertThat(book.event(now)).isPresent();
    }

    private static Attempted refused(String id, long offset, String number) {
        Effect counted = Samples.counted(key(id));
        Effect bad = new Effect.Sql(
                "INSERT INTO test_effect (event_id, at) VALUES (?, ?::timestamptz)", List.of(id, number));
        return ended(unit(event(id), "payments", offset), new Conclusion.Processed(List.of(counted, bad), "counted"));
    }

    private static Attempted stock(String id, String row, long offset) {
        Effect effect = new Effect.Sql("UPDATE test_stock SET n = 7 WHERE id = ?", List.of(row));
        return ended(unit(event(id), "payments", offset), new Conclusion.Processed(List.of(effect), "x"));
    }
}

package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.RECEIVED;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.ended;
import static dev.sluice.processor.ledger.Samples.event;
import static dev.sluice.processor.ledger.Samples.failure;
import static dev.sluice.processor.ledger.Samples.key;
import static dev.sluice.processor.ledger.Samples.processed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Effect;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.record.FailureCause;
import dev.sluice.testing.EventBuilder;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PostgresLedgerIT extends LedgerContract {
    @RegisterExtension
    static final OpenLedger OPEN = new OpenLedger("ledger", 2);

    @Override
    Ledger ledger() {
        return OPEN.ledger();
    }

    @Override
    Book book() {
        return OPEN.book();
    }

    @Test
    void oneBadEventAmongAHundredIsFoundAndTheOthersAreWritten() throws Exception {
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            attempts.add(
                    i == 37
                            ? refused("evt_37", 37, "not a number")
                            : processed(delivery(event("evt_" + i), "payments", i)));
        }
        AttemptOutcome dead = new AttemptOutcome.Dead(FailureCause.DATA, failure("refused"));
        List<Boolean> permanent = new ArrayList<>();

        List<Recorded> recorded = OPEN.ledger()
                .record(
                        batch(attempts),
                        (attempted, refusal, forEver) -> {
                            assertThat(attempted.delivery().event().key().id()).isEqualTo("evt_37");
                            permanent.add(forEver);
                            return dead;
                        },
                        BUDGET);

        assertThat(recorded).hasSize(100).allMatch(Recorded.Written.class::isInstance);
        assertThat(recorded.get(37)).isEqualTo(new Recorded.Written(Samples.withOutcome(attempts.get(37), dead)));
        assertThat(permanent).containsExactly(true);
        assertThat(OPEN.book().rows("SELECT count(*) FROM test_effect")).containsExactly("99");
        assertThat(OPEN.book().rows("SELECT status, count(*) FROM webhook_event GROUP BY 1 ORDER BY 1"))
                .containsExactly("dead|1", "processed|99");
        assertThat(OPEN.book().deadLetters(key("evt_37"))).containsExactly("data");
    }

    @Test
    void routeThatIsRefusedLeavesTheOtherRouteOfItsEventAlone() throws Exception {
        AttemptOutcome dead = new AttemptOutcome.Dead(FailureCause.DATA, failure("refused"));

        OPEN.ledger()
                .record(
                        batch(refused("evt_1", 1, "not a number"), processed(delivery(event("evt_1"), "other", 1))),
                        (attempted, refusal, permanent) -> dead,
                        BUDGET);

        assertThat(OPEN.book().attempts(key("evt_1"))).containsExactly("/other/1 processed", "/payments/1 dead");
        assertThat(OPEN.book().event(key("evt_1")))
                .contains(new Book.Row("dead", 2, 0, Optional.of("counted"), Optional.of("data: refused")));
        assertThat(OPEN.book().effects(key("evt_1"))).isEqualTo(1);
    }

    @Test
    void constraintThatWaitsForTheCommitIsStillTheEventsOwnFault() throws Exception {
        OPEN.book().run("CREATE TABLE IF NOT EXISTS test_parent (id text PRIMARY KEY)");
        OPEN.book()
                .run("CREATE TABLE IF NOT EXISTS test_child"
                        + " (parent text REFERENCES test_parent DEFERRABLE INITIALLY DEFERRED)");
        Effect orphan = new Effect.Sql("INSERT INTO test_child VALUES (?)", List.of("nobody"));
        Attempt bad =
                ended(delivery(event("evt_2"), "payments", 2), new AttemptOutcome.Processed(List.of(orphan), "x"));
        AttemptOutcome retry =
                new AttemptOutcome.Retry(RECEIVED.plusSeconds(5), FailureCause.DATA, failure("no parent"));

        List<Recorded> recorded = OPEN.ledger()
                .record(
                        batch(processed(delivery(event("evt_1"), "payments", 1)), bad),
                        (attempted, refusal, permanent) -> permanent ? attempted.outcome() : retry,
                        BUDGET);

        assertThat(recorded.get(1)).isEqualTo(new Recorded.Written(Samples.withOutcome(bad, retry)));
        assertThat(OPEN.book().effects(key("evt_1"))).isEqualTo(1);
        assertThat(OPEN.book().attempts(key("evt_2"))).containsExactly("/payments/1 retry");
    }

    @Test
    void effectThatCannotBeBoundIsTheEventsOwnFault() throws Exception {
        Effect unknown = new Effect.Sql(Samples.COUNTING, List.of("shop", new Object()));
        Attempt bad =
                ended(delivery(event("evt_1"), "payments", 1), new AttemptOutcome.Processed(List.of(unknown), "x"));
        AttemptOutcome dead = new AttemptOutcome.Dead(FailureCause.DATA, failure("unknown class"));

        assertThat(OPEN.ledger().record(batch(bad), (attempted, refusal, permanent) -> dead, BUDGET))
                .containsExactly(new Recorded.Written(Samples.withOutcome(bad, dead)));
    }

    @Test
    void lockedRowCostsItsEventAnAttemptAndNoOther() throws Exception {
        OPEN.book().run("CREATE TABLE IF NOT EXISTS test_stock (id text PRIMARY KEY, n int)");
        OPEN.book().run("INSERT INTO test_stock VALUES ('a', 0), ('b', 0) ON CONFLICT DO NOTHING");
        Attempt first = stock("evt_a", "a", 1);
        AttemptOutcome retry =
                new AttemptOutcome.Retry(RECEIVED.plusSeconds(5), FailureCause.TIMEOUT, failure("locked"));
        List<Recorded> recorded;
        try (Connection other = OPEN.book().connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("UPDATE test_stock SET n = 1 WHERE id = 'a'");
            recorded = OPEN.ledger()
                    .record(batch(first, stock("evt_b", "b", 2)), (attempted, refusal, permanent) -> retry, BUDGET);
            other.rollback();
        }

        assertThat(recorded.get(0)).isEqualTo(new Recorded.Written(Samples.withOutcome(first, retry)));
        assertThat(recorded.get(1)).isInstanceOf(Recorded.Written.class);
        assertThat(OPEN.book().rows("SELECT n FROM test_stock WHERE id = 'b'")).containsExactly("7");
    }

    @Test
    void copyAfterTheWindowFindsTheRowOfTheFirst() throws Exception {
        record(processed(delivery(event("evt_1"), "payments", 1)));
        WebhookEvent first = event("evt_1");
        WebhookEvent later = EventBuilder.like(first)
                .receivedAt(RECEIVED.plus(Duration.ofDays(40)))
                .build();

        record(processed(delivery(later, "payments", 900)), processed(delivery(later, "added-since", 900)));

        Book.Row row = OPEN.book().event(key("evt_1")).orElseThrow();
        assertThat(row.duplicates()).isEqualTo(1);
        assertThat(row.attempts()).isEqualTo(2);
        assertThat(OPEN.book().effects(key("evt_1"))).isEqualTo(2);
    }

    private static Attempt refused(String id, long offset, String number) {
        Effect counted = Samples.counted(key(id));
        Effect bad = new Effect.Sql(
                "INSERT INTO test_effect (event_id, at) VALUES (?, ?::timestamptz)", List.of(id, number));
        return ended(
                delivery(event(id), "payments", offset),
                new AttemptOutcome.Processed(List.of(counted, bad), "counted"));
    }

    private static Attempt stock(String id, String row, long offset) {
        Effect effect = new Effect.Sql("UPDATE test_stock SET n = 7 WHERE id = ?", List.of(row));
        return ended(delivery(event(id), "payments", offset), new AttemptOutcome.Processed(List.of(effect), "x"));
    }
}

package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.LedgerContract.NONE_EXPECTED;
import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.RECEIVED;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.ended;
import static dev.sluice.processor.ledger.Samples.event;
import static dev.sluice.processor.ledger.Samples.processed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.EventKey;
import dev.sluice.handler.Effect;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.record.FailureCause;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A table that takes nothing is no event's fault, and nobody else's business. */
final class TableOutageIT {
    @RegisterExtension
    static final OpenLedger OPEN = new OpenLedger("table_outage", 1);

    private final List<String> undo = new ArrayList<>();
    private final List<Attempt> postponed = new ArrayList<>();
    private long offset;

    @AfterEach
    void putRight() {
        undo.reversed().forEach(OPEN.book()::run);
    }

    @Test
    void lockedTablePostponesWhatWritesThereAndNothingElse() throws Exception {
        try (Connection other = OPEN.book().connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE payment");

            assertPaymentsArePostponed();

            long started = System.nanoTime();
            assertPaymentsArePostponed();
            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .as("a table that was locked is asked first")
                    .isLessThan(Duration.ofSeconds(2));
        }
        assertPaymentsAreWritten();
    }

    @Test
    void changeOfFormThatWaitsBehindAReaderPostpones() throws Exception {
        try (Connection reader = OPEN.book().connect();
                Connection changer = OPEN.book().connect()) {
            reader.setAutoCommit(false);
            reader.createStatement().execute("SELECT * FROM payment");
            Thread change = Thread.startVirtualThread(() -> {
                try {
                    changer.createStatement().execute("ALTER TABLE payment ADD COLUMN IF NOT EXISTS note text");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().until(() -> !OPEN.book()
                    .rows("SELECT 1 FROM pg_locks WHERE NOT granted")
                    .isEmpty());

            assertPaymentsArePostponed();

            reader.rollback();
            change.join();
        }
        undo.add("ALTER TABLE payment DROP COLUMN note");
        assertPaymentsAreWritten();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            ALTER TABLE payment RENAME TO payment_away;             ALTER TABLE payment_away RENAME TO payment
            ALTER TABLE payment RENAME COLUMN status TO state;      ALTER TABLE payment RENAME COLUMN state TO status
            ALTER TABLE payment ALTER COLUMN status_event_id TYPE int USING 0; ALTER TABLE payment ALTER COLUMN status_event_id TYPE text COLLATE "C"
            ALTER TABLE payment DROP CONSTRAINT payment_pkey;       ALTER TABLE payment ADD PRIMARY KEY (endpoint, id, mode, account)
            """)
    void tableOfAnotherFormPostpones(String breaking, String mending) throws Exception {
        OPEN.book().run(breaking);
        try {
            assertPaymentsArePostponed();
        } finally {
            OPEN.book().run(mending);
        }
        assertPaymentsAreWritten();
    }

    /** As of an index or a page that is damaged, a full tablespace, deadlocks with others, and a server's own bug. */
    @ParameterizedTest
    @ValueSource(strings = {"XX000", "XX001", "XX002", "53100", "58030", "40P01", "55000", "42501"})
    void whatNoValueCausesPostpones(String state) throws Exception {
        failing("RAISE EXCEPTION 'as the test wants it' USING ERRCODE = '" + state + "';");

        assertPaymentsArePostponed();
    }

    @Test
    void statementsThatAllTakeTooLongArePostponed() throws Exception {
        failing("PERFORM pg_sleep(60);");

        assertPaymentsArePostponed();
    }

    @Test
    void valuesThatAreRefusedStillCostAnAttempt() throws Exception {
        failing("RAISE EXCEPTION 'not this one' USING ERRCODE = '23503';");
        AttemptOutcome retry =
                new AttemptOutcome.Retry(RECEIVED.plusSeconds(5), FailureCause.DATA, Samples.failure("refused"));
        Attempt payment = payment("evt_1");

        assertThat(OPEN.ledger().record(batch(payment), (bad, refusal, permanent) -> retry, BUDGET))
                .containsExactly(new Recorded.Written(Samples.withOutcome(payment, retry)));
    }

    @Test
    void missingPrivilegePostpones() throws Exception {
        OPEN.book().run("CREATE ROLE teller LOGIN PASSWORD 'teller'");
        undo.add("DROP ROLE teller");
        OPEN.book().run("GRANT ALL ON ALL TABLES IN SCHEMA public TO teller");
        undo.add("DROP OWNED BY teller");
        OPEN.book().run("REVOKE INSERT ON payment FROM teller");
        LedgerAddress teller = new LedgerAddress(OPEN.book().address().url(), "teller", "teller");
        try (LedgerPool pool = new LedgerPool(teller, 1)) {
            Ledger ledger = new PostgresLedger(pool, LedgerRules.DEFAULT, Clock.systemUTC());

            assertThat(ledger.record(batch(payment("evt_1")), NONE_EXPECTED, BUDGET))
                    .hasExactlyElementsOfTypes(Recorded.Postponed.class);

            OPEN.book().run("GRANT INSERT ON payment TO teller");
            assertThat(ledger.record(batch(payment("evt_1")), NONE_EXPECTED, BUDGET))
                    .hasExactlyElementsOfTypes(Recorded.Written.class);
        }
    }

    @Test
    void handlersOwnTableThatIsMissingPostpones() throws Exception {
        Effect effect = new Effect.Sql("INSERT INTO no_such_table VALUES (?)", List.of("x"));
        Attempt bad = ended(delivery(event("evt_1"), "own", 1), new AttemptOutcome.Processed(List.of(effect), "x"));
        Attempt good = processed(delivery(event("evt_2"), "other", 2));

        List<Recorded> recorded = OPEN.ledger().record(batch(bad, good), NONE_EXPECTED, BUDGET);

        assertThat(recorded).hasExactlyElementsOfTypes(Recorded.Postponed.class, Recorded.Written.class);
    }

    @Test
    void statementThatIsNoStatementIsTheHandlersMistake() throws Exception {
        Effect effect = new Effect.Sql("INSERT INTO", List.of());
        Attempt bad = ended(delivery(event("evt_1"), "own", 1), new AttemptOutcome.Processed(List.of(effect), "x"));
        AttemptOutcome dead = new AttemptOutcome.Dead(FailureCause.DATA, Samples.failure("syntax"));

        assertThat(OPEN.ledger().record(batch(bad), (attempted, refusal, permanent) -> dead, BUDGET))
                .containsExactly(new Recorded.Written(Samples.withOutcome(bad, dead)));
    }

    @Test
    void databaseIsNotBackBeforeTheLedgersOwnTablesAre() throws Exception {
        try (Connection other = OPEN.book().connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE webhook_event");

            assertThat(OPEN.ledger().reachable()).isFalse();
        }
        assertThat(OPEN.ledger().reachable()).isTrue();
    }

    private void failing(String body) {
        OPEN.book().run("""
                CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN %s RETURN NEW; END$$;
                CREATE TRIGGER failing BEFORE INSERT ON payment FOR EACH ROW EXECUTE FUNCTION fail()
                """.formatted(body));
        undo.add("DROP TRIGGER failing ON payment");
    }

    /** Sixty payments among as many events of another route. */
    private void assertPaymentsArePostponed() throws Exception {
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Attempt payment = payment("pay_" + offset);
            postponed.add(payment);
            attempts.add(payment);
            attempts.add(processed(delivery(event("evt_" + offset), "other", offset)));
        }
        List<Recorded> recorded = OPEN.ledger().record(batch(attempts), NONE_EXPECTED, BUDGET);

        for (int i = 0; i < recorded.size(); i += 2) {
            assertThat(recorded.get(i)).isInstanceOf(Recorded.Postponed.class);
            assertThat(recorded.get(i + 1)).isInstanceOf(Recorded.Written.class);
        }
        EventKey payment = attempts.get(0).delivery().event().key();
        assertThat(OPEN.book().attempts(payment)).isEmpty();
        assertThat(OPEN.book().event(payment).orElseThrow().status()).isEqualTo("processing");
        EventKey other = attempts.get(1).delivery().event().key();
        assertThat(OPEN.book().event(other).orElseThrow().status()).isEqualTo("processed");
    }

    /** As they were, by the coordinates that they had. */
    private void assertPaymentsAreWritten() throws Exception {
        List<Attempt> again = postponed.stream()
                .map(attempt -> ended(Samples.waited(attempt.delivery()), attempt.outcome()))
                .toList();

        assertThat(OPEN.ledger().record(batch(again), NONE_EXPECTED, BUDGET))
                .allMatch(Recorded.Written.class::isInstance);
        assertThat(OPEN.book().rows("SELECT count(*) FROM payment")).containsExactly(Integer.toString(again.size()));
    }

    private Attempt payment(String id) {
        return ended(
                delivery(event(id), "payments", ++offset),
                new AttemptOutcome.Processed(Payments.write(id, 1, id), "x"));
    }
}

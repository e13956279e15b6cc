package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.LedgerContract.NONE_EXPECTED;
import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.dead;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.ended;
import static dev.sluice.processor.ledger.Samples.event;
import static dev.sluice.processor.ledger.Samples.key;
import static dev.sluice.processor.ledger.Samples.processed;
import static dev.sluice.processor.ledger.Samples.published;
import static dev.sluice.processor.ledger.Samples.retry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.handler.Effect;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.ledger.Ledger.Recorded;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What another writes between the look-up and the copy is seen, and neither of the two loses an outcome. */
final class OvertakenIT {
    private static final int SIZE = 60;

    @RegisterExtension
    static final OpenLedger OPEN = new OpenLedger("overtaken", 2);

    @Test
    void zombieAndItsSuccessorApplyOnceAndBothLearnTheOutcomes() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 15; round++) {
                List<Attempt> attempts = attempts(round);
                Future<List<Recorded>> zombie = threads.submit(() -> {
                    together.await();
                    return OPEN.ledger().record(batch(attempts), NONE_EXPECTED, BUDGET);
                });
                Future<List<Recorded>> successor = threads.submit(() -> {
                    together.await();
                    return OPEN.ledger().record(batch(attempts), NONE_EXPECTED, BUDGET);
                });
                for (int i = 0; i < SIZE; i++) {
                    List<Recorded> both =
                            List.of(zombie.get().get(i), successor.get().get(i));
                    assertThat(both)
                            .filteredOn(Recorded.Written.class::isInstance)
                            .hasSize(1);
                    assertThat(both)
                            .filteredOn(Recorded.WrittenBefore.class::isInstance)
                            .singleElement()
                            .extracting(before -> emitted(
                                    ((Recorded.WrittenBefore) before).attempt().outcome()))
                            .isEqualTo(emitted(attempts.get(i).outcome()));
                }
            }
        }
        assertThat(OPEN.book().rows("SELECT count(*) FROM webhook_event WHERE duplicates = 0 AND attempts = 1"))
                .containsExactly(Integer.toString(15 * SIZE));
        assertThat(OPEN.book().rows("SELECT count(*), count(DISTINCT event_id) FROM test_effect"))
                .containsExactly("%d|%1$d".formatted(15 * SIZE / 3));
    }

    private static List<Attempt> attempts(int round) {
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < SIZE; i += 3) {
            String id = "evt_" + round + "_" + i;
            attempts.add(ended(
                    delivery(event(id), "payments", i),
                    new AttemptOutcome.Processed(List.of(Samples.counted(key(id)), published(id)), "x")));
            attempts.add(retry(delivery(event(id + "r"), "payments", i)));
            attempts.add(dead(delivery(event(id + "d"), "payments", i)));
        }
        return attempts;
    }

    /** What of an outcome goes to Kafka. */
    private static Object emitted(AttemptOutcome outcome) {
        return outcome instanceof AttemptOutcome.Processed processed
                ? processed.effects().stream()
                        .filter(Effect.Publish.class::isInstance)
                        .count()
                : outcome;
    }

    @Test
    void claimCommittedWhileTheCopyWaitedIsSeen() throws Exception {
        Attempt own = retry(delivery(event("evt_own"), "payments", 1));
        Attempt copy = processed(delivery(event("evt_copy"), "payments", 7));
        CompletableFuture<List<Recorded>> recorded;
        try (Connection twin = OPEN.book().connect()) {
            twin.setAutoCommit(false);
            for (String id : List.of("evt_own", "evt_copy")) {
                twin.createStatement()
                        .execute(
                                "INSERT INTO webhook_attempt (endpoint, event_id, generation, route, attempt, outcome, result, attempted_at,"
                                        + " took_micros, topic, partition, \"offset\", received_at)"
                                        + " VALUES ('shop', '" + id
                                        + "', '', 'payments', 1, 'ignored', 'by the twin', now(), 0, 'webhooks.events', 0, 1, '2025-06-01 10:00:00.123+00')");
            }
            recorded = CompletableFuture.supplyAsync(() -> {
                try {
                    return OPEN.ledger()
                            .record(
                                    batch(own, copy, processed(delivery(event("evt_free"), "payments", 3))),
                                    NONE_EXPECTED,
                                    BUDGET);
                } catch (LedgerUnavailableException e) {
                    throw new IllegalStateException(e);
                }
            });
            Awaitility.await()
                    .until(() -> !OPEN.book()
                            .rows("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                    + " AND query LIKE 'COPY webhook_attempt%' AND datname = current_database()")
                            .isEmpty());
            twin.commit();
        }

        assertThat(recorded.get().get(0))
                .isInstanceOfSatisfying(
                        Recorded.WrittenBefore.class,
                        before -> assertThat(before.attempt().outcome())
                                .isEqualTo(new AttemptOutcome.Ignored("by the twin")));
        assertThat(recorded.get().get(1)).isEqualTo(new Recorded.AlreadyClaimed());
        assertThat(recorded.get().get(2)).isInstanceOf(Recorded.Written.class);
        assertThat(OPEN.book().effects(key("evt_copy"))).isZero();
        assertThat(OPEN.book().effects(key("evt_free"))).isEqualTo(1);
    }

    @Test
    void claimThatIsRefusedAndNotThereIsNeverADuplicate() {
        // A unique index that refuses what no look-up finds, as a key that is stored in another form would.
        OPEN.book().run("CREATE UNIQUE INDEX test_one_route ON webhook_attempt (lower(route), received_at)");
        try {
            Attempt first = processed(delivery(event("evt_1"), "payments", 1));
            Attempt other = processed(delivery(event("evt_2"), "Payments", 2));

            assertThatExceptionOfType(LedgerUnavailableException.class)
                    .isThrownBy(() -> OPEN.ledger().record(batch(first, other), NONE_EXPECTED, BUDGET));

            assertThat(OPEN.book().attempts(key("evt_2"))).isEmpty();
        } finally {
            OPEN.book().run("DROP INDEX test_one_route");
        }
    }

    @Test
    void auditRowThatIsMissingIsMade() throws Exception {
        OPEN.ledger().record(batch(retry(delivery(event("evt_1"), "payments", 1))), NONE_EXPECTED, BUDGET);
        OPEN.book().run("DELETE FROM webhook_event");

        OPEN.ledger().record(batch(processed(delivery(event("evt_1"), "payments", "", 1, 2))), NONE_EXPECTED, BUDGET);

        Book.Row row = OPEN.book().event(key("evt_1")).orElseThrow();
        assertThat(row.status()).isEqualTo("processed");
        assertThat(row.attempts()).isEqualTo(2);
    }
}

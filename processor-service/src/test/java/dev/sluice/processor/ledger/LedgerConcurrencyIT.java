package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.LedgerContract.NONE_EXPECTED;
import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.RECEIVED;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.ended;
import static dev.sluice.processor.ledger.Samples.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.handler.Effect;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.testing.RealParts;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two threads that want the same rows wait in line, whatever order their batches are in. */
final class LedgerConcurrencyIT {
    private static final int ROUNDS = 15;
    private static final int SIZE = 400;

    private PostgresBook book;

    @BeforeEach
    void open() throws Exception {
        book = new PostgresBook(RealParts.sharedDatabase(), "concurrency");
        book.empty();
    }

    @Test
    void sameClaimsAreWrittenOnceWithoutDeadlock() throws Exception {
        long written = race((thread, round) -> {
            List<Attempt> attempts = new ArrayList<>();
            for (int i = 0; i < SIZE; i++) {
                attempts.add(ended(
                        delivery(event("evt_" + round + "_" + i), "payments", thread),
                        new AttemptOutcome.Processed(List.of(), "x")));
            }
            return attempts;
        });

        assertThat(written).isEqualTo(ROUNDS * SIZE);
        assertThat(book.rows("SELECT count(*) FROM webhook_event WHERE duplicates = 1"))
                .containsExactly(Integer.toString(ROUNDS * SIZE));
    }

    @Test
    void sameObjectsAreWrittenWithoutDeadlock() throws Exception {
        race((thread, round) -> {
            List<Attempt> attempts = new ArrayList<>();
            for (int i = 0; i < SIZE; i++) {
                String id = "evt_" + thread + "_" + round + "_" + i;
                attempts.add(ended(
                        delivery(event(id), "payments", thread),
                        new AttemptOutcome.Processed(Payments.write("pay_" + i, round, id), "x")));
            }
            return attempts;
        });

        assertThat(book.rows("SELECT count(*), min(status_rank), max(status_rank) FROM payment"))
                .containsExactly("%d|%d|%2$d".formatted(SIZE, ROUNDS - 1));
    }

    /** Of one thread's batch the status of each payment is written last, of the other's the refunds. */
    @Test
    void groupsOfTheSameRowsAreWrittenWithoutDeadlock() throws Exception {
        race((thread, round) -> {
            List<Attempt> attempts = new ArrayList<>();
            for (int i = 0; i < SIZE; i++) {
                String id = "evt_" + thread + "_" + round + "_" + i;
                String payment = "pay_" + i;
                Effect status = Payments.write(payment, RECEIVED, round, id, "succeeded");
                Effect refund = Payments.refund(payment, RECEIVED, round, id, round);
                attempts.add(ended(
                        delivery(event(id), "payments", thread),
                        new AttemptOutcome.Processed(List.of((i + thread) % 2 == 0 ? status : refund), "x")));
            }
            return attempts;
        });

        assertThat(book.rows("SELECT count(*), min(status_rank), min(refund_rank), max(refunded_amount) FROM payment"))
                .containsExactly("%d|%d|%2$d|%2$d".formatted(SIZE, ROUNDS - 1));
    }

    private interface Batches {
        List<Attempt> of(int thread, int round);
    }

    /** Has two threads write at the same moment, one of them backwards; returns how many attempts were new. */
    private long race(Batches batches) throws Exception {
        String deadlocksBefore = deadlocks();
        CyclicBarrier start = new CyclicBarrier(2);
        long written = 0;
        try (LedgerPool pool = new LedgerPool(book.address(), 2);
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            PostgresLedger ledger = new PostgresLedger(pool, LedgerRules.DEFAULT, Clock.systemUTC());
            List<Future<Long>> done = new ArrayList<>();
            for (int each = 0; each < 2; each++) {
                int thread = each;
                done.add(threads.submit(() -> {
                    long fresh = 0;
                    for (int round = 0; round < ROUNDS; round++) {
                        List<Attempt> attempts = batches.of(thread, round);
                        if (thread == 1) {
                            Collections.reverse(attempts);
                        }
                        start.await();
                        fresh += ledger.record(batch(attempts), NONE_EXPECTED, BUDGET).stream()
                                .filter(Recorded.Written.class::isInstance)
                                .count();
                    }
                    return fresh;
                }));
            }
            for (Future<Long> each : done) {
                written += each.get();
            }
        }
        book.awaitCounters();
        assertThat(deadlocks()).isEqualTo(deadlocksBefore);
        return written;
    }

    private String deadlocks() {
        return book.rows("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
                .get(0);
    }
}

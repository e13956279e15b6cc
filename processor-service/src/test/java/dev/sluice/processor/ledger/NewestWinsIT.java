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
import dev.sluice.testing.RealParts;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever order events arrive in, and however they are cut into batches, a projection ends the same. */
final class NewestWinsIT {
    private static PostgresBook book;
    private static LedgerPool pool;
    private static PostgresLedger ledger;

    @BeforeAll
    static void open() throws Exception {
        book = new PostgresBook(RealParts.sharedDatabase(), "newest");
        book.empty();
        pool = new LedgerPool(book.address(), 1);
        ledger = new PostgresLedger(pool, LedgerRules.DEFAULT, Clock.systemUTC());
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    private record Change(int second, int rank, String eventId) {}

    @Test
    void newestWinsInAnyOrder() throws Exception {
        List<Change> changes = new ArrayList<>();
        for (int second = 0; second < 3; second++) {
            for (int rank = 10; rank <= 30; rank += 10) {
                changes.add(new Change(second, rank, "evt_a"));
                changes.add(new Change(second, rank, "evt_😀"));
                changes.add(new Change(second, rank, "evt_\uffee"));
            }
        }
        long seed = System.nanoTime();
        Random random = new Random(seed);
        long offset = 0;
        for (int round = 0; round < 60; round++) {
            Collections.shuffle(changes, random);
            for (int from = 0; from < changes.size(); ) {
                int to = Math.min(changes.size(), from + 1 + random.nextInt(8));
                List<Attempt> attempts = new ArrayList<>();
                for (Change change : changes.subList(from, to)) {
                    attempts.add(attempt("pay_" + round, change, offset++));
                }
                ledger.record(batch(attempts), NONE_EXPECTED, BUDGET);
                from = to;
            }
        }

        // Of equal time and rank the greatest event id in UTF-8 stands, which is not the greatest in UTF-16.
        assertThat(book.rows("SELECT DISTINCT status, status_rank, status_event_id FROM payment WHERE id ~ '_[0-9]'"))
                .as("seed %d", seed)
                .containsExactly("2-30-evt_😀|30|evt_😀");
        assertThat(book.rows("SELECT count(*) FROM payment WHERE id ~ '_[0-9]'"))
                .containsExactly("60");
    }

    @Test
    void sameEventAgainIsNotOlder() throws Exception {
        for (String status : List.of("before the handler was mended", "after")) {
            Effect write = Payments.write("pay_again", RECEIVED, 10, "evt_1", status);
            ledger.record(
                    batch(ended(
                            delivery(event(status), "payments", 1), new AttemptOutcome.Processed(List.of(write), "x"))),
                    NONE_EXPECTED,
                    BUDGET);
        }

        assertThat(book.rows("SELECT status FROM payment WHERE id = 'pay_again'"))
                .containsExactly("after");
    }

    @Test
    void groupsOfOneRowDoNotTouchEachOther() throws Exception {
        Effect status = Payments.write("pay_groups", RECEIVED, 10, "evt_1", "succeeded");
        Effect refund = new Effect.Project(new dev.sluice.handler.Projection.Write(
                new dev.sluice.handler.Projection(
                        "payment",
                        "refund",
                        List.of(new dev.sluice.handler.Projection.Column("refunded_amount", "numeric"))),
                "shop",
                "pay_groups",
                RECEIVED.minusSeconds(60),
                1,
                "evt_0",
                List.of(new java.math.BigDecimal("12.50"))));

        ledger.record(
                batch(ended(
                        delivery(event("evt_groups"), "payments", 1),
                        new AttemptOutcome.Processed(List.of(status, refund), "x"))),
                NONE_EXPECTED,
                BUDGET);

        assertThat(book.rows("SELECT status, refunded_amount, dispute_at FROM payment WHERE id = 'pay_groups'"))
                .containsExactly("succeeded|12.50|null");
    }

    private static Attempt attempt(String payment, Change change, long offset) {
        Instant at = RECEIVED.plusSeconds(change.second());
        String status = change.second() + "-" + change.rank() + "-" + change.eventId();
        Effect write = Payments.write(payment, at, change.rank(), change.eventId(), status);
        return ended(
                delivery(event("evt_" + offset), "payments", offset),
                new AttemptOutcome.Processed(List.of(write), "x"));
    }
}

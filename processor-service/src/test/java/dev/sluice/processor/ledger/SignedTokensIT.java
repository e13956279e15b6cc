package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.ended;
import static dev.sluice.processor.ledger.Samples.failure;
import static dev.sluice.processor.ledger.Samples.key;
import static dev.sluice.processor.ledger.Samples.processed;
import static dev.sluice.processor.ledger.Samples.signedBy;
import static dev.sluice.processor.ledger.Samples.unit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.handler.Effect;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.processor.work.Attempted;
import dev.sluice.processor.work.Conclusion;
import dev.sluice.testing.RealParts;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SignedTokensIT extends SignedTokensContract {
    private static PostgresBook book;
    private static LedgerPool pool;
    private static PostgresLedger ledger;

    @BeforeAll
    static void open() throws Exception {
        book = new PostgresBook(RealParts.sharedDatabase(), "tokens");
        pool = new LedgerPool(book.address(), 2);
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
    void ofTwoThatWantTheTokenAtOnceOneIsApplied() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 20; round++) {
                String token = "t_" + round;
                Future<Recorded> one = threads.submit(uses(together, token, "one_" + round, "{}"));
                Future<Recorded> other = threads.submit(uses(together, token, "other_" + round, "{\"amount\":1}"));

                assertThat(List.of(dead(one.get()), dead(other.get()))).containsExactlyInAnyOrder(true, false);
            }
        }
        assertThat(book.rows("SELECT count(*) FROM test_effect")).containsExactly("20");
        assertThat(book.rows("SELECT cause, count(*) FROM webhook_dead_letter GROUP BY 1"))
                .containsExactly("token_reused|20");
    }

    @Test
    void badDataInTheSameBatchChangesNoVerdict() throws Exception {
        Conclusion data = new Conclusion.Dead("data", failure("refused"));
        Effect bad = new Effect.Sql("INSERT INTO test_effect (at) VALUES (?::timestamptz)", List.of("not a time"));
        List<Recorded> recorded = ledger.record(
                batch(
                        processed(unit(signedBy("t", "evt_1", "{}"), "payments", 1)),
                        ended(
                                unit(signedBy("u", "evt_bad", "{}"), "payments", 2),
                                new Conclusion.Processed(List.of(bad), "x")),
                        processed(unit(signedBy("t", "evt_2", "{\"amount\":1}"), "payments", 3)),
                        processed(unit(signedBy("u", "evt_3", "{\"amount\":1}"), "payments", 4))),
                (attempted, refusal, permanent) -> data,
                BUDGET);

        assertThat(recorded.get(0)).isInstanceOf(Recorded.Written.class);
        assertThat(recorded.subList(1, 4))
                .containsExactly(
                        new Recorded.Written(data),
                        new Recorded.Written(SignedTokens.reused("evt_1")),
                        new Recorded.Written(SignedTokens.reused("evt_bad")));
        assertThat(book.effects(key("evt_1"))).isEqualTo(1);
        assertThat(book.rows("SELECT count(*) FROM test_effect")).containsExactly("1");
    }

    private static Callable<Recorded> uses(CyclicBarrier together, String token, String id, String body) {
        Attempted attempt = processed(unit(signedBy(token, id, body), "payments", 1));
        return () -> {
            together.await();
            return ledger.record(batch(attempt), LedgerContract.NONE_EXPECTED, BUDGET)
                    .getFirst();
        };
    }

    private static boolean dead(Recorded recorded) {
        return recorded instanceof Recorded.Written(Conclusion conclusion) && conclusion instanceof Conclusion.Dead;
    }
}

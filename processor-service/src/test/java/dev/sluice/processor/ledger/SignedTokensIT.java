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
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SignedTokensIT extends SignedTokensContract {
    @RegisterExtension
    static final OpenLedger OPEN = new OpenLedger("tokens", 2);

    @Override
    Ledger ledger() {
        return OPEN.ledger();
    }

    @Override
    Book book() {
        return OPEN.book();
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
        assertThat(OPEN.book().rows("SELECT count(*) FROM test_effect")).containsExactly("20");
        assertThat(OPEN.book().rows("SELECT cause, count(*) FROM webhook_dead_letter GROUP BY 1"))
                .containsExactly("token_reused|20");
    }

    @Test
    void badDataInTheSameBatchChangesNoVerdict() throws Exception {
        Conclusion data = new Conclusion.Dead("data", failure("refused"));
        Effect bad = new Effect.Sql("INSERT INTO test_effect (at) VALUES (?::timestamptz)", List.of("not a time"));
        List<Recorded> recorded = OPEN.ledger()
                .record(
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
        assertThat(OPEN.book().effects(key("evt_1"))).isEqualTo(1);
        assertThat(OPEN.book().rows("SELECT count(*) FROM test_effect")).containsExactly("1");
    }

    private static Callable<Recorded> uses(CyclicBarrier together, String token, String id, String body) {
        Attempted attempt = processed(unit(signedBy(token, id, body), "payments", 1));
        return () -> {
            together.await();
            return OPEN.ledger()
                    .record(batch(attempt), LedgerContract.NONE_EXPECTED, BUDGET)
                    .getFirst();
        };
    }

    private static boolean dead(Recorded recorded) {
        return recorded instanceof Recorded.Written(Conclusion conclusion) && conclusion instanceof Conclusion.Dead;
    }
}

package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.Samples.BUDGET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.processor.delivery.Delivery;
import java.util.List;
import java.util.Optional;
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
    void ofTwoThatWantTheTokensAtOnceOneHasEach() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 20; round++) {
                Delivery one = use("t_" + round, "one_" + round, "{}");
                Delivery other = use("t_" + round, "other_" + round, "{\"amount\":1}");
                Delivery oneMore = use("u_" + round, "one_" + round, "{}");
                Delivery otherMore = use("u_" + round, "other_" + round, "{\"amount\":1}");
                // In opposite orders: whoever holds the first may not wait for the second.
                Future<Integer> late = threads.submit(claims(together, List.of(one, oneMore)));
                Future<Integer> otherLate = threads.submit(claims(together, List.of(otherMore, other)));

                assertThat(late.get() + otherLate.get()).isEqualTo(2);
            }
        }
        assertThat(OPEN.book().rows("SELECT count(*) FROM webhook_signed_token"))
                .containsExactly("40");
    }

    private static Callable<Integer> claims(CyclicBarrier together, List<Delivery> uses) {
        return () -> {
            together.await();
            return Math.toIntExact(OPEN.ledger().beforeCalling(uses, BUDGET).stream()
                    .filter(Optional::isPresent)
                    .count());
        };
    }
}

package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.processed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.ledger.Ledger.Recorded;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class IdempotencyKeysIT extends IdempotencyKeysContract {
    @RegisterExtension
    static final OpenLedger OPEN = new OpenLedger("keys", 2);

    @Override
    Ledger ledger() {
        return OPEN.ledger();
    }

    @Override
    Book book() {
        return OPEN.book();
    }

    @Test
    void ofTwoThatAreWrittenAtOnceOneIsApplied() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 20; round++) {
                List<BatchEntry> one = List.of(
                        processed(use("k_" + round, "one_" + round)), processed(use("m_" + round, "more_" + round)));
                // In opposite orders: whoever holds the first may not wait for the second.
                List<BatchEntry> other = List.of(
                        processed(use("m_" + round, "two_" + round)), processed(use("k_" + round, "too_" + round)));
                Future<Long> first = threads.submit(applied(together, one));
                Future<Long> second = threads.submit(applied(together, other));

                assertThat(first.get() + second.get()).isEqualTo(2);
            }
        }
        assertThat(OPEN.book().rows("SELECT count(*) FROM webhook_idempotency_key WHERE held"))
                .containsExactly("40");
    }

    private static Callable<Long> applied(CyclicBarrier together, List<BatchEntry> batch) {
        return () -> {
            together.await();
            return OPEN.ledger().record(batch, LedgerContract.NONE_EXPECTED, BUDGET).stream()
                    .filter(each -> each instanceof Recorded.Written written
                            && !IdempotencyKeyTable.isRepeat(written.attempt().outcome()))
                    .count();
        };
    }
}

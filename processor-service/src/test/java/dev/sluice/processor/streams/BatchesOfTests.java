package dev.sluice.processor.streams;

import dev.sluice.processor.attempt.NoTopics;
import dev.sluice.processor.attempt.RouteBreakers;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.ledger.InMemoryLedger;
import dev.sluice.processor.ledger.Ledger;
import dev.sluice.processor.outage.DatabaseBreaker;
import dev.sluice.route.BreakerPolicy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Batches of threads that write to a ledger in memory, which refuses no data. */
final class BatchesOfTests {
    /** Nothing but a commit flushes. */
    static final BatchLimits NEVER_EARLY = new BatchLimits(
            Integer.MAX_VALUE, Long.MAX_VALUE, Duration.ofHours(1), Duration.ofSeconds(15), Duration.ofSeconds(10));

    private BatchesOfTests() {}

    static ThreadBatches of(InMemoryLedger ledger) {
        return of(ledger, new Unheard());
    }

    static ThreadBatches of(InMemoryLedger ledger, FlushListener listener) {
        return new ThreadBatches(
                ledger,
                new NeverAsked(),
                new NoTopics(),
                new DatabaseBreaker(ledger::reachable),
                new RouteBreakers(route -> BreakerPolicy.USUAL, Clock.systemUTC()),
                NEVER_EARLY,
                listener,
                Clock.systemUTC());
    }

    private static final class NeverAsked implements Ledger.DataFailures {
        @Override
        public AttemptOutcome outcomeOf(Attempt attempt, Exception refusal, boolean permanent) {
            throw new AssertionError(refusal);
        }
    }

    private static final class Unheard implements FlushListener {
        @Override
        public void flushed(List<BatchEntry> batch, List<Ledger.Recorded> recorded) {}

        @Override
        public void parked(int entries) {}
    }
}

package dev.sluice.processor.outage;

import java.time.Duration;

/**
 * How long the drains of a stream thread may still spend on the database before its next Kafka commit. All tasks of a
 * thread are punctuated before it commits, in one transaction, so they share one budget; without it a slow database
 * could outlast {@code transaction.timeout.ms}.
 */
public final class DrainBudget {
    private final Duration whole;
    private final ThreadLocal<Duration> spent = ThreadLocal.withInitial(() -> Duration.ZERO);

    public DrainBudget(Duration whole) {
        this.whole = whole;
    }

    /** What is left for the calling thread; not positive when nothing is. */
    public Duration left() {
        return whole.minus(spent.get());
    }

    /** Takes from the calling thread's budget. */
    public void spend(Duration time) {
        spent.set(spent.get().plus(time));
    }

    /** Refills it: the calling thread has committed. */
    void committed() {
        spent.set(Duration.ZERO);
    }
}

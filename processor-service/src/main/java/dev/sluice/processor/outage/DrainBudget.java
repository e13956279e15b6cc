package dev.sluice.processor.outage;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long the drains of a stream thread may still spend on the database within its open Kafka transaction. All tasks of a
 * thread are punctuated before it commits, in one transaction, so they share one budget; without it a slow database could
 * outlast {@code transaction.timeout.ms}. While no transaction is open no time runs out.
 */
public final class DrainBudget {
    private final Duration whole;
    private final Map<Thread, Duration> spent = new ConcurrentHashMap<>();

    public DrainBudget(Duration whole) {
        this.whole = whole;
    }

    /** What is left for the calling thread; not positive when nothing is. */
    public Duration left() {
        Duration inTransaction = spent.get(Thread.currentThread());
        return inTransaction == null ? whole : whole.minus(inTransaction);
    }

    /** Takes from the calling thread's budget, if it has a transaction open. */
    public void spend(Duration time) {
        Duration inTransaction = spent.get(Thread.currentThread());
        if (inTransaction != null) {
            spent.put(Thread.currentThread(), inTransaction.plus(time));
        }
    }

    /** The calling thread has opened a transaction. */
    public void begun() {
        spent.put(Thread.currentThread(), Duration.ZERO);
    }

    /** The calling thread has committed or aborted its transaction. */
    public void ended() {
        spent.remove(Thread.currentThread());
    }
}

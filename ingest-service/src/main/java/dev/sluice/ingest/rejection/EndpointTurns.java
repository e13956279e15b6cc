package dev.sluice.ingest.rejection;

import dev.sluice.logging.TurnRate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** So many turns for all endpoints, of which each has at most a quarter. Thread-safe. */
final class EndpointTurns {
    private static final int SHARES = 4;

    private final int burst;
    private final int perSecond;
    private final TurnRate all;
    // The names are the operator's, and so are few.
    private final Map<String, TurnRate> shares = new ConcurrentHashMap<>();
    private final AtomicLong skipped = new AtomicLong();

    /**
     * @param burst turns at once
     * @param perSecond turns for long
     * @param now a reading of {@link System#nanoTime}
     */
    EndpointTurns(int burst, int perSecond, long now) {
        this.burst = burst;
        this.perSecond = perSecond;
        this.all = new TurnRate(burst, perSecond, now);
    }

    /** @param now a reading of {@link System#nanoTime} */
    TurnRate.Turn next(String endpoint, long now) {
        TurnRate share = shares.computeIfAbsent(
                endpoint, first -> new TurnRate(Math.ceilDiv(burst, SHARES), (double) perSecond / SHARES, now));
        if (share.next(now).granted() && all.next(now).granted()) {
            return new TurnRate.Turn(true, skipped.getAndSet(0));
        }
        skipped.incrementAndGet();
        return new TurnRate.Turn(false, 0);
    }
}

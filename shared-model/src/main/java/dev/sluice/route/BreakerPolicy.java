package dev.sluice.route;

import java.time.Duration;

/**
 * When a route whose handler calls another system is paused, because that system fails.
 *
 * @param failureRate share of failed calls, in percent from 1 to 100, from which on it is
 * @param window how many of the latest calls are looked at
 * @param pause how long it is paused before the next try
 */
public record BreakerPolicy(int failureRate, int window, Duration pause) {
    /** What a route does that says nothing else. */
    public static final BreakerPolicy USUAL = new BreakerPolicy(50, 50, Duration.ofSeconds(10));

    private static final int ENOUGH_CALLS = 20;

    public BreakerPolicy {
        if (failureRate < 1 || failureRate > 100) {
            throw new IllegalArgumentException("failure_rate must be from 1 to 100");
        }
        if (window < 1 || window > 10_000) {
            throw new IllegalArgumentException("window must be from 1 to 10000");
        }
        if (pause.toMillis() < 1 || pause.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("wait must be from 1ms to 1d");
        }
    }

    /** Calls until anything is concluded from them. */
    public int fewestCalls() {
        return Math.min(window, ENOUGH_CALLS);
    }
}

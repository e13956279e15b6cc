package dev.sluice.route;

import java.time.Duration;
import java.util.List;

/** How long a delivery waits after each failed attempt, before jitter. */
public sealed interface Backoff {
    /**
     * Delays that grow.
     *
     * @param strategy how they do
     * @param base delay after the first failure
     * @param maxDelay no delay is longer
     */
    record Growing(RetryPolicy.Strategy strategy, Duration base, Duration maxDelay) implements Backoff {
        public Growing {
            if (base.isNegative() || base.isZero()) {
                throw new IllegalArgumentException("base must be longer than zero");
            }
            if (maxDelay.compareTo(base) < 0) {
                throw new IllegalArgumentException("max_delay must not be shorter than base");
            }
            if (maxDelay.compareTo(RetryPolicy.LONGEST) > 0) {
                throw new IllegalArgumentException("max_delay must not be longer than 365d");
            }
        }
    }

    /**
     * Delays as they are listed; the last one stands for all that follow.
     *
     * @param delays after the first failure, the second, …; at least one
     */
    record Listed(List<Duration> delays) implements Backoff {
        public Listed {
            delays = List.copyOf(delays);
            if (delays.isEmpty()) {
                throw new IllegalArgumentException("delays must list at least one");
            }
            for (Duration delay : delays) {
                if (delay.isNegative() || delay.isZero()) {
                    throw new IllegalArgumentException("every delay must be longer than zero");
                }
                if (delay.compareTo(RetryPolicy.LONGEST) > 0) {
                    throw new IllegalArgumentException("no delay must be longer than 365d");
                }
            }
        }

        Duration after(int attempts) {
            return delays.get(Math.min(attempts, delays.size()) - 1);
        }
    }
}

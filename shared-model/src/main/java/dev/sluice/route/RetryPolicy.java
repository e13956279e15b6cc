package dev.sluice.route;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What happens after a failed attempt.
 *
 * @param strategy how the delay grows
 * @param base delay after the first failure
 * @param maxDelay no delay is longer
 * @param maxAttempts attempts in all; after the last the event is dead-lettered
 * @param jitter share by which a delay is shortened or lengthened at random, 0 to 1
 */
public record RetryPolicy(Strategy strategy, Duration base, Duration maxDelay, int maxAttempts, double jitter) {
    /** How delays grow. */
    public enum Strategy {
        /** base, 2 base, 4 base, … */
        EXPONENTIAL,
        /** base, 2 base, 3 base, … */
        LINEAR,
        /** base, base, 2 base, 3 base, 5 base, … */
        FIBONACCI
    }

    /** No delay of any policy is longer, but for its jitter. */
    public static final Duration LONGEST = Duration.ofDays(365);

    public RetryPolicy {
        if (base.isNegative() || base.isZero()) {
            throw new IllegalArgumentException("base must be longer than zero");
        }
        if (maxDelay.compareTo(base) < 0) {
            throw new IllegalArgumentException("max_delay must not be shorter than base");
        }
        if (maxDelay.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("max_delay must not be longer than 365d");
        }
        if (maxAttempts < 1 || maxAttempts > 1000) {
            throw new IllegalArgumentException("max_attempts must be from 1 to 1000");
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter must be from 0 to 1");
        }
    }

    /**
     * The delay after a failure, or empty when no attempt is left.
     *
     * @param attempts attempts made so far, at least 1
     */
    public Optional<Duration> delayAfter(int attempts, RandomGenerator random) {
        if (attempts >= maxAttempts) {
            return Optional.empty();
        }
        double limit = (double) maxDelay.toMillis();
        double millis = Math.min(base.toMillis() * factor(attempts), limit);
        double spread = jitter == 0 ? 0 : random.nextDouble(-jitter, jitter);
        return Optional.of(Duration.ofMillis((long) Math.min(millis * (1 + spread), limit)));
    }

    private double factor(int attempts) {
        return switch (strategy) {
            case EXPONENTIAL -> Math.pow(2, attempts - 1);
            case LINEAR -> attempts;
            case FIBONACCI -> fibonacci(attempts);
        };
    }

    private static double fibonacci(int n) {
        double previous = 0;
        double current = 1;
        for (int i = 1; i < n; i++) {
            double next = previous + current;
            previous = current;
            current = next;
        }
        return current;
    }
}

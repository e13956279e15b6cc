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
        FIBONACCI,
        /** At random from base to three times the delay before, which spreads the retries of an outage; takes no jitter. */
        DECORRELATED
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
     * @param previous the delay before the attempt that has just failed; zero after the first
     */
    public Optional<Duration> delayAfter(int attempts, Duration previous, RandomGenerator random) {
        if (attempts >= maxAttempts) {
            return Optional.empty();
        }
        double millis = switch (strategy) {
            case EXPONENTIAL -> spread(Math.pow(2, attempts - 1), random);
            case LINEAR -> spread(attempts, random);
            case FIBONACCI -> spread(fibonacci(attempts), random);
            case DECORRELATED -> decorrelated(previous, random);
        };
        return Optional.of(Duration.ofMillis((long) Math.min(millis, limit())));
    }

    private double spread(double factor, RandomGenerator random) {
        double millis = Math.min(base.toMillis() * factor, limit());
        return jitter == 0 ? millis : millis * (1 + random.nextDouble(-jitter, jitter));
    }

    /** See <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential Backoff and Jitter</a>. */
    private double decorrelated(Duration previous, RandomGenerator random) {
        double least = base.toMillis();
        double most = Math.min(3.0 * previous.toMillis(), limit());
        return most <= least ? least : random.nextDouble(least, most);
    }

    private double limit() {
        return maxDelay.toMillis();
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

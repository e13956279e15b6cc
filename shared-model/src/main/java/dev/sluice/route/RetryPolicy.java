package dev.sluice.route;

import dev.sluice.record.FailureCause;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What happens after a failed attempt.
 *
 * @param backoff how long the delivery waits
 * @param maxAttempts attempts in all; after the last the event is dead-lettered
 * @param jitter share by which a delay is shortened or lengthened at random, 0 to 1
 * @param on the causes of failure that are tried again, of {@link #CAUSES}; after any other the event is dead-lettered at once
 */
public record RetryPolicy(Backoff backoff, int maxAttempts, double jitter, Set<FailureCause> on) {
    /**
     * The causes after which another attempt may fare better: the handler said so, did not answer in time, threw what it should not, or
     * the database refused what it wanted written.
     */
    public static final List<FailureCause> CAUSES =
            List.of(FailureCause.RETRYABLE, FailureCause.TIMEOUT, FailureCause.BUG, FailureCause.DATA);

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

    /** What another system asks for beyond this is cut, but for its jitter. */
    public static final Duration LONGEST_ASKED = Duration.ofDays(1);

    public RetryPolicy {
        // In one order everywhere: instances compare their routes as text, and Set.copyOf has another order in each
        // process.
        Set<FailureCause> ordered = EnumSet.noneOf(FailureCause.class);
        ordered.addAll(on);
        on = Collections.unmodifiableSet(ordered);
        if (maxAttempts < 1 || maxAttempts > 1000) {
            throw new IllegalArgumentException("max_attempts must be from 1 to 1000");
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter must be from 0 to 1");
        }
    }

    /** Delays that grow, whatever the cause of the failure. */
    public RetryPolicy(Strategy strategy, Duration base, Duration maxDelay, int maxAttempts, double jitter) {
        this(new Backoff.Growing(strategy, base, maxDelay), maxAttempts, jitter, Set.copyOf(CAUSES));
    }

    /** Whether a failure is tried again while attempts are left; of a cause that no policy can name it is. */
    public boolean retries(FailureCause cause) {
        return on.contains(cause) || !CAUSES.contains(cause);
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
        double millis = switch (backoff) {
            case Backoff.Growing growing -> Math.min(grown(growing, attempts, previous, random), limit(growing));
            case Backoff.Listed listed ->
                jittered((double) listed.after(attempts).toMillis(), random);
        };
        return Optional.of(Duration.ofMillis((long) millis));
    }

    /**
     * The delay, or where that is longer what the other system asked for, up to {@link #LONGEST_ASKED}: never shorter than asked, and longer at
     * random by the jitter, so that what was sent away together does not come back together.
     */
    public Duration noSoonerThan(Duration asked, Duration delay, RandomGenerator random) {
        double millis = (asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked).toMillis();
        double spread = millis == 0 || jitter == 0 ? millis : millis * (1 + random.nextDouble(0, jitter));
        return spread > delay.toMillis() ? Duration.ofMillis((long) spread) : delay;
    }

    private double grown(Backoff.Growing growing, int attempts, Duration previous, RandomGenerator random) {
        return switch (growing.strategy()) {
            case EXPONENTIAL -> spread(growing, Math.pow(2, attempts - 1), random);
            case LINEAR -> spread(growing, attempts, random);
            case FIBONACCI -> spread(growing, fibonacci(attempts), random);
            case DECORRELATED -> decorrelated(growing, previous, random);
        };
    }

    private double spread(Backoff.Growing growing, double factor, RandomGenerator random) {
        return jittered(Math.min(growing.base().toMillis() * factor, limit(growing)), random);
    }

    private double jittered(double millis, RandomGenerator random) {
        return jitter == 0 ? millis : millis * (1 + random.nextDouble(-jitter, jitter));
    }

    /** See <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential Backoff and Jitter</a>. */
    private static double decorrelated(Backoff.Growing growing, Duration previous, RandomGenerator random) {
        double least = growing.base().toMillis();
        double most = Math.min(3.0 * previous.toMillis(), limit(growing));
        return most <= least ? least : random.nextDouble(least, most);
    }

    private static double limit(Backoff.Growing growing) {
        return growing.maxDelay().toMillis();
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

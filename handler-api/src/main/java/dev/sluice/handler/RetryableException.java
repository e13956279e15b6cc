package dev.sluice.handler;

import java.time.Duration;

/**
 * A failure of the event for now: it is tried again. The message is kept in the history: it names what and why, never a payload or a secret.
 *
 * <p>Its cause is {@code timeout} where it was caused by a {@link java.util.concurrent.TimeoutException}, as where a handler did not answer
 * in time.
 */
public final class RetryableException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final Duration LONGEST = Duration.ofDays(1);

    private final Duration retryAfter;

    public RetryableException(String message) {
        super(message);
        retryAfter = Duration.ZERO;
    }

    public RetryableException(String message, Throwable cause) {
        super(message, cause);
        retryAfter = Duration.ZERO;
    }

    /** @param retryAfter how long to wait at least, as the other system asked; the route's own delay may be longer */
    public RetryableException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter == null || retryAfter.isNegative()
                ? Duration.ZERO
                : retryAfter.compareTo(LONGEST) > 0 ? LONGEST : retryAfter;
    }

    /** How long to wait at least; zero where nobody asked for it. A day at most is waited because of it. */
    public Duration retryAfter() {
        return retryAfter;
    }
}

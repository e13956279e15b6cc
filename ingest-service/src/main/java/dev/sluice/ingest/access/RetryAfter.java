package dev.sluice.ingest.access;

import java.time.Duration;
import java.util.Optional;

/**
 * For how long a sender is kept off.
 *
 * @param exhausted the limit that is used up; absent when the address is blocked altogether
 * @param delay until it makes sense to try again
 */
public record RetryAfter(Optional<RateLimitStatus> exhausted, Duration delay) {}

package dev.sluice.ingest.access;

import java.time.Duration;

/** What came of taking one token. */
sealed interface BucketResult {
    RateLimitStatus left();

    /** It was there. */
    record Spent(RateLimitStatus left) implements BucketResult {}

    /**
     * There was none.
     *
     * @param retryAfter until there is one
     */
    record Exhausted(RateLimitStatus left, Duration retryAfter) implements BucketResult {}
}

package dev.sluice.ingest.access;

import dev.sluice.access.RateLimit;
import java.time.Duration;

/**
 * What is left of one limit after a request.
 *
 * @param tier whose
 * @param policy the whole limit
 * @param limit requests that may come at once when nothing was used lately
 * @param remaining of these, now
 * @param reset until all of them are there again
 */
public record RateLimitStatus(Tier tier, RateLimit policy, long limit, long remaining, Duration reset) {
    /** The one that leaves less. */
    RateLimitStatus tighter(RateLimitStatus other) {
        return other.remaining < remaining ? other : this;
    }
}

package dev.sluice.ingest.http;

import dev.sluice.access.RateLimit;
import dev.sluice.ingest.access.RateLimitStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The headers that tell a sender what is left: {@code RateLimit-*} of draft-ietf-httpapi-ratelimit-headers-06, and
 * {@code X-RateLimit-*}, whose reset is a time in epoch seconds.
 */
final class RateHeaders {
    private RateHeaders() {}

    static void add(Map<String, String> headers, RateLimitStatus rateLimitStatus, Instant now) {
        String limit = Long.toString(rateLimitStatus.limit());
        String remaining = Long.toString(rateLimitStatus.remaining());
        headers.put("RateLimit-Limit", limit);
        headers.put("RateLimit-Remaining", remaining);
        headers.put("RateLimit-Reset", Long.toString(seconds(rateLimitStatus.reset())));
        headers.put("RateLimit-Policy", policy(rateLimitStatus.policy()));
        headers.put("X-RateLimit-Limit", limit);
        headers.put("X-RateLimit-Remaining", remaining);
        headers.put(
                "X-RateLimit-Reset",
                Long.toString(seconds(Duration.ofMillis(now.toEpochMilli()).plus(rateLimitStatus.reset()))));
    }

    static void addRetryAfter(Map<String, String> headers, Duration wait) {
        headers.put("Retry-After", Long.toString(Math.max(1, seconds(wait))));
    }

    private static String policy(RateLimit limit) {
        StringJoiner policy = new StringJoiner(", ");
        limit.perMinute().ifPresent(pace -> policy.add(pace + ";w=60;burst=" + limit.burst()));
        limit.perHour().ifPresent(pace -> policy.add(pace + ";w=3600"));
        return policy.toString();
    }

    /** Rounded up: who comes back a moment early is refused again. */
    private static long seconds(Duration duration) {
        return duration.plusSeconds(1).minusNanos(1).toSeconds();
    }
}

package dev.sluice.ingest.access;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.access.RateLimit;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.local.LocalBucketBuilder;
import java.time.Duration;

/** One limit and what is left of it. Thread-safe. */
final class RateBucket {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final Tier tier;
    private final RateLimit limit;
    private final Bucket bucket;

    RateBucket(Tier tier, RateLimit limit, Ticker ticker) {
        this.tier = tier;
        this.limit = limit;
        LocalBucketBuilder builder = Bucket.builder().withCustomTimePrecision(new TickerTime(ticker));
        // Minutes first: what is left of each comes back in this order.
        limit.perMinute()
                .ifPresent(pace -> builder.addLimit(
                        bandwidth -> bandwidth.capacity(limit.burst()).refillGreedy(pace, MINUTE)));
        limit.perHour()
                .ifPresent(pace ->
                        builder.addLimit(bandwidth -> bandwidth.capacity(pace).refillGreedy(pace, HOUR)));
        this.bucket = builder.build();
    }

    RateLimit limit() {
        return limit;
    }

    BucketResult spend() {
        VerboseResult<ConsumptionProbe> result = bucket.asVerbose().tryConsumeAndReturnRemaining(1);
        RateLimitStatus left = tightest(result.getDiagnostics().getAvailableTokensPerEachBandwidth());
        ConsumptionProbe probe = result.getValue();
        return probe.isConsumed()
                ? new BucketResult.Spent(left)
                : new BucketResult.Exhausted(left, Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    /** Undoes a spending. */
    void giveBack() {
        bucket.addTokens(1);
    }

    private RateLimitStatus tightest(long[] left) {
        if (limit.perMinute().isEmpty()) {
            return rateLimitStatus(
                    limit.perHour().orElseThrow(), limit.perHour().orElseThrow(), HOUR, left[0]);
        }
        RateLimitStatus minute =
                rateLimitStatus(limit.burst(), limit.perMinute().orElseThrow(), MINUTE, left[0]);
        return limit.perHour().isEmpty()
                ? minute
                : minute.tighter(rateLimitStatus(
                        limit.perHour().orElseThrow(), limit.perHour().orElseThrow(), HOUR, left[1]));
    }

    private RateLimitStatus rateLimitStatus(long capacity, long pace, Duration period, long left) {
        long nanos = (long) Math.ceil((double) (capacity - left) * period.toNanos() / pace);
        return new RateLimitStatus(tier, limit, capacity, left, Duration.ofNanos(nanos));
    }
}

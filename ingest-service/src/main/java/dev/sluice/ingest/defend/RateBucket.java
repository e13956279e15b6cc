package dev.sluice.ingest.defend;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.defence.RateLimit;
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

    Spending spend() {
        VerboseResult<ConsumptionProbe> result = bucket.asVerbose().tryConsumeAndReturnRemaining(1);
        Allowance left = tightest(result.getDiagnostics().getAvailableTokensPerEachBandwidth());
        ConsumptionProbe probe = result.getValue();
        return probe.isConsumed()
                ? new Spending.Spent(left)
                : new Spending.Exhausted(left, Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    /** Undoes a spending. */
    void giveBack() {
        bucket.addTokens(1);
    }

    private Allowance tightest(long[] left) {
        if (limit.perMinute().isEmpty()) {
            return allowance(limit.perHour().orElseThrow(), limit.perHour().orElseThrow(), HOUR, left[0]);
        }
        Allowance minute = allowance(limit.burst(), limit.perMinute().orElseThrow(), MINUTE, left[0]);
        return limit.perHour().isEmpty()
                ? minute
                : minute.tighter(
                        allowance(limit.perHour().orElseThrow(), limit.perHour().orElseThrow(), HOUR, left[1]));
    }

    private Allowance allowance(long capacity, long pace, Duration period, long left) {
        long nanos = (long) Math.ceil((double) (capacity - left) * period.toNanos() / pace);
        return new Allowance(tier, limit, capacity, left, Duration.ofNanos(nanos));
    }
}

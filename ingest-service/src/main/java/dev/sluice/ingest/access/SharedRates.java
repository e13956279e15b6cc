package dev.sluice.ingest.access;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.access.GlobalAccessRules;
import dev.sluice.access.RateLimit;
import dev.sluice.provider.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The rates of endpoints, of providers, and of all together. Thread-safe. */
final class SharedRates {
    private final Ticker ticker;
    private final Map<Key, RateBucket> buckets = new ConcurrentHashMap<>();

    SharedRates(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Takes a token of each limit that the request falls under, or of none; empty when there is no limit. */
    Optional<BucketResult> spend(Endpoint endpoint, GlobalAccessRules globalRules) {
        List<RateBucket> spent = new ArrayList<>();
        Optional<RateLimitStatus> tightest = Optional.empty();
        for (RateBucket bucket : buckets(endpoint, globalRules)) {
            switch (bucket.spend()) {
                case BucketResult.Spent(RateLimitStatus left) -> {
                    spent.add(bucket);
                    tightest = Optional.of(tightest.map(left::tighter).orElse(left));
                }
                case BucketResult.Exhausted exhausted -> {
                    spent.forEach(RateBucket::giveBack);
                    return Optional.of(exhausted);
                }
            }
        }
        return tightest.map(BucketResult.Spent::new);
    }

    private List<RateBucket> buckets(Endpoint endpoint, GlobalAccessRules globalRules) {
        List<RateBucket> all = new ArrayList<>();
        endpoint.accessRules().rate().ifPresent(limit -> all.add(bucket(Tier.ENDPOINT, endpoint.name(), limit)));
        RateLimit provider = globalRules.providers().get(endpoint.provider());
        if (provider != null) {
            all.add(bucket(Tier.PROVIDER, endpoint.provider(), provider));
        }
        globalRules.global().ifPresent(limit -> all.add(bucket(Tier.GLOBAL, "", limit)));
        return all;
    }

    private RateBucket bucket(Tier tier, String name, RateLimit limit) {
        return buckets.compute(
                new Key(tier, name),
                (key, known) ->
                        known != null && known.limit().equals(limit) ? known : new RateBucket(tier, limit, ticker));
    }

    private record Key(Tier tier, String name) {}
}

package dev.sluice.ingest.defend;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.defence.Perimeter;
import dev.sluice.defence.RateLimit;
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
    Optional<Spending> spend(Endpoint endpoint, Perimeter perimeter) {
        List<RateBucket> spent = new ArrayList<>();
        Optional<Allowance> tightest = Optional.empty();
        for (RateBucket bucket : buckets(endpoint, perimeter)) {
            switch (bucket.spend()) {
                case Spending.Spent(Allowance left) -> {
                    spent.add(bucket);
                    tightest = Optional.of(tightest.map(left::tighter).orElse(left));
                }
                case Spending.Exhausted exhausted -> {
                    spent.forEach(RateBucket::giveBack);
                    return Optional.of(exhausted);
                }
            }
        }
        return tightest.map(Spending.Spent::new);
    }

    private List<RateBucket> buckets(Endpoint endpoint, Perimeter perimeter) {
        List<RateBucket> all = new ArrayList<>();
        endpoint.defences().rate().ifPresent(limit -> all.add(bucket(Tier.ENDPOINT, endpoint.name(), limit)));
        RateLimit provider = perimeter.providers().get(endpoint.provider());
        if (provider != null) {
            all.add(bucket(Tier.PROVIDER, endpoint.provider(), provider));
        }
        perimeter.global().ifPresent(limit -> all.add(bucket(Tier.GLOBAL, "", limit)));
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

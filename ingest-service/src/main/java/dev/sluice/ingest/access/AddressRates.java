package dev.sluice.ingest.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.access.RateLimit;
import dev.sluice.ingest.access.BlockedAddresses.Place;
import java.time.Duration;

/**
 * The rate of each address that was heard of lately. There are so many and no more: an address that comes but once is
 * forgotten before one that comes often. Thread-safe.
 */
final class AddressRates {
    // No bucket takes longer to fill, and a full one is as good as none.
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

    private final Ticker ticker;
    private final Cache<Place, RateBucket> buckets;

    AddressRates(int mostAddresses, Ticker ticker) {
        this.ticker = ticker;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(mostAddresses)
                .expireAfterAccess(FORGOTTEN_AFTER)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    BucketResult spend(Place place, RateLimit limit) {
        RateBucket bucket = buckets.get(place, first -> bucket(limit));
        if (!bucket.limit().equals(limit)) {
            bucket = bucket(limit);
            buckets.put(place, bucket);
        }
        return bucket.spend();
    }

    /** Undoes a spending. */
    void giveBack(Place place) {
        RateBucket bucket = buckets.getIfPresent(place);
        if (bucket != null) {
            bucket.giveBack();
        }
    }

    /** How many are remembered. */
    long addresses() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    private RateBucket bucket(RateLimit limit) {
        return new RateBucket(Tier.ADDRESS, limit, ticker);
    }
}

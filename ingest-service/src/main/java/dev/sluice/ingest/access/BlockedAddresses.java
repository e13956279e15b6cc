package dev.sluice.ingest.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.access.Address;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Optional;

/**
 * Counts violations by address, and blocks addresses that repeat them. Both caches are bounded; blocks are kept
 * apart, so that no number of other addresses makes Sluice forget them. Thread-safe.
 */
final class BlockedAddresses {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration TRUSTED_FOR = Duration.ofHours(1);

    private final Ticker ticker;
    private final Cache<Violation, Bucket> violations;
    private final Cache<Place, Block> blocks;
    private final Cache<Place, Boolean> proven;

    BlockedAddresses(int mostAddresses, Ticker ticker) {
        this.ticker = ticker;
        this.violations = Caffeine.newBuilder()
                .maximumSize(mostAddresses)
                .expireAfterAccess(MINUTE)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
        this.blocks = Caffeine.newBuilder()
                .maximumSize(mostAddresses)
                .expireAfter(Expiry.<Place, Block>writing((place, block) -> block.length()))
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
        this.proven = Caffeine.newBuilder()
                .maximumSize(mostAddresses)
                .expireAfterWrite(TRUSTED_FOR)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /** Notes that a genuine request came from an address. */
    void proven(Place place) {
        proven.put(place, true);
    }

    /** Whether a genuine request came from there within the last hour. */
    boolean isProven(Place place) {
        return proven.getIfPresent(place) != null;
    }

    /** Counts a violation; more than {@code perMinute} of them in one minute block the address. */
    void violated(Violation violation, int perMinute, Duration blockFor) {
        Bucket left = violations.get(violation, first -> allowance(perMinute));
        if (!left.tryConsume(1)) {
            blocks.put(violation.place(), new Block(ticker.read(), blockFor));
            violations.invalidate(violation);
        }
    }

    /** How much longer an address is blocked at a place; empty when it is not. */
    Optional<Duration> blocked(Place place) {
        return Optional.ofNullable(blocks.getIfPresent(place))
                .map(block -> block.length().minusNanos(ticker.read() - block.since()));
    }

    /** How many addresses are blocked now, wherever it is. */
    int blocked() {
        return Math.toIntExact(
                blocks.asMap().keySet().stream().map(Place::network).distinct().count());
    }

    private Bucket allowance(int perMinute) {
        return Bucket.builder()
                .withCustomTimePrecision(new TickerTime(ticker))
                .addLimit(bandwidth -> bandwidth.capacity(perMinute).refillIntervally(perMinute, MINUTE))
                .build();
    }

    /** What an address may be blocked for. */
    enum Kind {
        RATE,
        SIGNATURE
    }

    /**
     * Where an address is blocked.
     *
     * @param endpoint its name; empty: everywhere
     * @param site whether the network is a whole /48
     */
    record Place(Optional<String> endpoint, Address network, boolean site) {
        Place(Optional<String> endpoint, Address network) {
            this(endpoint, network, false);
        }

        /** What the log calls it. */
        String name() {
            return site ? network + "/48" : network.toString();
        }
    }

    record Violation(Kind kind, Place place) {}

    /** @param since a reading of the ticker */
    private record Block(long since, Duration length) {}
}

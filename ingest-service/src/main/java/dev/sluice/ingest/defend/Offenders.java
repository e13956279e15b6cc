package dev.sluice.ingest.defend;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.defence.Address;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Optional;

/**
 * Addresses that keep doing what they may not, and those blocked for it. Both are bounded; the blocked ones are kept
 * apart, so that no number of other addresses makes Sluice forget them. Thread-safe.
 */
final class Offenders {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Ticker ticker;
    private final Cache<Offence, Bucket> strikes;
    private final Cache<Place, Block> blocks;

    Offenders(int mostAddresses, Ticker ticker) {
        this.ticker = ticker;
        this.strikes = Caffeine.newBuilder()
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
    }

    /** Counts an offence; more than the patience in a minute get the address blocked. */
    void strike(Offence offence, int patience, Duration blockFor) {
        Bucket left = strikes.get(offence, first -> patience(patience));
        if (!left.tryConsume(1)) {
            blocks.put(offence.place(), new Block(ticker.read(), blockFor));
            strikes.invalidate(offence);
        }
    }

    /** How much longer an address is blocked at a place; empty when it is not. */
    Optional<Duration> blocked(Place place) {
        return Optional.ofNullable(blocks.getIfPresent(place))
                .map(block -> block.length().minusNanos(ticker.read() - block.since()));
    }

    /** How many are blocked now. */
    int blocked() {
        blocks.cleanUp();
        return Math.toIntExact(blocks.estimatedSize());
    }

    private Bucket patience(int offences) {
        return Bucket.builder()
                .withCustomTimePrecision(new TickerTime(ticker))
                .addLimit(bandwidth -> bandwidth.capacity(offences).refillIntervally(offences, MINUTE))
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
     */
    record Place(Optional<String> endpoint, Address network) {}

    record Offence(Kind kind, Place place) {}

    /** @param since a reading of the ticker */
    private record Block(long since, Duration length) {}
}

package dev.sluice.signature.lookup;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.access.Address;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Keys that were looked up, kept for a while. Whoever posts a request chooses the name that is looked up, so each name is
 * asked for once at a time, failures are remembered too, and names never found before are few in a minute, of one sender
 * very few: whoever makes names up must not keep a provider's first key away.
 */
final class CachedKeys<K> implements KeySource<K> {
    static final Duration KEPT = Duration.ofHours(1);
    static final Duration FAILURE_KEPT = Duration.ofSeconds(10);
    static final int STRANGERS_PER_MINUTE = 120;
    static final int STRANGERS_PER_SENDER = 5;
    private static final int NAMES_LIMIT = 256;
    private static final int SENDERS_LIMIT = 10_000;

    private final Function<String, CompletableFuture<Answer<K>>> lookUp;
    // Asynchronous, because a cache that waits holds a lock on its other names meanwhile.
    private final AsyncCache<String, Answer<K>> answers;
    private final Cache<String, Boolean> acquaintances =
            Caffeine.newBuilder().maximumSize(NAMES_LIMIT).build();
    private final Bucket strangers = perMinute(STRANGERS_PER_MINUTE);
    private final Cache<Address, Bucket> bySender = Caffeine.newBuilder()
            .maximumSize(SENDERS_LIMIT)
            .expireAfterAccess(Duration.ofMinutes(1))
            .build();

    /** @param lookUp returns at once; its future completes normally, and within two seconds */
    CachedKeys(Function<String, CompletableFuture<Answer<K>>> lookUp, Ticker ticker) {
        this.lookUp = lookUp;
        this.answers = Caffeine.newBuilder()
                .maximumSize(NAMES_LIMIT)
                .ticker(ticker)
                .expireAfter(Expiry.<String, Answer<K>>creating((name, answer) -> kept(answer)))
                .buildAsync();
    }

    private static <K> Duration kept(Answer<K> answer) {
        return switch (answer) {
            case Answer.Found<K> ignored -> KEPT;
            case Answer.Untrusted<K> ignored -> FAILURE_KEPT;
            case Answer.Unavailable<K> ignored -> FAILURE_KEPT;
        };
    }

    @Override
    public Answer<K> find(String name, Optional<Address> sender) {
        CompletableFuture<Answer<K>> known = answers.getIfPresent(name);
        if (known != null) {
            return known.join();
        }
        // Forged names must not use up what the provider's own keys need to be looked up again.
        if (acquaintances.getIfPresent(name) == null && !mayAskForStranger(sender)) {
            return new Answer.Unavailable<>("too many keys that were never found before are asked for");
        }
        Answer<K> answer =
                answers.get(name, (key, executor) -> lookUp.apply(key)).join();
        if (answer instanceof Answer.Found<K>) {
            acquaintances.put(name, true);
        }
        return answer;
    }

    private boolean mayAskForStranger(Optional<Address> sender) {
        return sender.map(address -> bySender.get(address, first -> perMinute(STRANGERS_PER_SENDER))
                                .tryConsume(1))
                        .orElse(true)
                && strangers.tryConsume(1);
    }

    private static Bucket perMinute(int most) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(most).refillGreedy(most, Duration.ofMinutes(1)))
                .build();
    }
}

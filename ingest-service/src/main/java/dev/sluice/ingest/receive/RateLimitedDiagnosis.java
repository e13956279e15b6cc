package dev.sluice.ingest.receive;

import dev.sluice.diagnosis.Diagnostician;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.Diagnosis;
import dev.sluice.signature.Genuine;
import dev.sluice.signature.SignedRequest;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says why signatures do not match, for so much time a second in all and of one endpoint: forgeries must not make work,
 * nor keep the diagnosis from others. A diagnosis is begun while there is time left, and pays for what it took. Thread-safe.
 */
final class RateLimitedDiagnosis {
    private static final Duration PER_SECOND = Duration.ofMillis(100);
    private static final Duration PER_ENDPOINT = Duration.ofMillis(50);
    /** How many seconds' worth may be spent at once. */
    private static final int BURST = 5;
    /** What one is made to pay at most: more is not its own, but code that was compiled or a collection of garbage. */
    private static final Duration DEAREST = Duration.ofMillis(50);

    private final Diagnostician diagnostician = new Diagnostician();
    private final Bucket turns = perSecond(PER_SECOND);
    // The names are the operator's, and so are few.
    private final Map<String, Bucket> shares = new ConcurrentHashMap<>();

    /** What would have made a request genuine, as far as was tried; empty where there was no time to try. */
    Optional<List<Diagnosis>> of(
            Endpoint endpoint,
            EndpointCatalog all,
            WebhookRequest request,
            SignedRequest signed,
            Rejected<Genuine> rejected) {
        Bucket share = shares.computeIfAbsent(endpoint.name(), first -> perSecond(PER_ENDPOINT));
        if (share.getAvailableTokens() <= 0 || turns.getAvailableTokens() <= 0) {
            return Optional.empty();
        }
        long start = System.nanoTime();
        try {
            return Optional.of(diagnostician.of(endpoint, signed, request.url(), rejected, all, request.receivedAt()));
        } finally {
            long micros = Math.clamp((System.nanoTime() - start) / 1000, 1, DEAREST.toMillis() * 1000);
            var unusedShare = share.consumeIgnoringRateLimits(micros);
            var unused = turns.consumeIgnoringRateLimits(micros);
        }
    }

    /** Whose tokens are microseconds. */
    private static Bucket perSecond(Duration most) {
        long micros = most.toMillis() * 1000;
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(BURST * micros).refillGreedy(micros, Duration.ofSeconds(1)))
                .build();
    }
}

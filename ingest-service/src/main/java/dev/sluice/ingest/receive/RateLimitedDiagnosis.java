package dev.sluice.ingest.receive;

import dev.sluice.diagnosis.Diagnostician;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.rejection.Diagnosis;
import dev.sluice.signature.SignedRequest;
import dev.sluice.signature.Verdict;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says why signatures do not match, so many times a second in all and of one endpoint: forgeries must not make work, nor
 * keep the diagnosis from others. Thread-safe.
 */
final class RateLimitedDiagnosis {
    private static final int PER_SECOND = 20;
    private static final int PER_ENDPOINT = 5;

    private final Diagnostician diagnostician = new Diagnostician();
    private final Bucket turns = perSecond(PER_SECOND);
    // The names are the operator's, and so are few.
    private final Map<String, Bucket> shares = new ConcurrentHashMap<>();

    List<Diagnosis> of(
            Endpoint endpoint,
            EndpointCatalog all,
            WebhookRequest request,
            SignedRequest signed,
            Verdict.Rejected rejected) {
        Bucket share = shares.computeIfAbsent(endpoint.name(), first -> perSecond(PER_ENDPOINT));
        return share.tryConsume(1) && turns.tryConsume(1)
                ? diagnostician.of(endpoint, signed, request.url(), rejected, all, request.receivedAt())
                : List.of();
    }

    private static Bucket perSecond(int most) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(most).refillGreedy(most, Duration.ofSeconds(1)))
                .build();
    }
}

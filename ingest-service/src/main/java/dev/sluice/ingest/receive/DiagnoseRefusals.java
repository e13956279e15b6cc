package dev.sluice.ingest.receive;

import dev.sluice.diagnosis.Diagnostician;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.signature.Diagnosis;
import dev.sluice.signature.SignedRequest;
import dev.sluice.signature.Verdict;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.List;

/** Says why signatures do not match, so many times a second and no more: forgeries must not make work. Thread-safe. */
final class DiagnoseRefusals {
    private static final int PER_SECOND = 20;

    private final Diagnostician diagnostician = new Diagnostician();
    private final Bucket turns = Bucket.builder()
            .addLimit(limit -> limit.capacity(PER_SECOND).refillGreedy(PER_SECOND, Duration.ofSeconds(1)))
            .build();

    List<Diagnosis> of(
            Endpoint endpoint, EndpointCatalog all, Arrival arrival, SignedRequest request, Verdict.Refused refused) {
        return turns.tryConsume(1)
                ? diagnostician.of(endpoint, request, arrival.url(), refused, all, arrival.receivedAt())
                : List.of();
    }
}

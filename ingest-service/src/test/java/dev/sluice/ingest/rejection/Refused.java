package dev.sluice.ingest.rejection;

import dev.sluice.record.RejectedRequest;
import dev.sluice.record.Rejection;
import dev.sluice.rejection.Diagnosis;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Refused requests to be told of. */
final class Refused {
    private Refused() {}

    static Rejection with(String finding, Diagnosis... diagnoses) {
        return new Rejection(
                Instant.EPOCH,
                "shop",
                "signature_mismatch",
                401,
                finding,
                List.of(diagnoses),
                "req-1",
                Optional.empty(),
                new RejectedRequest(
                        "192.0.2.7",
                        "POST",
                        "/webhooks/shop",
                        OptionalLong.of(2),
                        Optional.of("application/json"),
                        1,
                        28,
                        Optional.empty()));
    }
}

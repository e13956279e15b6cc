package dev.sluice.ingest.rejection;

import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.record.Rejection;
import dev.sluice.rejection.RejectionCode;
import java.time.Duration;
import java.util.function.Supplier;

/** Told of every request that is refused: counts it, logs it and has it recorded. Thread-safe. */
public final class RejectionReporter {
    private final IngestMetrics metrics;
    private final RejectionLogger log;
    private final RejectionPublisher rejectionPublisher;

    public RejectionReporter(IngestMetrics metrics, RejectionLogger log, RejectionPublisher rejectionPublisher) {
        this.metrics = metrics;
        this.log = log;
        this.rejectionPublisher = rejectionPublisher;
    }

    /**
     * Returns at once.
     *
     * @param rejection made only when it is wanted: of a flood most are neither logged nor recorded
     */
    public void note(RejectionCode why, String endpoint, Supplier<Rejection> rejection, Duration took) {
        metrics.refused(endpoint, why, took);
        log.note(endpoint, rejection);
        rejectionPublisher.offer(endpoint, rejection);
    }
}

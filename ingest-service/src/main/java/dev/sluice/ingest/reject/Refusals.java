package dev.sluice.ingest.reject;

import dev.sluice.ingest.observe.IngestMetrics;
import dev.sluice.rejection.Rejection;
import dev.sluice.signature.Refusal;
import java.time.Duration;
import java.util.function.Supplier;

/** Told of every request that is refused: counts it, logs it and has it recorded. Thread-safe. */
public final class Refusals {
    private final IngestMetrics metrics;
    private final RefusalLog log;
    private final RejectionRecorder recorder;

    public Refusals(IngestMetrics metrics, RefusalLog log, RejectionRecorder recorder) {
        this.metrics = metrics;
        this.log = log;
        this.recorder = recorder;
    }

    /**
     * Returns at once.
     *
     * @param rejection made only when it is wanted: of a flood most are neither logged nor recorded
     */
    public void note(Refusal why, String endpoint, Supplier<Rejection> rejection, Duration took) {
        metrics.refused(endpoint, why, took);
        log.note(endpoint, rejection);
        recorder.offer(endpoint, rejection);
    }
}

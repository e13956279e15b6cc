package dev.sluice.ingest.reject;

import dev.sluice.ingest.observe.IngestMetrics;
import dev.sluice.rejection.Rejection;
import dev.sluice.signature.Refusal;
import java.time.Duration;

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

    /** Returns at once. */
    public void note(Refusal why, Rejection rejection, Duration took) {
        metrics.refused(rejection.endpoint(), why, took);
        log.note(rejection);
        recorder.offer(rejection);
    }
}

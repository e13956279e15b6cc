package dev.sluice.processor;

import dev.sluice.logging.TurnRate;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.processor.delivery.UndecodableRecord;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.processor.streams.FlushListener;
import dev.sluice.record.EventRecords;
import dev.sluice.record.FailureCause;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs each dead letter (WARN), each retry (INFO) and whatever else came of an attempt (DEBUG) once its row is written, and each
 * type that no route takes when it first comes (WARN); and tells another listener of everything. Of dead letters and retries what
 * comes faster for long is only counted: a broken route must not fill the disk. Thread-safe.
 */
final class OutcomeLog implements FlushListener {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeLog.class);
    /** Lines at once. */
    static final int BURST = 200;

    private static final int PER_SECOND = 20;
    private static final int LONGEST_MESSAGE = 500;

    private final FlushListener next;
    private final LongSupplier nanoTime;
    private final TurnRate lines;
    private final UnroutedTypes unrouted = new UnroutedTypes();

    OutcomeLog(FlushListener next, LongSupplier nanoTime) {
        this.next = next;
        this.nanoTime = nanoTime;
        this.lines = new TurnRate(BURST, PER_SECOND, nanoTime.getAsLong());
    }

    @Override
    public void parked(int entries) {
        next.parked(entries);
    }

    @Override
    public void flushed(List<BatchEntry> batch, List<Recorded> recorded) {
        next.flushed(batch, recorded);
        for (int i = 0; i < batch.size(); i++) {
            // Only what was written now: after a crash the recorded outcome comes again, and was logged before it.
            if (recorded.get(i) instanceof Recorded.Written(Attempt attempt)) {
                note(attempt);
            } else if (batch.get(i) instanceof UndecodableRecord unreadable) {
                note(unreadable);
            }
        }
    }

    private void note(Attempt attempt) {
        switch (attempt.outcome()) {
            case AttemptOutcome.Processed ignored ->
                with(LOG.atDebug(), attempt.delivery()).log("processed");
            case AttemptOutcome.Ignored ignored -> {
                with(LOG.atDebug(), attempt.delivery()).log("ignored: {}", ignored.reason());
                if (attempt.delivery().unrouted()) {
                    unrouted.note(attempt.delivery().event());
                }
            }
            case AttemptOutcome.Retry retry -> {
                if (granted()) {
                    with(LOG.atInfo(), attempt.delivery())
                            .addKeyValue("cause", retry.cause().word())
                            .log(
                                    "is tried again at {}: {}",
                                    retry.due(),
                                    shown(retry.failure().message()));
                }
            }
            case AttemptOutcome.Dead dead -> {
                if (granted()) {
                    with(LOG.atWarn(), attempt.delivery())
                            .addKeyValue("cause", dead.cause().word())
                            .log("dead letter: {}", shown(dead.failure().message()));
                }
            }
        }
    }

    private void note(UndecodableRecord unreadable) {
        if (granted()) {
            LOG.atWarn()
                    .addKeyValue("endpoint", unreadable.header(EventRecords.ENDPOINT))
                    .addKeyValue("request_id", unreadable.header(EventRecords.REQUEST_ID))
                    .addKeyValue("topic", unreadable.source().topic())
                    .addKeyValue("partition", unreadable.source().partition())
                    .addKeyValue("offset", unreadable.source().offset())
                    .addKeyValue("cause", FailureCause.UNREADABLE.word())
                    .log("dead letter: a record that is no event: {}", shown(unreadable.reason()));
        }
    }

    private static LoggingEventBuilder with(LoggingEventBuilder line, Delivery delivery) {
        return line.addKeyValue("endpoint", delivery.event().key().endpoint())
                .addKeyValue("event_id", delivery.event().key().id())
                .addKeyValue(
                        "request_id", delivery.event().tracing().requestId().orElse(""))
                .addKeyValue("route", delivery.route())
                .addKeyValue("attempt", delivery.attempt());
    }

    private boolean granted() {
        TurnRate.Turn turn = lines.next(nanoTime.getAsLong());
        if (turn.skippedBefore() > 0) {
            LOG.warn(
                    "{} retries and dead letters before this one were not logged: too many at once",
                    turn.skippedBefore());
        }
        return turn.granted();
    }

    /** On one line and bounded: it may come from a handler, and quote what came from outside. */
    private static String shown(String message) {
        String line = message.replaceAll("\\p{Cntrl}+", " ");
        return line.length() > LONGEST_MESSAGE ? line.substring(0, LONGEST_MESSAGE) + "…" : line;
    }
}

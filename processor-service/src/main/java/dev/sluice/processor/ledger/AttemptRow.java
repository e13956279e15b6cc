package dev.sluice.processor.ledger;

import dev.sluice.event.Coordinates;
import dev.sluice.event.Redelivery;
import dev.sluice.handler.Effect;
import dev.sluice.processor.work.Attempted;
import dev.sluice.processor.work.Conclusion;
import dev.sluice.processor.work.Unit;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A row of {@code webhook_attempt}: the claim, and the conclusion in columns. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AttemptRow(
        Claim claim,
        String outcome,
        @Nullable String result,
        @Nullable String cause,
        @Nullable String error,
        @Nullable String exception,
        @Nullable String stacktrace,
        @Nullable Instant dueAt,
        Instant attemptedAt,
        long tookMicros,
        byte @Nullable [] publications,
        Coordinates source,
        Instant receivedAt) {

    static AttemptRow of(Entry entry) {
        return switch (entry.attempted().conclusion()) {
            case Conclusion.Processed(List<Effect> effects, String result) ->
                succeeded(entry, Outcomes.PROCESSED, result, Publications.encode(effects));
            case Conclusion.Ignored(String reason) -> succeeded(entry, Outcomes.IGNORED, reason, null);
            case Conclusion.Retry(Instant due, String cause, Redelivery.Failure failure) ->
                failed(entry, Outcomes.RETRY, cause, failure, due);
            case Conclusion.Dead(String cause, Redelivery.Failure failure) ->
                failed(entry, Outcomes.DEAD, cause, failure, null);
        };
    }

    private static AttemptRow succeeded(Entry entry, String outcome, String result, byte @Nullable [] publications) {
        String text = entry.bare() ? null : StoredText.of(result);
        return row(entry, outcome, text, null, null, null, null, null, publications);
    }

    private static AttemptRow failed(
            Entry entry, String outcome, String cause, Redelivery.Failure failure, @Nullable Instant due) {
        if (entry.bare()) {
            return row(entry, outcome, null, StoredText.of(cause), "", "", "", due, null);
        }
        return row(
                entry,
                outcome,
                null,
                StoredText.of(cause),
                StoredText.of(failure.message()),
                StoredText.of(failure.exception()),
                StoredText.of(failure.stacktrace()),
                due,
                null);
    }

    private static AttemptRow row(
            Entry entry,
            String outcome,
            @Nullable String result,
            @Nullable String cause,
            @Nullable String error,
            @Nullable String exception,
            @Nullable String stacktrace,
            @Nullable Instant dueAt,
            byte @Nullable [] publications) {
        return new AttemptRow(
                entry.claim(),
                outcome,
                result,
                cause,
                error,
                exception,
                stacktrace,
                dueAt,
                entry.attempted().at(),
                TimeUnit.MICROSECONDS.convert(entry.attempted().took()),
                publications,
                entry.unit().source(),
                entry.receivedAt());
    }

    /** The attempt at {@code unit} that the row tells of; of its effects only what was to be published. */
    Attempted remembered(Unit unit) {
        return new Attempted(unit, conclusion(), attemptedAt, Duration.of(tookMicros, ChronoUnit.MICROS));
    }

    private Conclusion conclusion() {
        return switch (outcome) {
            case Outcomes.PROCESSED -> new Conclusion.Processed(Publications.decode(publications), text(result));
            case Outcomes.IGNORED -> new Conclusion.Ignored(text(result));
            case Outcomes.RETRY -> new Conclusion.Retry(dueAt == null ? attemptedAt : dueAt, text(cause), failure());
            case Outcomes.DEAD -> new Conclusion.Dead(text(cause), failure());
            default -> throw new IllegalStateException("column outcome holds '" + outcome + "'");
        };
    }

    private Redelivery.Failure failure() {
        return new Redelivery.Failure(text(exception), text(error), text(stacktrace));
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}

package dev.sluice.processor.ledger;

import dev.sluice.handler.Effect;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.record.Coordinates;
import dev.sluice.record.FailureCause;
import dev.sluice.record.Redelivery;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A row of {@code webhook_attempt}: the claim, and the outcome in columns. */
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

    static AttemptRow of(AttemptEntry entry) {
        return switch (entry.attempted().outcome()) {
            case AttemptOutcome.Processed(List<Effect> effects, String result) ->
                succeeded(entry, OutcomeWords.PROCESSED, result, Publications.encode(effects));
            case AttemptOutcome.Ignored(String reason) -> succeeded(entry, OutcomeWords.IGNORED, reason, null);
            case AttemptOutcome.Retry(Instant due, FailureCause cause, Redelivery.Failure failure) ->
                failed(entry, OutcomeWords.RETRY, cause, failure, due);
            case AttemptOutcome.Dead(FailureCause cause, Redelivery.Failure failure) ->
                failed(entry, OutcomeWords.DEAD, cause, failure, null);
        };
    }

    private static AttemptRow succeeded(
            AttemptEntry entry, String outcome, String result, byte @Nullable [] publications) {
        String text = entry.bodyOnly() ? null : PgText.of(result);
        return row(entry, outcome, text, null, null, null, null, null, publications);
    }

    private static AttemptRow failed(
            AttemptEntry entry, String outcome, FailureCause cause, Redelivery.Failure failure, @Nullable Instant due) {
        if (entry.bodyOnly()) {
            return row(entry, outcome, null, cause.word(), "", "", "", due, null);
        }
        return row(
                entry,
                outcome,
                null,
                cause.word(),
                PgText.of(failure.message()),
                PgText.of(failure.exception()),
                PgText.of(failure.stacktrace()),
                due,
                null);
    }

    private static AttemptRow row(
            AttemptEntry entry,
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
                entry.delivery().source(),
                entry.receivedAt());
    }

    /** The attempt at {@code delivery} that the row tells of; of its effects only what was to be published. */
    Attempt remembered(Delivery delivery) {
        return new Attempt(delivery, toOutcome(), attemptedAt, Duration.of(tookMicros, ChronoUnit.MICROS));
    }

    private AttemptOutcome toOutcome() {
        return switch (outcome) {
            case OutcomeWords.PROCESSED ->
                new AttemptOutcome.Processed(Publications.decode(publications), text(result));
            case OutcomeWords.IGNORED -> new AttemptOutcome.Ignored(text(result));
            case OutcomeWords.RETRY ->
                new AttemptOutcome.Retry(dueAt == null ? attemptedAt : dueAt, FailureCause.of(text(cause)), failure());
            case OutcomeWords.DEAD -> new AttemptOutcome.Dead(FailureCause.of(text(cause)), failure());
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

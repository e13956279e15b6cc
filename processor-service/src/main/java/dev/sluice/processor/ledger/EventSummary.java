package dev.sluice.processor.ledger;

import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.record.FailureCause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the attempts at an event amount to. {@link EventTable} says the same in SQL for events that have a row already.
 *
 * @param status the worst of the routes, each by its latest attempt
 * @param attempts attempts made, of all routes and generations
 * @param result of the latest attempt that was processed or ignored
 * @param lastError of the latest attempt that failed
 * @param appliedAt when an attempt first succeeded
 */
record EventSummary(
        EventStatus status,
        int attempts,
        @Nullable String result,
        @Nullable String lastError,
        @Nullable Instant appliedAt) {
    private static final Comparator<Attempt> BY_TIME = Comparator.comparing(
                    (Attempt attempted) -> PgTime.of(attempted.at()))
            .thenComparingInt(attempted -> attempted.delivery().attempt())
            .thenComparing(attempted -> attempted.delivery().route())
            .thenComparing(attempted -> attempted.delivery().generation());

    /**
     * @param attempts of one event, in any order
     * @param routes those that took the event; empty where that is not known
     */
    static EventSummary of(List<Attempt> attempts, Collection<String> routes) {
        Map<String, EventStatus> byRoute = new HashMap<>();
        String result = null;
        String lastError = null;
        Instant appliedAt = null;
        List<Attempt> inOrder = attempts;
        if (attempts.size() > 1) {
            inOrder = new ArrayList<>(attempts);
            inOrder.sort(BY_TIME);
        }
        for (Attempt attempted : inOrder) {
            byRoute.put(attempted.delivery().route(), EventStatus.after(attempted.outcome()));
            switch (attempted.outcome()) {
                case AttemptOutcome.Processed processed -> {
                    result = processed.result();
                    appliedAt = appliedAt == null ? attempted.at() : appliedAt;
                }
                case AttemptOutcome.Ignored ignored -> result = ignored.reason();
                case AttemptOutcome.Retry retry ->
                    lastError = error(retry.cause(), retry.failure().message());
                case AttemptOutcome.Dead dead ->
                    lastError = error(dead.cause(), dead.failure().message());
            }
        }
        boolean attemptedAll = !attempts.isEmpty() && byRoute.keySet().containsAll(routes);
        EventStatus worst = byRoute.values().stream()
                .reduce(attemptedAll ? EventStatus.IGNORED : EventStatus.PROCESSING, EventStatus::worse);
        return new EventSummary(worst, attempts.size(), result, lastError, appliedAt);
    }

    private static String error(FailureCause cause, String message) {
        return cause.word() + ": " + PgText.required(message);
    }
}

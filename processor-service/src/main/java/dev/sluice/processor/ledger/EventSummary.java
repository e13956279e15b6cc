package dev.sluice.processor.ledger;

import dev.sluice.processor.work.Attempted;
import dev.sluice.processor.work.Conclusion;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the attempts at an event amount to. {@link Audit} says the same in SQL for events that have a row already.
 *
 * @param status the worst of the routes, each by its latest attempt
 * @param attempts attempts made, of all routes and generations
 * @param result of the latest attempt that was processed or ignored
 * @param lastError of the latest attempt that failed
 */
record EventSummary(
        EventStatus status,
        int attempts,
        @Nullable String result,
        @Nullable String lastError) {
    private static final Comparator<Attempted> BY_TIME = Comparator.comparing(Attempted::at)
            .thenComparingInt(attempted -> attempted.unit().attempt());

    /** @param attempts of one event, in any order, at least one */
    static EventSummary of(List<Attempted> attempts) {
        Map<String, EventStatus> byRoute = new HashMap<>();
        String result = null;
        String lastError = null;
        for (Attempted attempted : attempts.stream().sorted(BY_TIME).toList()) {
            byRoute.put(attempted.unit().route(), EventStatus.after(attempted.conclusion()));
            switch (attempted.conclusion()) {
                case Conclusion.Processed processed -> result = processed.result();
                case Conclusion.Ignored ignored -> result = ignored.reason();
                case Conclusion.Retry retry ->
                    lastError = error(retry.cause(), retry.failure().message());
                case Conclusion.Dead dead ->
                    lastError = error(dead.cause(), dead.failure().message());
            }
        }
        EventStatus worst = byRoute.values().stream().reduce(EventStatus.IGNORED, EventStatus::worse);
        return new EventSummary(worst, attempts.size(), result, lastError);
    }

    private static String error(String cause, String message) {
        return cause + ": " + message;
    }
}

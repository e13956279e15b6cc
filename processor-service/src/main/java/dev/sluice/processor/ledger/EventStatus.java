package dev.sluice.processor.ledger;

import dev.sluice.processor.delivery.AttemptOutcome;
import java.util.Locale;

/** Where an event stands; of several routes the worst counts. Declared from best to worst. */
enum EventStatus {
    IGNORED,
    PROCESSED,
    /** A route that took the event has not been attempted yet. */
    PROCESSING,
    RETRYING,
    DEAD;

    static EventStatus after(AttemptOutcome outcome) {
        return switch (outcome) {
            case AttemptOutcome.Ignored ignored -> IGNORED;
            case AttemptOutcome.Processed processed -> PROCESSED;
            case AttemptOutcome.Retry retry -> RETRYING;
            case AttemptOutcome.Dead dead -> DEAD;
        };
    }

    EventStatus worse(EventStatus other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** As column {@code status} has it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

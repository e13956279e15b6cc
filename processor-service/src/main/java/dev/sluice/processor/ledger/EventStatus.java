package dev.sluice.processor.ledger;

import dev.sluice.processor.work.Conclusion;
import java.util.Locale;

/** Where an event stands; of several routes the worst counts. Declared from best to worst. */
enum EventStatus {
    IGNORED,
    PROCESSED,
    /** A route that took the event has not been attempted yet. */
    PROCESSING,
    RETRYING,
    DEAD;

    static EventStatus after(Conclusion conclusion) {
        return switch (conclusion) {
            case Conclusion.Ignored ignored -> IGNORED;
            case Conclusion.Processed processed -> PROCESSED;
            case Conclusion.Retry retry -> RETRYING;
            case Conclusion.Dead dead -> DEAD;
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

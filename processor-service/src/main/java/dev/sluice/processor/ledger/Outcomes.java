package dev.sluice.processor.ledger;

import dev.sluice.processor.work.Conclusion;

/** The words for conclusions in {@code webhook_attempt.outcome}. */
final class Outcomes {
    static final String PROCESSED = "processed";
    static final String IGNORED = "ignored";
    static final String RETRY = "retry";
    static final String DEAD = "dead";

    /** Cause of the dead letter that an unreadable record becomes. */
    static final String UNREADABLE = "unreadable";

    private Outcomes() {}

    static String word(Conclusion conclusion) {
        return switch (conclusion) {
            case Conclusion.Processed processed -> PROCESSED;
            case Conclusion.Ignored ignored -> IGNORED;
            case Conclusion.Retry retry -> RETRY;
            case Conclusion.Dead dead -> DEAD;
        };
    }
}

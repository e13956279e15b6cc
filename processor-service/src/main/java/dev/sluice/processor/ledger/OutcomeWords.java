package dev.sluice.processor.ledger;

import dev.sluice.processor.delivery.AttemptOutcome;

/** The words for outcomes in {@code webhook_attempt.outcome}. */
final class OutcomeWords {
    static final String PROCESSED = "processed";
    static final String IGNORED = "ignored";
    static final String RETRY = "retry";
    static final String DEAD = "dead";

    private OutcomeWords() {}

    static String word(AttemptOutcome outcome) {
        return switch (outcome) {
            case AttemptOutcome.Processed processed -> PROCESSED;
            case AttemptOutcome.Ignored ignored -> IGNORED;
            case AttemptOutcome.Retry retry -> RETRY;
            case AttemptOutcome.Dead dead -> DEAD;
        };
    }
}

package dev.sluice.ingest.defend;

import java.time.Duration;

/** What came of taking one token. */
sealed interface Spending {
    Allowance left();

    /** It was there. */
    record Spent(Allowance left) implements Spending {}

    /**
     * There was none.
     *
     * @param retryAfter until there is one
     */
    record Exhausted(Allowance left, Duration retryAfter) implements Spending {}
}

package dev.sluice.record;

import java.util.Arrays;
import java.util.Locale;

/** Why an attempt failed. Tables, records, metrics and logs carry {@link #word}. */
public enum FailureCause {
    /** The handler said that a later attempt may succeed. */
    RETRYABLE,
    /** The handler said that no attempt will succeed. */
    PERMANENT,
    /** The handler did not answer in time. */
    TIMEOUT,
    /** The handler threw what it doesn't declare. */
    BUG,
    /** Postgres refused what the handler wanted to write. */
    DATA,
    /** Postgres refused the event itself, whatever was left out of its row. */
    UNSTORABLE,
    /** The route is not configured any more. */
    ROUTE_GONE,
    /** The event carries a signed one-time token that came with other bytes before. */
    TOKEN_REUSED,
    /** The record is not in Sluice's form. */
    UNREADABLE,
    /** A cause that only another version of Sluice knows. */
    OTHER;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The stable word for the cause, in lower case with underscores. */
    public String word() {
        return word;
    }

    /** The cause that a word stands for; {@link #OTHER} for a word that this version does not know. */
    public static FailureCause of(String word) {
        return Arrays.stream(values())
                .filter(cause -> cause.word.equals(word))
                .findFirst()
                .orElse(OTHER);
    }
}

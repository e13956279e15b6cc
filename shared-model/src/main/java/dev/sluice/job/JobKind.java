package dev.sluice.job;

import java.util.Locale;

/** What a job does with each of its units. */
public enum JobKind {
    /** Attempts events anew, whatever became of them. */
    REPLAY,
    /** Attempts dead letters anew, and waiting retries at once. */
    REDRIVE,
    /** Closes dead letters without an attempt. */
    DISCARD;

    private static final String REDRIVE_PREFIX = REDRIVE.word() + "-";

    /** As column {@code kind} has it, and as the ids of such jobs begin. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads what {@link #word} says.
     *
     * @throws IllegalArgumentException if {@code word} is none of them
     */
    public static JobKind parse(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Whether a generation is that of a redrive: an operator has decided on those very dead letters. */
    public static boolean isRedrive(String generation) {
        return generation.startsWith(REDRIVE_PREFIX);
    }
}

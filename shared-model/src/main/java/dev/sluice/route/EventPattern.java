package dev.sluice.route;

/**
 * An event type, or a prefix of one followed by {@code *}: {@code payment.*} takes every type that begins with
 * {@code payment.}; {@code *} takes all.
 */
public record EventPattern(String text) {
    public EventPattern {
        if (text.isEmpty() || text.substring(0, text.length() - 1).contains("*")) {
            throw new IllegalArgumentException("an event pattern has at most one *, at its end: '" + text + "'");
        }
    }

    /** Whether an event type or category matches. */
    public boolean matches(String type) {
        return text.endsWith("*") ? type.regionMatches(0, text, 0, text.length() - 1) : type.equals(text);
    }
}

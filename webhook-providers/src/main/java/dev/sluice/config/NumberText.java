package dev.sluice.config;

/** Whole numbers as configuration writes them. */
public final class NumberText {
    private NumberText() {}

    /** Bounds are included. */
    public static int parse(String text, int from, int to) {
        String reason = "'" + text + "' is not a whole number from " + from + " to " + to;
        int number;
        try {
            number = Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(reason, e);
        }
        if (number < from || number > to) {
            throw new IllegalArgumentException(reason);
        }
        return number;
    }
}

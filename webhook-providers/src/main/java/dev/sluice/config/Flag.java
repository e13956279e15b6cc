package dev.sluice.config;

/** Yes or no as configuration writes it. */
public final class Flag {
    private Flag() {}

    public static boolean parse(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        };
    }
}

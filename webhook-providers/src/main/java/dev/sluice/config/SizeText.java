package dev.sluice.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes as configuration writes them: {@code 512B}, {@code 256KiB}, {@code 1MiB}; at most 1 GiB. */
public final class SizeText {
    private static final Pattern FORM = Pattern.compile("(\\d{1,10})(B|KiB|MiB|GiB)");
    private static final long LIMIT = 1L << 30;

    private SizeText() {}

    public static int parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a size; write a number and B, KiB, MiB or GiB, such as 256KiB");
        }
        long unit = switch (matcher.group(2)) {
            case "B" -> 1;
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            default -> 1L << 30;
        };
        long bytes = Long.parseLong(matcher.group(1)) * unit;
        if (bytes < 1 || bytes > LIMIT) {
            throw new IllegalArgumentException("'" + text + "' must be from 1B to 1GiB");
        }
        return (int) bytes;
    }
}

package dev.sluice.logging;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id by which one request is followed through answer and log. */
public final class RequestIds {
    /** The header that it comes and goes in. */
    public static final String HEADER = "X-Request-Id";

    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._~:/+=@-]{1,128}");

    private RequestIds() {}

    /** The sender's id where it is safe to repeat in answers and logs, or a new one. */
    public static String of(@Nullable String header) {
        return header != null && SAFE.matcher(header).matches() ? header : make();
    }

    private static String make() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }
}

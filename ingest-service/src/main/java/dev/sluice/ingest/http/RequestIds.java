package dev.sluice.ingest.http;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The ids by which a request is followed: its own, and the trace it is part of. */
final class RequestIds {
    static final String HEADER = "X-Request-Id";

    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._~:/+=@-]{1,128}");

    /** <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C trace context</a>; later versions may add fields. */
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.{1,128})?");

    private RequestIds() {}

    /** The sender's id where it is safe to repeat in answers and logs, or a new one. */
    static String of(@Nullable String header) {
        return header != null && SAFE.matcher(header).matches() ? header : make();
    }

    static Optional<String> traceparent(@Nullable String header) {
        return Optional.ofNullable(header)
                .filter(text -> TRACEPARENT.matcher(text).matches());
    }

    private static String make() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }
}

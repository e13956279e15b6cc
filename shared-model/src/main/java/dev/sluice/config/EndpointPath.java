package dev.sluice.config;

import java.util.regex.Pattern;

/** The paths an endpoint listens on. */
final class EndpointPath {
    private static final Pattern FORM = Pattern.compile("(/[A-Za-z0-9._~-]+)+");
    private static final Pattern DOTS = Pattern.compile(".*/\\.\\.?(/.*)?");
    private static final Pattern RESERVED = Pattern.compile("/health(/.*)?");

    private EndpointPath() {}

    /** The one every endpoint has. */
    static String usual(String name) {
        return "/webhooks/" + name;
    }

    static String parse(String text) {
        if (!FORM.matcher(text).matches() || DOTS.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a path of letters, digits and . _ ~ - after each /");
        }
        if (RESERVED.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is where the service answers for its own health");
        }
        return text;
    }
}

package dev.sluice.processor.handlers.forward;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** The header {@code Retry-After}: seconds, or a date in the one form that may be sent (RFC 9110, sections 10.2.3 and 5.6.7). */
final class RetryAfter {
    /** More digits are longer than anybody waits. */
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private static final Pattern MANY_DIGITS = Pattern.compile("\\d{10,}");

    private RetryAfter() {}

    /** How long to wait from {@code now} on; zero for a time that is past, and for what is in neither form. */
    static Duration read(Optional<String> header, Instant now) {
        if (header.isEmpty()) {
            return Duration.ZERO;
        }
        String text = header.get().strip();
        if (SECONDS.matcher(text).matches()) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        if (MANY_DIGITS.matcher(text).matches()) {
            return Duration.ofDays(36500);
        }
        try {
            Instant until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
            return until.isBefore(now) ? Duration.ZERO : Duration.between(now, until);
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }
}

package dev.sluice.signature;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** How a provider writes the time it signs. */
public enum TimestampUnit {
    /** Since 1970. */
    SECONDS,
    /** Since 1970. */
    MILLISECONDS,
    /** RFC 3339. */
    ISO;

    private static final Pattern DIGITS = Pattern.compile("\\d{1,15}");

    /** The instant, or empty when the text is none in this unit. */
    Optional<Instant> read(String text) {
        try {
            return switch (this) {
                case ISO -> Optional.of(OffsetDateTime.parse(text).toInstant());
                case SECONDS -> digits(text).map(Long::parseLong).map(seconds -> Instant.ofEpochSecond(seconds));
                case MILLISECONDS -> digits(text).map(Long::parseLong).map(Instant::ofEpochMilli);
            };
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    String write(Instant at) {
        return switch (this) {
            case SECONDS -> Long.toString(at.getEpochSecond());
            case MILLISECONDS -> Long.toString(at.toEpochMilli());
            case ISO -> at.toString();
        };
    }

    private static Optional<String> digits(String text) {
        return DIGITS.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }
}

package dev.sluice.provider;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** The ways providers write a time: seconds or milliseconds since 1970, or ISO-8601 text. */
final class ProviderTime {
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d{1,9})?");
    // In seconds it would be the year 5138, in milliseconds it is 1973.
    private static final BigDecimal SMALLEST_MILLIS = BigDecimal.valueOf(100_000_000_000L);
    // What RFC 3339, and so ce_time, can write.
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private ProviderTime() {}

    /** The instant, or empty when the text can't be read as one. */
    static Optional<Instant> read(String text) {
        try {
            Instant instant = NUMBER.matcher(text).matches()
                    ? number(new BigDecimal(text))
                    : OffsetDateTime.parse(text).toInstant();
            return instant.isBefore(FIRST) || instant.isAfter(LAST) ? Optional.empty() : Optional.of(instant);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Instant number(BigDecimal number) {
        BigDecimal seconds = number.compareTo(SMALLEST_MILLIS) > 0 ? number.movePointLeft(3) : number;
        long whole = seconds.longValue();
        return Instant.ofEpochSecond(
                whole,
                seconds.subtract(BigDecimal.valueOf(whole)).movePointRight(9).longValue());
    }
}

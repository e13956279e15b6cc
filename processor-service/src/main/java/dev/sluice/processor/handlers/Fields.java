package dev.sluice.processor.handlers;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.handler.PermanentException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one object of a payload.
 *
 * @param path where the object stands, for messages
 */
record Fields(JsonNode node, String path) {
    // In seconds it would be the year 5138, in milliseconds it is 1973.
    private static final long SMALLEST_MILLIS = 100_000_000_000L;
    // Longer than any amount, and short enough to reckon with.
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,15})?");
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    /** The object at a path of steps separated by dots, which may be missing. */
    static Fields at(JsonNode payload, String path) {
        JsonNode node = payload;
        int from = 0;
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', from)) {
            node = node.path(path.substring(from, dot));
            from = dot + 1;
        }
        return new Fields(node.path(path.substring(from)), path);
    }

    /** The objects of an array of this object's. */
    List<Fields> each(String name) {
        List<Fields> each = new ArrayList<>();
        for (JsonNode element : node.path(name)) {
            each.add(new Fields(element, path + "." + name + "." + each.size()));
        }
        return each;
    }

    Fields field(String name) {
        return new Fields(node.path(name), path + "." + name);
    }

    boolean has(String name) {
        return node.has(name);
    }

    /** The first of these fields that holds a text or a number; an object that stands for its id gives its id. */
    Optional<String> text(String... names) {
        for (String name : names) {
            JsonNode field = node.path(name);
            JsonNode value = field.isObject() ? field.path("id") : field;
            if (value.isValueNode() && !value.isNull() && !value.asText().isEmpty()) {
                return Optional.of(value.asText());
            }
        }
        return Optional.empty();
    }

    String requiredText(String... names) throws PermanentException {
        Optional<String> text = text(names);
        if (text.isEmpty()) {
            throw missing("a text or a number", names);
        }
        return text.get();
    }

    /** The first of these fields that is a number. */
    Optional<BigDecimal> number(String... names) {
        for (String name : names) {
            if (node.path(name).isNumber()) {
                return Optional.of(node.path(name).decimalValue());
            }
        }
        return Optional.empty();
    }

    BigDecimal requiredNumber(String... names) throws PermanentException {
        Optional<BigDecimal> number = number(names);
        if (number.isEmpty()) {
            throw missing("a number", names);
        }
        return number.get();
    }

    /**
     * The first of these fields that is there, a number or a text such as {@code "49.90"}.
     *
     * @throws PermanentException if there is none, or it is something else
     */
    BigDecimal requiredDecimal(String... names) throws PermanentException {
        for (String name : names) {
            JsonNode value = node.path(name);
            if (value.isNumber()) {
                return value.decimalValue();
            }
            if (value.isTextual() && DECIMAL.matcher(value.textValue()).matches()) {
                return new BigDecimal(value.textValue());
            }
        }
        throw missing("a decimal number", names);
    }

    /** The first of these fields as a currency: ISO 4217, upper case. */
    Optional<String> currency(String... names) {
        return text(names).map(code -> code.toUpperCase(Locale.ROOT));
    }

    String requiredCurrency(String... names) throws PermanentException {
        return requiredText(names).toUpperCase(Locale.ROOT);
    }

    /** The texts of these fields that are there, with a blank between. */
    Optional<String> words(String... names) {
        String words = Arrays.stream(names).flatMap(name -> text(name).stream()).collect(joining(" "));
        return words.isEmpty() ? Optional.empty() : Optional.of(words);
    }

    /** The first of these fields that is a date, at its beginning in UTC. */
    Optional<Instant> date(String... names) {
        for (String name : names) {
            try {
                Instant date = LocalDate.parse(node.path(name).asText())
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant();
                if (isInRange(date)) {
                    return Optional.of(date);
                }
            } catch (DateTimeException e) {
                // The next may be one.
            }
        }
        return Optional.empty();
    }

    /** The first of these fields that is a time: seconds or milliseconds since 1970, or ISO-8601; one beyond the year 9999 is left out. */
    Optional<Instant> time(String... names) {
        for (String name : names) {
            Instant time = instant(node.path(name));
            if (time != null && isInRange(time)) {
                return Optional.of(time);
            }
        }
        return Optional.empty();
    }

    private static boolean isInRange(Instant time) {
        return !time.isBefore(FIRST) && !time.isAfter(LAST);
    }

    private static @Nullable Instant instant(JsonNode value) {
        try {
            if (value.isIntegralNumber() && value.canConvertToLong()) {
                long number = value.longValue();
                return number >= SMALLEST_MILLIS ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number);
            }
            return value.isTextual() ? OffsetDateTime.parse(value.textValue()).toInstant() : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Says of fields that are there that they are something else. */
    private PermanentException missing(String expected, String... names) {
        String place = path.isEmpty() ? "" : path + ".";
        for (String name : names) {
            JsonNode value = node.path(name);
            boolean empty = value.isMissingNode()
                    || value.isNull()
                    || (value.isTextual() && value.textValue().isEmpty());
            if (!empty) {
                return new PermanentException(place + name + " is not " + expected);
            }
        }
        return new PermanentException(place + String.join(" or ", names) + " is missing");
    }
}

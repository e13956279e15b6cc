package dev.sluice.processor.handlers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.handler.PermanentException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * The fields of one object of a payload.
 *
 * @param path where the object stands, for messages
 */
record Fields(JsonNode node, String path) {
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

    /**
     * The object that an event is about, in any of the shapes known: {@code data.object}, or
     * {@code payload.<kind>.entity}.
     */
    static Fields subject(JsonNode payload, String kind) {
        return payload.path("payload").isObject()
                ? at(payload, "payload." + kind + ".entity")
                : at(payload, "data.object");
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
        return text(names).orElseThrow(() -> missing(names));
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
        return number(names).orElseThrow(() -> missing(names));
    }

    /** ISO 4217, upper case. */
    Optional<String> currency() {
        return text("currency").map(code -> code.toUpperCase(Locale.ROOT));
    }

    /** The first of these fields that is a time in seconds since 1970. */
    Optional<Instant> seconds(String... names) {
        for (String name : names) {
            if (node.path(name).isIntegralNumber() && node.path(name).canConvertToLong()) {
                long seconds = node.path(name).longValue();
                if (seconds >= Instant.MIN.getEpochSecond() && seconds <= Instant.MAX.getEpochSecond()) {
                    return Optional.of(Instant.ofEpochSecond(seconds));
                }
            }
        }
        return Optional.empty();
    }

    private PermanentException missing(String... names) {
        return new PermanentException(path + "." + String.join(" or ", names) + " is missing");
    }
}

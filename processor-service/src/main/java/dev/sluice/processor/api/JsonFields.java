package dev.sluice.processor.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.config.Suggestion;
import dev.sluice.processor.api.ProblemException.Mistake;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the fields of a JSON object, and collects every mistake in them. Not thread-safe. */
final class JsonFields {
    private static final int LONGEST_TEXT = 2000;

    private final ObjectNode node;
    private final String pointer;
    private final List<Mistake> mistakes;
    private final List<String> known = new ArrayList<>();

    JsonFields(ObjectNode node) {
        this(node, "", new ArrayList<>());
    }

    private JsonFields(ObjectNode node, String pointer, List<Mistake> mistakes) {
        this.node = node;
        this.pointer = pointer;
        this.mistakes = mistakes;
    }

    Optional<String> text(String name) {
        return field(name).flatMap(value -> {
            if (value.isTextual()
                    && value.textValue().length() <= LONGEST_TEXT
                    && value.textValue().indexOf('\0') < 0) {
                return Optional.of(value.textValue());
            }
            mistake(name, "'" + name + "' is to be a text of at most " + LONGEST_TEXT + " characters, without NUL.");
            return Optional.empty();
        });
    }

    /** A text of any length. */
    Optional<String> longText(String name) {
        return field(name).flatMap(value -> {
            if (value.isTextual()) {
                return Optional.of(value.textValue());
            }
            mistake(name, "'" + name + "' is to be a text.");
            return Optional.empty();
        });
    }

    OptionalInt number(String name, int from, int to) {
        Optional<JsonNode> value = field(name);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        if (value.get().isInt() && value.get().intValue() >= from && value.get().intValue() <= to) {
            return OptionalInt.of(value.get().intValue());
        }
        mistake(name, "'" + name + "' is to be a whole number from " + from + " to " + to + ".");
        return OptionalInt.empty();
    }

    List<String> texts(String name, int most) {
        List<String> texts = new ArrayList<>();
        Optional<JsonNode> value = field(name);
        if (value.isPresent()) {
            boolean good = value.get().isArray() && value.get().size() <= most;
            for (JsonNode each : value.get()) {
                good &= each.isTextual() && each.textValue().indexOf('\0') < 0;
                texts.add(each.asText());
            }
            if (!good) {
                mistake(name, "'" + name + "' is to be a list of at most " + most + " texts.");
            }
        }
        return texts;
    }

    /** A field of any kind; absent where it is null. */
    Optional<JsonNode> field(String name) {
        known.add(name);
        return Optional.ofNullable(node.get(name)).filter(value -> !value.isNull());
    }

    /** An object in a field. */
    Optional<JsonFields> object(String name) {
        return field(name).flatMap(value -> {
            if (value instanceof ObjectNode object) {
                return Optional.of(new JsonFields(object, pointer + "/" + name, mistakes));
            }
            mistake(name, "'" + name + "' is to be an object.");
            return Optional.empty();
        });
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    void mistake(String name, String detail) {
        mistakes.add(new Mistake(pointer + "/" + name.replace("~", "~0").replace("/", "~1"), detail));
    }

    /** Fields that nobody asked for are mistakes. */
    void noOthers() {
        for (String name : names()) {
            if (!known.contains(name)) {
                mistake(name, "There is no field '" + name + "' here. " + Suggestion.among(name, known));
            }
        }
    }

    /** @throws ProblemException with every mistake, if there is any */
    void check() throws ProblemException {
        if (!mistakes.isEmpty()) {
            throw ProblemException.ofBody(List.copyOf(mistakes));
        }
    }
}

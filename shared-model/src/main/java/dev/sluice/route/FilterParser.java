package dev.sluice.route;

import dev.sluice.config.Choice;
import dev.sluice.config.YamlSection;
import dev.sluice.config.YamlValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one filter: a field of the document or a header, an operator, and what is compared with. */
final class FilterParser {
    private static final Pattern POSITION = Pattern.compile("\\[(\\d+|\\*)?]");
    /** RFC 9110, section 5.6.2. */
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    /** Credentials that no record holds. */
    private static final Set<String> NEVER_KEPT = Set.of("authorization", "cookie", "proxy-authorization");

    private FilterParser() {}

    /** The filter, or empty after a mistake. */
    static Optional<Filter> read(YamlSection section) {
        Optional<FilterPlace> place = place(section);
        Optional<Operator> operator = section.required("operator", "Write an operator, such as equals.")
                .flatMap(value -> value.parsed(text -> Choice.parse(Operator.class, '_', text), "Write one of them."));
        List<Optional<String>> operands = section.value("value").map(YamlValue::itemOrItems).orElse(List.of()).stream()
                .map(YamlValue::text)
                .toList();
        section.end();
        if (operator.isEmpty() || operands.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        List<String> values = operands.stream().flatMap(Optional::stream).toList();
        try {
            // Also where the place is a mistake, so that all that is wrong with a filter is said at once.
            Filter filter = new Filter(place.orElse(FilterPlace.header("none")), operator.get(), values);
            return place.isPresent() ? Optional.of(filter) : Optional.empty();
        } catch (IllegalArgumentException e) {
            section.mistake(
                    String.valueOf(e.getMessage()),
                    "Write 'value:' and what the field is compared with, in a list where it is several.");
            return Optional.empty();
        }
    }

    private static Optional<FilterPlace> place(YamlSection section) {
        Optional<YamlValue> header = section.value("header");
        if (header.isEmpty()) {
            return section.required("field", "Name the field, such as data.object.amount, or a header.")
                    .flatMap(FilterParser::field);
        }
        if (section.value("field").isPresent()) {
            section.mistake("a filter looks at a field or a header, not at both", "Write two filters.");
            return Optional.empty();
        }
        return header.flatMap(FilterParser::header);
    }

    private static Optional<FilterPlace> header(YamlValue value) {
        Optional<String> name = value.parsed(
                text -> {
                    if (!HEADER.matcher(text).matches()) {
                        throw new IllegalArgumentException("'" + text + "' is not the name of a header");
                    }
                    return text;
                },
                "Write the name alone, such as X-GitHub-Event.");
        name.filter(text -> NEVER_KEPT.contains(text.toLowerCase(Locale.ROOT)))
                .ifPresent(text -> value.doubt(
                        "the header '" + text + "' is never kept, so no event has it", "Look at another header."));
        return name.map(FilterPlace::header);
    }

    private static Optional<FilterPlace> field(YamlValue value) {
        Optional<FilterPlace> place = value.parsed(FilterParser::path, "Write names with dots between them.");
        // A form's fields may be called so, the members of JSON hardly ever.
        place.map(FilterPlace::text)
                .filter(text -> text.contains("/") || POSITION.matcher(text).find())
                .ifPresent(
                        text -> value.doubt(
                                "'" + text + "' is one name to a filter",
                                "Write names and positions with dots between them, such as items.0.id, or items.*.id for each."));
        return place;
    }

    private static FilterPlace path(String text) {
        String dotted = dotted(text);
        if (!dotted.equals(text)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not how a filter names a field: here it is " + dotted);
        }
        return FilterPlace.field(text);
    }

    /** A JSON Pointer or a JSONPath as a path of fields; other text as it is. */
    private static String dotted(String text) {
        if (text.startsWith("/")) {
            return text.substring(1)
                    .replace(".", "\\.")
                    .replace('/', '.')
                    .replace("~1", "/")
                    .replace("~0", "~");
        }
        return text.startsWith("$.")
                ? POSITION.matcher(text.substring(2))
                        .replaceAll(match -> match.group(1) == null ? ".*" : "." + match.group(1))
                : text;
    }
}

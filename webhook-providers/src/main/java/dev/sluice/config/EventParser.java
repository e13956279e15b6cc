package dev.sluice.config;

import dev.sluice.provider.EventIdentity;
import dev.sluice.provider.ValuePath;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads the {@code event} block of a preset or of a generic endpoint. */
final class EventParser {
    private static final Pattern SEPARATOR = Pattern.compile("[.:/_-]");

    private EventParser() {}

    /**
     * Where identity is found, or empty after a mistake.
     *
     * @param xml whether documents are XML
     * @param form whether bodies are forms, so that a bare name is a field
     */
    static Optional<EventIdentity> read(YamlSection section, boolean xml, boolean form) {
        Function<String, ValuePath> parser = parser(xml, form);
        Optional<ValuePath> id = section.required(
                        "id",
                        "Say where the event's id is, such as id: /id or id: header:X-Event-Id; it tells repeats from new"
                                + " events. A provider that has none: id: hash.")
                .flatMap(value -> locator(value, parser));
        Optional<ValuePath> type = section.required("type", "Say where the event's type is, such as type: /type.")
                .flatMap(value -> locator(value, parser));
        Optional<ValuePath> typeSuffix = section.value("type_suffix").flatMap(value -> locator(value, parser));
        Optional<ValuePath> subject = section.value("object").flatMap(value -> locator(value, parser));
        Optional<ValuePath> created = section.value("created").flatMap(value -> locator(value, parser));
        Optional<ValuePath> livemode = section.value("livemode").flatMap(value -> locator(value, parser));
        section.end();
        return id.isEmpty() || type.isEmpty()
                ? Optional.empty()
                : Optional.of(new EventIdentity(id.get(), type.get(), typeSuffix, subject, created, livemode));
    }

    /** Where an endpoint's events have their idempotency key, or empty after a mistake. */
    static Optional<ValuePath> idempotencyKey(YamlValue value, boolean xml, boolean form) {
        return locator(value, parser(xml, form));
    }

    private static Function<String, ValuePath> parser(boolean xml, boolean form) {
        return text -> ValuePath.parse(
                form && !text.contains(":") && !text.startsWith("/") && !text.equals("hash") ? "field:" + text : text,
                xml);
    }

    /** One place, a list of which the first that has a value counts, or {@code all_of}: places that together make one. */
    private static Optional<ValuePath> locator(YamlValue value, Function<String, ValuePath> parser) {
        if (value.isMapping()) {
            return value.section().flatMap(section -> {
                List<ValuePath> parts = section.required("all_of", "Write all_of: and the list of places.").stream()
                        .flatMap(list -> places(list, parser).stream())
                        .toList();
                String separator = section.or(
                        " ", "separator", EventParser::separator, "Write one character that goes between the values.");
                section.end();
                return parts.isEmpty() ? Optional.empty() : Optional.of(new ValuePath.AllOf(parts, separator));
            });
        }
        List<ValuePath> places = places(value, parser);
        return switch (places.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(places.get(0));
            default -> Optional.of(new ValuePath.FirstOf(places));
        };
    }

    private static String separator(String text) {
        if (!SEPARATOR.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is none of . : / - _");
        }
        return text;
    }

    private static List<ValuePath> places(YamlValue value, Function<String, ValuePath> parser) {
        return value.itemOrItems().stream()
                .map(item -> item.isMapping()
                        ? locator(item, parser)
                        : item.parsed(parser, "Write " + ValuePath.FORMS + "."))
                .flatMap(Optional::stream)
                .toList();
    }
}

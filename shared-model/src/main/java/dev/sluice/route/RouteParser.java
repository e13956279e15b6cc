package dev.sluice.route;

import dev.sluice.config.Choice;
import dev.sluice.config.DurationText;
import dev.sluice.config.Suggestion;
import dev.sluice.config.YamlSection;
import dev.sluice.config.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads one route of {@code routes.yaml}.
 *
 * @param handlers names that a handler may have
 * @param taken names of the routes read so far
 * @param doubts holds them against the endpoints, where those are known
 */
record RouteParser(Set<String> handlers, Set<String> taken, Optional<RouteDoubts> doubts) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern FIELD = Pattern.compile("[^.]+(\\.[^.]+)*");
    private static final Pattern POSITION = Pattern.compile("\\[(\\d+)]");
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(5);

    /** The route, with its mistakes told to the file; empty where too little is left of it. */
    Optional<Route> read(YamlSection section) {
        Optional<String> name = section.required("name", "Give the route a name of its own.")
                .flatMap(value ->
                        value.parsed(this::name, "Give each route a name of its own, such as large-payments."));
        Optional<Match> match = section.section("match").map(this::match);
        Optional<String> handler = handler(section);
        Optional<Priority> priority = section.value("priority")
                .flatMap(value ->
                        value.parsed(text -> Choice.parse(Priority.class, '_', text), "Write high, normal or low."));
        Optional<Duration> timeout = section.value("timeout")
                .flatMap(value -> value.parsed(DurationText::parse, "Write a duration such as 5s."));
        Optional<RetryPolicy> retry = section.section("retry").flatMap(RetryParser::read);
        section.end();
        return name.isEmpty() || handler.isEmpty()
                ? Optional.empty()
                : Optional.of(new Route(
                        name.get(),
                        match.orElse(new Match(List.of(), List.of(), List.of())),
                        handler.get(),
                        priority.orElse(Priority.NORMAL),
                        timeout.orElse(USUAL_TIMEOUT),
                        retry.orElse(RetryParser.USUAL)));
    }

    private String name(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a name of 1 to 100 letters, digits and . _ -");
        }
        if (!taken.add(text)) {
            throw new IllegalArgumentException("a route '" + text + "' is there already");
        }
        return text;
    }

    private Optional<String> handler(YamlSection section) {
        Set<String> sorted = new TreeSet<>(handlers);
        Optional<YamlValue> value =
                section.required("handler", "Name one of the handlers " + String.join(", ", sorted) + ".");
        Optional<String> name = value.flatMap(YamlValue::text);
        if (name.isPresent() && !handlers.contains(name.get())) {
            String written = value.orElseThrow().written();
            value.orElseThrow().mistake("no handler '" + written + "' is known", Suggestion.among(written, sorted));
        }
        return name;
    }

    private Match match(YamlSection section) {
        List<String> endpoints = new ArrayList<>();
        List<EventPattern> events = new ArrayList<>();
        items(section, "endpoints")
                .forEach(item -> item.text().ifPresent(name -> {
                    endpoints.add(name);
                    doubts.ifPresent(known -> known.endpoint(item, name));
                }));
        items(section, "events")
                .forEach(item -> item.parsed(EventPattern::new, "Write a type, or a prefix such as payment.*")
                        .ifPresent(pattern -> {
                            events.add(pattern);
                            doubts.ifPresent(known -> known.pattern(item, pattern, endpoints));
                        }));
        List<Filter> filters = items(section, "filters").stream()
                .map(YamlValue::section)
                .flatMap(Optional::stream)
                .map(RouteParser::filter)
                .flatMap(Optional::stream)
                .toList();
        section.end();
        return new Match(List.copyOf(events), List.copyOf(endpoints), filters);
    }

    private static List<YamlValue> items(YamlSection section, String key) {
        return section.value(key).map(YamlValue::items).orElse(List.of());
    }

    private static Optional<Filter> filter(YamlSection section) {
        Optional<String> field = section.required("field", "Name the field, such as data.object.amount.")
                .flatMap(RouteParser::field);
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
            // Before the field is looked at, so that all that is wrong with a filter is said at once.
            operator.get().check(values);
        } catch (IllegalArgumentException e) {
            section.mistake(
                    String.valueOf(e.getMessage()),
                    "Write 'value:' and what the field is compared with, in a list where it is several.");
            return Optional.empty();
        }
        return field.map(path -> new Filter(path, operator.get(), values));
    }

    private static Optional<String> field(YamlValue value) {
        Optional<String> path = value.parsed(RouteParser::path, "Write names with dots between them.");
        // A form's fields may be called so, the members of JSON hardly ever.
        path.filter(text -> text.contains("/") || POSITION.matcher(text).find())
                .ifPresent(text -> value.doubt(
                        "'" + text + "' is one name to a filter",
                        "Write names and positions with dots between them, such as items.0.id."));
        return path;
    }

    private static String path(String text) {
        String dotted = dotted(text);
        if (!dotted.equals(text)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not how a filter names a field: here it is " + dotted);
        }
        if (!FIELD.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a path of fields");
        }
        return text;
    }

    /** A JSON Pointer or a JSONPath as a path of fields; other text as it is. */
    private static String dotted(String text) {
        if (text.startsWith("/")) {
            return text.substring(1).replace('/', '.').replace("~1", "/").replace("~0", "~");
        }
        return text.startsWith("$.") ? POSITION.matcher(text.substring(2)).replaceAll(".$1") : text;
    }
}

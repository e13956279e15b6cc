package dev.sluice.route;

import dev.sluice.config.Choice;
import dev.sluice.config.DurationText;
import dev.sluice.config.Suggestion;
import dev.sluice.config.YamlSection;
import dev.sluice.config.YamlValue;
import java.time.Duration;
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
 */
record RouteParser(Set<String> handlers, Set<String> taken) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern FIELD = Pattern.compile("[^.]+(\\.[^.]+)*");
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(5);

    /** The route, with its mistakes told to the file; empty where too little is left of it. */
    Optional<Route> read(YamlSection section) {
        Optional<String> name = section.required("name", "Give the route a name of its own.")
                .flatMap(value ->
                        value.parsed(this::name, "Give each route a name of its own, such as large-payments."));
        Optional<Match> match = section.section("match").map(RouteParser::match);
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

    private static Match match(YamlSection section) {
        Match match = new Match(
                section.value("events").map(YamlValue::items).orElse(List.of()).stream()
                        .map(item -> item.parsed(EventPattern::new, "Write a type, or a prefix such as payment.*"))
                        .flatMap(Optional::stream)
                        .toList(),
                section.value("endpoints").map(YamlValue::items).orElse(List.of()).stream()
                        .map(YamlValue::text)
                        .flatMap(Optional::stream)
                        .toList(),
                section.value("filters").map(YamlValue::items).orElse(List.of()).stream()
                        .map(YamlValue::section)
                        .flatMap(Optional::stream)
                        .map(RouteParser::filter)
                        .flatMap(Optional::stream)
                        .toList());
        section.end();
        return match;
    }

    private static Optional<Filter> filter(YamlSection section) {
        Optional<String> field = section.required("field", "Name the field, such as data.object.amount.")
                .flatMap(value -> value.parsed(RouteParser::field, "Write names with dots between them."));
        Optional<Operator> operator = section.required("operator", "Write an operator, such as equals.")
                .flatMap(value -> value.parsed(text -> Choice.parse(Operator.class, '_', text), "Write one of them."));
        List<Optional<String>> operands = section.value("value").map(YamlValue::itemOrItems).orElse(List.of()).stream()
                .map(YamlValue::text)
                .toList();
        section.end();
        if (field.isEmpty() || operator.isEmpty() || operands.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Filter(
                    field.get(),
                    operator.get(),
                    operands.stream().flatMap(Optional::stream).toList()));
        } catch (IllegalArgumentException e) {
            section.mistake(
                    String.valueOf(e.getMessage()),
                    "Write 'value:' and what the field is compared with, in a list where it is several.");
            return Optional.empty();
        }
    }

    private static String field(String text) {
        if (!FIELD.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a path of fields");
        }
        return text;
    }
}

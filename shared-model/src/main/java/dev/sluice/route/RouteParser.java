package dev.sluice.route;

import dev.sluice.config.Choice;
import dev.sluice.config.DurationText;
import dev.sluice.config.Suggestion;
import dev.sluice.config.YamlSection;
import dev.sluice.config.YamlValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads one route of {@code routes.yaml}.
 *
 * @param handlers those that may be named
 * @param taken names of the routes read so far
 * @param doubts holds them against the endpoints, where those are known
 * @param optionsAtHand whether what the options of handlers name has to be at hand
 */
record RouteParser(RouteHandlers handlers, Set<String> taken, Optional<RouteDoubts> doubts, boolean optionsAtHand) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final int LONGEST_REASON = 200;

    /** The route, with its mistakes told to the file; empty where too little is left of it. */
    Optional<Route> read(YamlSection section) {
        Optional<String> name = section.required("name", "Give the route a name of its own.")
                .flatMap(value ->
                        value.parsed(this::name, "Give each route a name of its own, such as large-payments."));
        Optional<Condition> match = section.section("match").map(new ConditionParser(doubts)::read);
        Optional<String> handler = handler(section);
        Optional<String> reason = reason(section, handler);
        Optional<Priority> priority = section.value("priority")
                .flatMap(value ->
                        value.parsed(text -> Choice.parse(Priority.class, '_', text), "Write high, normal or low."));
        Optional<Duration> timeout = section.value("timeout")
                .flatMap(value -> value.parsed(DurationText::parse, "Write a duration such as 5s."));
        RouteOptions options = options(section, handler, timeout.orElse(Route.USUAL_TIMEOUT));
        Optional<RetryPolicy> retry = section.section("retry").flatMap(RetryParser::read);
        Optional<BreakerPolicy> breaker = section.section("breaker").flatMap(BreakerParser::read);
        section.end();
        return name.isEmpty() || handler.isEmpty()
                ? Optional.empty()
                : Optional.of(new Route(
                        name.get(),
                        match.orElse(Condition.All.EVERYTHING),
                        handler.get(),
                        options,
                        reason,
                        priority.orElse(Priority.NORMAL),
                        timeout.orElse(Route.USUAL_TIMEOUT),
                        retry.orElse(RetryParser.USUAL),
                        breaker.orElse(BreakerPolicy.USUAL)));
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
        Set<String> sorted = new TreeSet<>(handlers.names());
        sorted.add(Route.IGNORE);
        Optional<YamlValue> value =
                section.required("handler", "Name one of the handlers " + String.join(", ", sorted) + ".");
        Optional<String> name = value.flatMap(YamlValue::text);
        if (name.isPresent() && !sorted.contains(name.get())) {
            String written = value.orElseThrow().written();
            value.orElseThrow().mistake("no handler '" + written + "' is known", Suggestion.among(written, sorted));
        }
        return name;
    }

    /** The options, once the handler has looked at them. */
    private RouteOptions options(YamlSection route, Optional<String> handler, Duration timeout) {
        Optional<YamlSection> block = route.section("with");
        Map<String, YamlValue> written = block.map(YamlSection::values).orElse(Map.of());
        SortedMap<String, List<RouteOptions.Value>> values = new TreeMap<>();
        written.forEach((name, value) -> values.put(
                name,
                value.itemOrItems().stream()
                        .map(item -> new RouteOptions.Value(
                                item.written(), optionsAtHand ? item.text() : item.textIfAtHand(), false))
                        .toList()));
        RouteOptions options = new RouteOptions(values);
        if (handler.isEmpty()) {
            return options;
        }
        GivenOptions given = new GivenOptions(options, timeout, new Told(block.orElse(route), written));
        if (handlers.names().contains(handler.get())) {
            try {
                handlers.read(handler.get(), given);
            } catch (RuntimeException | LinkageError e) {
                // Not its message, which may hold an option's value.
                block.orElse(route)
                        .mistake(
                                "handler '" + handler.get() + "' could not read its options ("
                                        + e.getClass().getName() + ")",
                                "Correct the handler.");
                return options;
            }
        }
        given.end();
        return options.hiding(given.secret());
    }

    /** Puts what is found where it stands; what is missing, where it should stand. */
    private record Told(YamlSection block, Map<String, YamlValue> written) implements GivenOptions.Findings {
        @Override
        public void mistake(String option, String what, String fix) {
            if (written.containsKey(option)) {
                written.get(option).mistake(what, fix);
            } else {
                block.mistake(what, fix);
            }
        }

        @Override
        public void doubt(String option, String what, String fix) {
            if (written.containsKey(option)) {
                written.get(option).doubt(what, fix);
            }
        }
    }

    private static Optional<String> reason(YamlSection section, Optional<String> handler) {
        if (handler.filter(Route.IGNORE::equals).isPresent()) {
            return section.required("reason", "Say why its events are ignored: their rows show it.")
                    .flatMap(value -> value.parsed(RouteParser::reason, "Write a sentence."));
        }
        section.value("reason")
                .filter(value -> handler.isPresent())
                .ifPresent(value -> value.mistake(
                        "a reason is for routes whose handler is ignore", "Remove it, or write handler: ignore."));
        return Optional.empty();
    }

    private static String reason(String text) {
        if (text.isBlank() || text.length() > LONGEST_REASON) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a text of 1 to " + LONGEST_REASON + " characters");
        }
        return text;
    }
}

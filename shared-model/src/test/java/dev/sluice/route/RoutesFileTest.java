package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.config.ConfigurationException;
import dev.sluice.handler.Options;
import dev.sluice.record.FailureCause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesFileTest {
    @TempDir
    private Path directory;

    @Test
    void routeIsReadInFull() throws Exception {
        List<Route> routes = read("""
                routes:
                  - name: large-payments
                    match: {events: ["payment.*"], endpoints: [stripe, razorpay],
                            categories: ["payment.succeeded"], providers: ["stripe"], livemode: true,
                            filters: [{field: data.object.amount, operator: greater_than, value: 1000},
                                      {header: X-Kind, operator: in, value: [EUR, USD]},
                                      {any: [{field: a, operator: range, value: [1, 10]},
                                             {all: [{endpoints: [razorpay]}, {field: livemode, operator: exists}]}]}],
                            not: {events: [payment.late]}}
                    handler: payments
                    priority: high
                    timeout: 10s
                    retry: {strategy: fibonacci, base: 1s, max_delay: 30m, max_attempts: 9, jitter: 0.5, on: [timeout]}
                    breaker: {failure_rate: 20, window: 100, wait: 30s}
                """);

        assertThat(routes)
                .extracting(route -> route.match().toString())
                .containsExactly("all(endpoints: stripe, razorpay, providers: stripe, events: payment.*,"
                        + " categories: payment.succeeded, livemode: true,"
                        + " data.object.amount greater_than 1000, header x-kind in [EUR, USD],"
                        + " any(a range [1, 10], all(endpoints: razorpay, livemode exists)),"
                        + " not(events: payment.late))");
        assertThat(routes)
                .containsExactly(new Route(
                        "large-payments",
                        routes.getFirst().match(),
                        "payments",
                        RouteOptions.NONE,
                        Optional.empty(),
                        Priority.HIGH,
                        Duration.ofSeconds(10),
                        new RetryPolicy(
                                new Backoff.Growing(
                                        RetryPolicy.Strategy.FIBONACCI, Duration.ofSeconds(1), Duration.ofMinutes(30)),
                                9,
                                0.5,
                                Set.of(FailureCause.TIMEOUT)),
                        new BreakerPolicy(20, 100, Duration.ofSeconds(30))));
    }

    @Test
    void routeNeedsOnlyNameAndHandler() throws Exception {
        assertThat(read("routes: [{name: all, handler: payments}]"))
                .containsExactly(new Route(
                        "all",
                        Condition.All.EVERYTHING,
                        "payments",
                        RouteOptions.NONE,
                        Optional.empty(),
                        Priority.NORMAL,
                        Duration.ofSeconds(5),
                        new RetryPolicy(
                                RetryPolicy.Strategy.EXPONENTIAL, Duration.ofSeconds(2), Duration.ofHours(1), 5, 0.1),
                        new BreakerPolicy(50, 50, Duration.ofSeconds(10))));
        assertThat(read("routes: []")).isEmpty();
    }

    @Test
    void delaysAreTakenAsTheyAreListed() throws Exception {
        assertThat(read("routes: [{name: all, handler: payments, retry: {delays: [1s, 10s, 5m]}}]"))
                .extracting(Route::retry)
                .containsExactly(new RetryPolicy(
                        new Backoff.Listed(
                                List.of(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(5))),
                        4,
                        0,
                        Set.copyOf(RetryPolicy.CAUSES)));
    }

    @Test
    void ignoredEventsHaveAReason() throws Exception {
        assertThat(read("routes: [{name: drop, handler: ignore, reason: \"nobody needs it\"}]"))
                .extracting(Route::handler, Route::reason)
                .containsExactly(tuple("ignore", Optional.of("nobody needs it")));
    }

    @Test
    void everyMistakeIsReportedAtOnceWithItsLine() {
        assertThat(mistakes("""
                        routes:
                          - name: a
                            handler: payment
                            prority: high
                          - name: a
                            handler: payments
                            match:
                              events: ["pay*ment"]
                              filters:
                                - {field: amount, operator: greater, value: 1}
                                - {field: amount, operator: range, value: 1}
                                - {operator: exists}
                            retry: {base: 2h, jitter: 2}
                          - just text
                        """))
                .containsExactly(
                        "3: no handler 'payment' is known. Did you mean 'payments'?",
                        "4: 'prority' is not known here. Did you mean 'priority'?",
                        "5: a route 'a' is there already. Give each route a name of its own, such as large-payments.",
                        "8: an event pattern has at most one *, at its end: 'pay*ment'. Write a type, or a prefix such as"
                                + " payment.*",
                        "10: 'greater' is not one of equals, contains, regex, in, not_in, range, greater_than, less_than,"
                                + " exists, not_exists. Write one of them.",
                        "11: operator range takes 2 values, not 1. Write 'value:' and what the field is compared with, in a"
                                + " list where it is several.",
                        "12: 'field' is missing. Name the field, such as data.object.amount, or a header.",
                        "13: '2' is not a share from 0 to 1. Write a share from 0 to 1, such as 0.1.",
                        "13: max_delay must not be shorter than base. Change 'retry' so that it holds.",
                        "14: expected a mapping of keys to values, found a text or number. Write a mapping of keys to values"
                                + " here.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {handler: payments}                                        | 'name' is missing
            {name: a}                                                  | 'handler' is missing
            {name: "a b", handler: payments}                           | 'a b' is not a name
            {name: a, handler: payments, priority: urgent}             | 'urgent' is not one of high, normal, low
            {name: a, handler: payments, timeout: 5}                   | '5' is not a duration
            {name: a, handler: payments, timeout: 0s}                  | must be longer than zero
            {name: a, handler: payments, retry: {max_attempts: 0}}     | '0' is not a whole number from 1 to 1000
            {name: a, handler: payments, retry: {strategy: random}}    | 'random' is not one of exponential, linear, fibonacci, decorrelated
            {name: a, handler: payments, match: {event: [x]}}          | Did you mean 'events'?
            {name: a, handler: payments, match: {events: x}}           | expected a list
            {name: a, handler: payments, match: {filters: [{field: a..b, operator: exists}]}} | 'a..b' is not a path of fields
            {name: a, handler: payments, match: {filters: [{field: a, operator: regex, value: (}]}} | not a regular expression
            {name: a, handler: payments, match: {filters: [{field: a, operator: less_than, value: x}]}} | not a number: 'x'
            {name: a, handler: payments, match: {filters: [{field: a, operator: equals, value: {b: 1}}]}} | expected a list, found a mapping
            {name: a, handler: payments, match: {filters: [{field: a, operator: range, value: [2, 1]}]}} | no number lies in the range from 2 to 1
            {name: a, handler: payments, match: {filters: [{field: a, header: b, operator: exists}]}} | a field or a header, not at both
            {name: a, handler: payments, match: {filters: [{header: "a b", operator: exists}]}} | 'a b' is not the name of a header
            {name: a, handler: payments, match: {filters: [{fild: a, operator: exists}]}} | Did you mean 'field'?
            {name: a, handler: payments, match: {any: [{nots: {}}]}}   | Did you mean 'not'?
            {name: a, handler: payments, match: {any: []}}             | 'any' lists no condition
            {name: a, handler: payments, match: {all: [{}]}}           | this condition says nothing
            {name: a, handler: payments, match: {not: [{endpoints: [b]}]}} | expected a mapping of keys to values, found a list
            {name: a, handler: payments, match: {livemode: maybe}}     | 'maybe' is neither true nor false
            {name: a, handler: payments, match: {filters: [{field: /a/0, operator: exists}]}} | here it is a.0
            {name: a, handler: payments, match: {filters: [{field: "$.a[*].b[1]", operator: exists}]}} | here it is a.*.b.1
            {name: a, handler: payments, with: {url: x}}               | 'url' is not known here. Remove it: the handler takes no options.
            {name: a, handler: payments, with: x}                      | expected a mapping
            {name: a, handler: ignore, reason: r, with: {url: x}}      | 'url' is not known here
            {name: a, handler: ignore}                                 | 'reason' is missing
            {name: a, handler: payments, reason: none}                 | a reason is for routes whose handler is ignore
            {name: a, handler: payments, retry: {delays: []}}          | delays must list at least one
            {name: a, handler: payments, retry: {delays: [1s], base: 2s}} | 'base' and 'delays' exclude each other
            {name: a, handler: payments, retry: {delays: [soon]}}      | 'soon' is not a duration
            {name: a, handler: payments, retry: {"on": [timeouts]}}    | Did you mean 'timeout'?
            {name: a, handler: payments, retry: {"on": [permanent]}}   | no further attempt can mend
            {name: a, handler: payments, breaker: {failure_rate: 0}}   | '0' is not a whole number from 1 to 100
            {name: a, handler: payments, breaker: {wait: 2d}}          | wait must be from 1ms to 1d
            """)
    void mistakeIsNamed(String route, String expected) {
        assertThat(mistakes("routes:\n  - " + route))
                .anySatisfy(mistake -> assertThat(mistake).startsWith("2: ").contains(expected));
    }

    @Test
    void secretsOfOptionsNeedNotBeAtHandToShowTheRoutes() throws Exception {
        Path file = Files.writeString(
                directory.resolve("routes.yaml"),
                "routes: [{name: a, handler: sender, with: {keys: ['${NOT_AT_HAND}', 'written out'], many: [1, 2]}}]");

        assertThat(RoutesFile.readToShow(file, Map.of(), new Sender())
                        .getFirst()
                        .options())
                .hasToString("{keys=[${NOT_AT_HAND}, (secret)], many=[1, 2]}");
        assertThatThrownBy(() -> RoutesFile.read(file, Map.of(), new Sender()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("NOT_AT_HAND is not set");
        assertThat(RoutesFile.read(file, Map.of("NOT_AT_HAND", "abc"), new Sender())
                        .getFirst()
                        .toString())
                .contains("${NOT_AT_HAND}")
                .doesNotContain("abc");
    }

    @Test
    void handlerThatFailsOverItsOptionsIsAMistakeThatQuotesNothing() throws Exception {
        Path file = Files.writeString(
                directory.resolve("routes.yaml"),
                "routes:\n  - name: a\n    handler: sender\n    with: {bad: '${KEY}'}");

        assertThatThrownBy(() -> RoutesFile.read(file, Map.of("KEY", "abc"), new Sender()))
                .hasMessageContaining("routes.yaml:4: handler 'sender' could not read its options"
                        + " (java.lang.NumberFormatException). Correct the handler.")
                .hasMessageNotContaining("abc");
    }

    /** A handler that takes options. */
    private static final class Sender implements RouteHandlers {
        @Override
        public Set<String> names() {
            return Set.of("sender");
        }

        @Override
        public void read(String name, Options options) {
            List<String> keys = options.secrets("keys", "Write them.");
            List<String> many = options.texts("many");
            options.text("bad").ifPresent(text -> many.set(Integer.parseInt(text), keys.getFirst()));
        }
    }

    private List<Route> read(String text) throws Exception {
        return RoutesFile.read(
                Files.writeString(directory.resolve("routes.yaml"), text),
                Map.of(),
                () -> Set.of("payments", "customers"));
    }

    private List<String> mistakes(String text) {
        ConfigurationException e = catchThrowableOfType(ConfigurationException.class, () -> read(text));
        String prefix = directory.resolve("routes.yaml").toString();
        return e.mistakes().stream()
                .map(mistake -> mistake.toString().substring(prefix.length() + 1))
                .toList();
    }
}

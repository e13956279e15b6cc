package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
                            filters: [{field: data.object.amount, operator: greater_than, value: 1000},
                                      {field: data.object.currency, operator: in, value: [EUR, USD]},
                                      {field: data.object.amount, operator: range, value: [1, 10]},
                                      {field: livemode, operator: exists}]}
                    handler: payments
                    priority: high
                    timeout: 10s
                    retry: {strategy: fibonacci, base: 1s, max_delay: 30m, max_attempts: 9, jitter: 0.5}
                """);

        assertThat(routes)
                .containsExactly(new Route(
                        "large-payments",
                        new Match(
                                List.of(new EventPattern("payment.*")),
                                List.of("stripe", "razorpay"),
                                List.of(
                                        new Filter("data.object.amount", Operator.GREATER_THAN, List.of("1000")),
                                        new Filter("data.object.currency", Operator.IN, List.of("EUR", "USD")),
                                        new Filter("data.object.amount", Operator.RANGE, List.of("1", "10")),
                                        new Filter("livemode", Operator.EXISTS, List.of()))),
                        "payments",
                        Priority.HIGH,
                        Duration.ofSeconds(10),
                        new RetryPolicy(
                                RetryPolicy.Strategy.FIBONACCI,
                                Duration.ofSeconds(1),
                                Duration.ofMinutes(30),
                                9,
                                0.5)));
    }

    @Test
    void routeNeedsOnlyNameAndHandler() throws Exception {
        assertThat(read("routes: [{name: all, handler: payments}]"))
                .containsExactly(new Route(
                        "all",
                        new Match(List.of(), List.of(), List.of()),
                        "payments",
                        Priority.NORMAL,
                        Duration.ofSeconds(5),
                        new RetryPolicy(
                                RetryPolicy.Strategy.EXPONENTIAL, Duration.ofSeconds(2), Duration.ofHours(1), 5, 0.1)));
        assertThat(read("routes: []")).isEmpty();
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
                        "12: 'field' is missing. Name the field, such as data.object.amount.",
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
            """)
    void mistakeIsNamed(String route, String expected) {
        assertThat(mistakes("routes:\n  - " + route))
                .anySatisfy(mistake -> assertThat(mistake).startsWith("2: ").contains(expected));
    }

    private List<Route> read(String text) throws Exception {
        return RoutesFile.read(
                Files.writeString(directory.resolve("routes.yaml"), text), Map.of(), Set.of("payments", "customers"));
    }

    private List<String> mistakes(String text) {
        ConfigurationException e = catchThrowableOfType(ConfigurationException.class, () -> read(text));
        String prefix = directory.resolve("routes.yaml").toString();
        return e.mistakes().stream()
                .map(mistake -> mistake.toString().substring(prefix.length() + 1))
                .toList();
    }
}

package dev.sluice.route;

import dev.sluice.config.Choice;
import dev.sluice.config.DurationText;
import dev.sluice.config.NumberText;
import dev.sluice.config.Suggestion;
import dev.sluice.config.YamlSection;
import dev.sluice.config.YamlValue;
import dev.sluice.record.FailureCause;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the {@code retry} block of a route. */
final class RetryParser {
    private static final RetryPolicy.Strategy STRATEGY = RetryPolicy.Strategy.EXPONENTIAL;
    private static final Duration BASE = Duration.ofSeconds(2);
    private static final Duration MAX_DELAY = Duration.ofHours(1);
    private static final int MAX_ATTEMPTS = 5;
    private static final double JITTER = 0.1;
    private static final List<String> OF_GROWING = List.of("strategy", "base", "max_delay");

    /** What a route without such a block does. */
    static final RetryPolicy USUAL = new RetryPolicy(STRATEGY, BASE, MAX_DELAY, MAX_ATTEMPTS, JITTER);

    private RetryParser() {}

    /** The policy, or empty after a mistake that leaves none. */
    static Optional<RetryPolicy> read(YamlSection section) {
        Optional<YamlValue> delays = section.value("delays");
        if (delays.isPresent()) {
            OF_GROWING.stream()
                    .filter(section::has)
                    .forEach(key ->
                            section.mistake("'" + key + "' and 'delays' exclude each other", "Remove one of the two."));
        }
        RetryPolicy.Strategy strategy = section.or(
                STRATEGY,
                "strategy",
                text -> Choice.parse(RetryPolicy.Strategy.class, '_', text),
                "Write one of them.");
        Duration base = section.or(BASE, "base", DurationText::parse, "Write a duration such as 2s.");
        Duration maxDelay = section.or(MAX_DELAY, "max_delay", DurationText::parse, "Write a duration such as 1h.");
        List<Duration> listed = delays.map(YamlValue::items).orElse(List.of()).stream()
                .flatMap(item -> item.parsed(DurationText::parse, "Write durations such as [1s, 10s, 5m].").stream())
                .toList();
        int maxAttempts = section.or(
                delays.isPresent() ? listed.size() + 1 : MAX_ATTEMPTS,
                "max_attempts",
                text -> NumberText.parse(text, 1, 1000),
                "Write the total number of attempts, from 1 to 1000.");
        double jitter = section.or(
                delays.isPresent() ? 0 : JITTER,
                "jitter",
                RetryParser::share,
                "Write a share from 0 to 1, such as 0.1.");
        Set<FailureCause> on = section.value("on").map(RetryParser::causes).orElse(Set.copyOf(RetryPolicy.CAUSES));
        section.end();
        try {
            Backoff backoff =
                    delays.isPresent() ? new Backoff.Listed(listed) : new Backoff.Growing(strategy, base, maxDelay);
            return Optional.of(new RetryPolicy(backoff, maxAttempts, jitter, on));
        } catch (IllegalArgumentException e) {
            section.mistake(String.valueOf(e.getMessage()), "Change 'retry' so that it holds.");
            return Optional.empty();
        }
    }

    private static Set<FailureCause> causes(YamlValue value) {
        List<YamlValue> items = value.items();
        if (value.isList() && items.isEmpty()) {
            value.mistake("no cause is listed", "Write max_attempts: 1 where nothing is to be tried again.");
        }
        return items.stream()
                .flatMap(item -> item.parsed(RetryParser::cause, "Write one of them.").stream())
                .collect(Collectors.toSet());
    }

    private static FailureCause cause(String text) {
        if (text.equals(FailureCause.PERMANENT.word())) {
            throw new IllegalArgumentException(
                    "'permanent' is what a handler calls a failure that no further attempt can mend");
        }
        return RetryPolicy.CAUSES.stream()
                .filter(cause -> cause.word().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("'" + text + "' is no cause of a failure that is tried again. "
                                + Suggestion.among(
                                        text,
                                        RetryPolicy.CAUSES.stream()
                                                .map(FailureCause::word)
                                                .toList())));
    }

    private static double share(String text) {
        try {
            double share = Double.parseDouble(text);
            if (share >= 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number that is out of bounds.
        }
        throw new IllegalArgumentException("'" + text + "' is not a share from 0 to 1");
    }
}

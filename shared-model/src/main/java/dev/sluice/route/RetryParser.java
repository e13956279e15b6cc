package dev.sluice.route;

import dev.sluice.config.Choice;
import dev.sluice.config.DurationText;
import dev.sluice.config.NumberText;
import dev.sluice.config.YamlSection;
import java.time.Duration;
import java.util.Optional;

/** Reads the {@code retry} block of a route. */
final class RetryParser {
    /** What a route without such a block does. */
    static final RetryPolicy USUAL =
            new RetryPolicy(RetryPolicy.Strategy.EXPONENTIAL, Duration.ofSeconds(2), Duration.ofHours(1), 5, 0.1);

    private RetryParser() {}

    /** The policy, or empty after a mistake that leaves none. */
    static Optional<RetryPolicy> read(YamlSection section) {
        RetryPolicy.Strategy strategy = section.or(
                USUAL.strategy(),
                "strategy",
                text -> Choice.parse(RetryPolicy.Strategy.class, '_', text),
                "Write one of them.");
        Duration base = section.or(USUAL.base(), "base", DurationText::parse, "Write a duration such as 2s.");
        Duration maxDelay =
                section.or(USUAL.maxDelay(), "max_delay", DurationText::parse, "Write a duration such as 1h.");
        int maxAttempts = section.or(
                USUAL.maxAttempts(),
                "max_attempts",
                text -> NumberText.parse(text, 1, 1000),
                "Write the total number of attempts, from 1 to 1000.");
        double jitter =
                section.or(USUAL.jitter(), "jitter", RetryParser::share, "Write a share from 0 to 1, such as 0.1.");
        section.end();
        try {
            return Optional.of(new RetryPolicy(strategy, base, maxDelay, maxAttempts, jitter));
        } catch (IllegalArgumentException e) {
            section.mistake(String.valueOf(e.getMessage()), "Change 'retry' so that it holds.");
            return Optional.empty();
        }
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

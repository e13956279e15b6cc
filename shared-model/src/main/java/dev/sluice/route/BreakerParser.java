package dev.sluice.route;

import dev.sluice.config.DurationText;
import dev.sluice.config.NumberText;
import dev.sluice.config.YamlSection;
import java.time.Duration;
import java.util.Optional;

/** Reads the {@code breaker} block of a route. */
final class BreakerParser {
    private BreakerParser() {}

    /** The policy, or empty after a mistake that leaves none. */
    static Optional<BreakerPolicy> read(YamlSection section) {
        BreakerPolicy usual = BreakerPolicy.USUAL;
        int failureRate = section.or(
                usual.failureRate(),
                "failure_rate",
                text -> NumberText.parse(text, 1, 100),
                "Write the share of failed calls in percent, such as 50.");
        int window = section.or(
                usual.window(),
                "window",
                text -> NumberText.parse(text, 1, 10_000),
                "Write how many of the latest calls count, such as 50.");
        Duration pause = section.or(usual.pause(), "wait", DurationText::parse, "Write a duration such as 10s.");
        section.end();
        try {
            return Optional.of(new BreakerPolicy(failureRate, window, pause));
        } catch (IllegalArgumentException e) {
            section.mistake(String.valueOf(e.getMessage()), "Change 'breaker' so that it holds.");
            return Optional.empty();
        }
    }
}

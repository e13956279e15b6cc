package dev.sluice.config;

import dev.sluice.access.RateLimit;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the limits on how many requests may come. */
final class RateLimitParser {
    private static final int MOST = 1_000_000_000;
    private static final String EXAMPLE = "Write {per_minute: 6000, per_hour: 100000, burst: 500}, or some of them.";

    private RateLimitParser() {}

    /** Reads the paces and the burst; the section's other keys are the caller's. Empty where there is no pace. */
    static Optional<RateLimit> read(YamlSection section) {
        OptionalInt perMinute = number(section, "per_minute");
        OptionalInt perHour = number(section, "per_hour");
        OptionalInt burst = number(section, "burst");
        if (burst.isPresent() && !section.has("per_minute")) {
            section.mistake(
                    "'burst' has no 'per_minute' beside it", "Say per_minute: how quickly the burst comes back.");
        }
        return perMinute.isEmpty() && perHour.isEmpty()
                ? Optional.empty()
                : Optional.of(new RateLimit(perMinute, perHour, burst.orElse(perMinute.orElse(0))));
    }

    /** Reads a section that has to say a pace. */
    static Optional<RateLimit> readPaced(YamlSection section) {
        Optional<RateLimit> limit = read(section);
        if (!section.has("per_minute") && !section.has("per_hour")) {
            section.mistake("neither 'per_minute' nor 'per_hour' is there", EXAMPLE);
        }
        return limit;
    }

    static Optional<Duration> blockFor(YamlSection section) {
        return section.value("block_for")
                .flatMap(value -> value.parsed(DurationText::parse, "Write a duration such as 10m."));
    }

    static OptionalInt number(YamlSection section, String key) {
        return section.value(key)
                .flatMap(value -> value.parsed(text -> NumberText.parse(text, 1, MOST), EXAMPLE))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }
}

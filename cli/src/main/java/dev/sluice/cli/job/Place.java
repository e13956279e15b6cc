package dev.sluice.cli.job;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.job.Selection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A place to begin or end at, as operators write it. */
final class Place {
    private static final Pattern AGO = Pattern.compile("([0-9]{1,6})([smhd])");

    private Place() {}

    /**
     * Reads one, where it is given; {@code 2h} is two hours ago.
     *
     * @throws CommandFailedException if it can't be read
     */
    static Optional<Selection.Bound> of(@Nullable String text) throws CommandFailedException {
        if (text == null) {
            return Optional.empty();
        }
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            Duration before = Duration.of(
                    Long.parseLong(ago.group(1)),
                    switch (ago.group(2)) {
                        case "s" -> ChronoUnit.SECONDS;
                        case "m" -> ChronoUnit.MINUTES;
                        case "h" -> ChronoUnit.HOURS;
                        default -> ChronoUnit.DAYS;
                    });
            return Optional.of(
                    new Selection.Bound.Time(Instant.now().minus(before).truncatedTo(ChronoUnit.SECONDS)));
        }
        try {
            return Optional.of(Selection.bound(text));
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE, e.getMessage() + "; 2h for two hours ago", e);
        }
    }
}

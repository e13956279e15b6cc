package dev.sluice.cli.running;

import dev.sluice.cli.instance.RunFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How an instance is.
 *
 * @param data its data directory
 * @param run where its parts are
 * @param parts how each of its programs is, by name
 * @param lag records on the topics that the processor has not yet taken in
 * @param oldestUnread how many seconds the oldest of them has been there
 * @param waiting deliveries that wait for their first attempt
 * @param retries deliveries that wait for a further attempt
 * @param deadLetters those that nobody has dealt with yet
 * @param breakers {@code closed} or {@code open}: the database's, and each route's by its name
 * @param versions by program
 */
public record InstanceStatus(
        Path data,
        RunFile run,
        Map<String, Part> parts,
        OptionalLong lag,
        OptionalLong oldestUnread,
        OptionalLong waiting,
        OptionalLong retries,
        OptionalLong deadLetters,
        Breakers breakers,
        Map<String, String> versions) {
    /** How a program can be: answering, running without an answer, not running. */
    public enum State {
        UP,
        DOWN,
        GONE
    }

    /** One program. */
    public record Part(long pid, State state) {}

    /**
     * What holds work up while it is open.
     *
     * @param database unknown where the processor does not say
     * @param routes by name
     */
    public record Breakers(String database, Map<String, String> routes) {
        boolean allClosed() {
            return database.equals(CLOSED) && routes.values().stream().allMatch(CLOSED::equals);
        }
    }

    static final String CLOSED = "closed";
    public static final String OPEN = "open";
    public static final String UNKNOWN = "unknown";

    /** Whether everything runs and nothing is held up. */
    public boolean isWell() {
        return parts.values().stream().allMatch(part -> part.state() == State.UP)
                && breakers.allClosed()
                && lag.isPresent()
                && deadLetters.isPresent();
    }
}

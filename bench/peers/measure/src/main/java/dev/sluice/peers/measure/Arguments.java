package dev.sluice.peers.measure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the command line asks for.
 *
 * @param events that wait on the topic
 * @param warmUp load before an HTTP peer is measured
 * @param measured load while it is
 * @param only names of peers to run; empty runs all
 * @param sluice directory that Sluice was built in
 * @param data where to keep data and logs; empty keeps them in a temporary directory until the end
 */
record Arguments(int events, Duration warmUp, Duration measured, Set<String> only, Path sluice, Optional<Path> data) {
    static final String USAGE =
            "usage: run [--events N] [--warm-up SECONDS] [--seconds SECONDS] [--only NAME,NAME] [--sluice DIR] [--data"
                    + " DIR]";
    private static final int MOST_EVENTS = 5_000_000;
    private static final int MOST_SECONDS = 600;

    static Arguments parse(List<String> words, Path home) {
        Arguments arguments = new Arguments(
                100_000, Duration.ofSeconds(10), Duration.ofSeconds(20), Set.of(), home, Optional.empty());
        for (int i = 0; i < words.size(); i += 2) {
            if (i + 1 == words.size()) {
                throw new IllegalArgumentException(words.get(i) + " wants a value; " + USAGE);
            }
            arguments = arguments.with(words.get(i), words.get(i + 1));
        }
        return arguments;
    }

    boolean wants(String peer) {
        return only.isEmpty() || only.contains(peer);
    }

    private Arguments with(String name, String value) {
        return switch (name) {
            case "--events" -> new Arguments(number(value, MOST_EVENTS), warmUp, measured, only, sluice, data);
            case "--warm-up" -> new Arguments(events, seconds(value), measured, only, sluice, data);
            case "--seconds" -> new Arguments(events, warmUp, seconds(value), only, sluice, data);
            case "--only" ->
                new Arguments(events, warmUp, measured, Peers.named(List.of(value.split(","))), sluice, data);
            case "--sluice" ->
                new Arguments(
                        events,
                        warmUp,
                        measured,
                        only,
                        Path.of(value).toAbsolutePath().normalize(),
                        data);
            case "--data" ->
                new Arguments(
                        events,
                        warmUp,
                        measured,
                        only,
                        sluice,
                        Optional.of(Path.of(value).toAbsolutePath().normalize()));
            default -> throw new IllegalArgumentException("there is no option " + name + "; " + USAGE);
        };
    }

    private static Duration seconds(String value) {
        return Duration.ofSeconds(number(value, MOST_SECONDS));
    }

    private static int number(String value, int most) {
        int number = Integer.parseInt(value);
        if (number < 1 || number > most) {
            throw new IllegalArgumentException(value + " is not from 1 to " + most);
        }
        return number;
    }
}

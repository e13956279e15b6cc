package dev.sluice.config;

import java.util.List;
import java.util.stream.Stream;

/**
 * What was found in a configuration file that was read to be looked at, and not to be used.
 *
 * @param mistakes for which it would be refused
 * @param doubts what can be read, and is hardly meant
 * @param absent values it names that are not at hand here, and so were not looked at
 */
public record Inspection(List<Mistake> mistakes, List<Mistake> doubts, List<Mistake> absent) {
    /** Nothing was found. */
    public static final Inspection CLEAN = new Inspection(List.of(), List.of(), List.of());

    public Inspection {
        mistakes = List.copyOf(mistakes);
        doubts = List.copyOf(doubts);
        absent = List.copyOf(absent);
    }

    /** Both together. */
    public Inspection and(Inspection other) {
        return new Inspection(both(mistakes, other.mistakes), both(doubts, other.doubts), both(absent, other.absent));
    }

    private static List<Mistake> both(List<Mistake> first, List<Mistake> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}

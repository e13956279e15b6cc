package dev.sluice.cli.bench;

import java.util.List;

/** The value in the middle, which one bad round doesn't move. */
final class Median {
    private Median() {}

    /** Of an even number of values, the mean of the two in the middle; not a number when there are none. */
    static double of(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }
}

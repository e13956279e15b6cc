package dev.sluice.cli.bench;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What bringing the waiting events into Postgres came to, in one round.
 *
 * @param perSecond events a second, by the times of the commits, from the tenth part of the events on
 * @param cpu of each of the events; empty when it is not known
 * @param perCommit events in a transaction, of those that wrote events
 * @param transactions that the database committed meanwhile, whatever they were for
 * @param walBytes of write-ahead log for each event
 */
record Measured(double perSecond, Optional<CpuUse> cpu, double perCommit, double transactions, double walBytes) {
    private static final double KIBIBYTE = 1024;

    /** The median of the rounds' rates. */
    static double perSecond(List<Measured> rounds) {
        return Median.of(rounds.stream().map(Measured::perSecond).toList());
    }

    /** The rounds as one figure: medians, and the rate of each round. */
    static String shown(List<Measured> rounds) {
        return String.format(
                Locale.ROOT,
                "%,.0f /s (%s); %s; %,.0f events a commit, %,.0f transactions in all; %.1f KiB of WAL an event",
                perSecond(rounds),
                rounds.stream()
                        .map(round -> String.format(Locale.ROOT, "%,.0f", round.perSecond()))
                        .collect(joining(", ")),
                CpuUse.median(rounds.stream()
                                .flatMap(round -> round.cpu().stream())
                                .toList())
                        .shown(),
                Median.of(rounds.stream().map(Measured::perCommit).toList()),
                Median.of(rounds.stream().map(Measured::transactions).toList()),
                Median.of(rounds.stream().map(Measured::walBytes).toList()) / KIBIBYTE);
    }
}

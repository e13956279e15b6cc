package dev.sluice.cli.bench.baseline;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * When events were committed.
 *
 * @param commits in the order of their times
 */
public record CommitTimes(List<Commit> commits) {
    private static final double NANOS_PER_SECOND = 1e9;

    /** One transaction that wrote events. */
    public record Commit(Instant at, long events) {}

    public CommitTimes {
        commits = List.copyOf(commits);
    }

    /** How many there were in all. */
    public long events() {
        return commits.stream().mapToLong(Commit::events).sum();
    }

    /**
     * Events a second from the commit that completes a share of all events to the last; not a number when those are one.
     *
     * @param share from 0 to 1
     */
    public double perSecondFrom(double share) {
        long all = events();
        long before = 0;
        for (Commit commit : commits) {
            before += commit.events();
            if (before >= share * all) {
                Duration took = Duration.between(commit.at(), commits.getLast().at());
                return (all - before) * NANOS_PER_SECOND / took.toNanos();
            }
        }
        return Double.NaN;
    }
}

package dev.sluice.cli.bench;

import static java.util.stream.Collectors.joining;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.load.Load;
import dev.sluice.cli.load.LoadReport;
import dev.sluice.cli.load.Requests;
import dev.sluice.cli.load.SignedEvents;
import dev.sluice.cli.load.Target;
import dev.sluice.provider.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;

/** Genuine requests at a steady rate, alone and while forged ones come from another address. */
record Forgeries(Endpoint endpoint, Target target) {
    private static final int GENUINE_PER_SECOND = 200;
    private static final int FLOODS = 3;
    private static final List<Integer> FORGED_PER_SECOND = List.of(2_000, 5_000);
    private static final int FORGED = 100_000;
    private static final int GENUINE_CONNECTIONS = 16;
    private static final int FORGED_CONNECTIONS = 32;
    private static final Duration QUIET = Duration.ofSeconds(20);

    /**
     * What came of the genuine requests beside forged ones.
     *
     * @param forged how many of those were sent
     */
    private record Flood(LoadReport genuine, long forged) {}

    /** Measures some rounds of both. */
    void run(Figures figures) throws CommandFailedException, InterruptedException {
        int host = 0;
        // Has the code of refusals compiled.
        var unused = flood(FORGED_PER_SECOND.getLast(), host++);
        List<LoadReport> quiet = new ArrayList<>();
        Map<Integer, List<Flood>> floods = new TreeMap<>();
        for (int round = 0; round < FLOODS; round++) {
            quiet.add(genuine(QUIET));
            for (int forgedPerSecond : FORGED_PER_SECOND) {
                floods.computeIfAbsent(forgedPerSecond, first -> new ArrayList<>())
                        .add(flood(forgedPerSecond, host++));
            }
        }
        figures.add(
                "genuine requests at " + GENUINE_PER_SECOND + " /s, " + FLOODS + " times",
                "p99 " + quiet.stream().map(Forgeries::p99).collect(joining(", ")));
        floods.forEach((forgedPerSecond, flooded) -> figures.add(
                String.format(
                        Locale.ROOT,
                        "each time followed by the same while %,d forged ones come from one other address, at %,d /s",
                        flooded.getLast().forged(),
                        forgedPerSecond),
                "p99 " + flooded.stream().map(flood -> p99(flood.genuine())).collect(joining(", ")) + "; ratios "
                        + ratios(quiet, flooded)));
    }

    private static String ratios(List<LoadReport> quiet, List<Flood> flooded) {
        return IntStream.range(0, quiet.size())
                .mapToObj(round -> String.format(
                        Locale.ROOT,
                        "%.1f",
                        flooded.get(round).genuine().percentile(99)
                                / quiet.get(round).percentile(99)))
                .collect(joining(", "));
    }

    private static String p99(LoadReport report) {
        return Figures.millis(report.percentile(99)) + Figures.notAccepted(report);
    }

    /** @param host number of the address the forged ones come from: one that has come before is blocked already */
    private Flood flood(int perSecond, int host) throws CommandFailedException, InterruptedException {
        Duration duration = Duration.ofSeconds(FORGED / perSecond);
        Load load = new Load(target, FORGED_CONNECTIONS, perSecond, duration, Optional.of(elsewhere(host)));
        Requests forged = Requests.forged(endpoint, target);
        FutureTask<LoadReport> flooding = new FutureTask<>(() -> load.run(forged));
        Thread.ofPlatform().name("forgeries").daemon().start(flooding);
        LoadReport genuine = genuine(duration);
        try {
            return new Flood(genuine, flooding.get().sent());
        } catch (ExecutionException e) {
            throw new CommandFailedException(
                    CommandFailedException.FAILED, "the forged requests could not be sent: " + e.getCause(), e);
        }
    }

    private LoadReport genuine(Duration duration) throws CommandFailedException, InterruptedException {
        return new Load(target, GENUINE_CONNECTIONS, GENUINE_PER_SECOND, duration)
                .run(SignedEvents.fresh(endpoint, target));
    }

    /** Another address of this machine: all of 127.0.0.0/8 is its own on Linux. */
    private static InetAddress elsewhere(int host) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) host});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}

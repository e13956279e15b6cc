package dev.sluice.cli.bench;

import static java.util.stream.Collectors.joining;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.load.Drip;
import dev.sluice.cli.load.DrippingClients;
import dev.sluice.cli.load.Load;
import dev.sluice.cli.load.LoadReport;
import dev.sluice.cli.load.SignedEvents;
import dev.sluice.cli.load.Target;
import dev.sluice.provider.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;

/** Genuine requests at a steady rate, alone and beside clients of one other address that begin requests and never end them. */
record SlowClients(Endpoint endpoint, Target target) {
    private static final int GENUINE_PER_SECOND = 200;
    private static final int GENUINE_CONNECTIONS = 16;
    private static final int ROUNDS = 3;
    private static final int CONNECTIONS = 2_048;
    private static final int OPENED_PER_SECOND = 400;
    private static final Duration EACH = Duration.ofSeconds(10);

    /** Measures some rounds of all shapes. */
    void run(Figures figures) throws CommandFailedException, InterruptedException {
        // Has the code of what ends such requests compiled.
        for (Drip drip : Drip.values()) {
            var unused = beside(drip);
        }
        List<LoadReport> quiet = new ArrayList<>();
        Map<Drip, List<Beside>> beside = new EnumMap<>(Drip.class);
        for (int round = 0; round < ROUNDS; round++) {
            quiet.add(genuine());
            for (Drip drip : Drip.values()) {
                beside.computeIfAbsent(drip, first -> new ArrayList<>()).add(beside(drip));
            }
        }
        figures.add(
                "genuine requests at " + GENUINE_PER_SECOND + " /s, " + ROUNDS + " times",
                "p99 " + quiet.stream().map(SlowClients::p99).collect(joining(", ")));
        beside.forEach((drip, reports) -> figures.add(
                String.format(
                        Locale.ROOT,
                        "each time followed by the same beside up to %,d clients of one other address that drip (%s), %,d opened a second",
                        CONNECTIONS,
                        drip.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        OPENED_PER_SECOND),
                "p99 " + reports.stream().map(report -> p99(report.genuine())).collect(joining(", ")) + "; ratios "
                        + ratios(quiet, reports) + "; "
                        + reports.getLast().slow().opened() + " connections, at most "
                        + reports.getLast().slow().mostAtOnce() + " at once"));
    }

    private record Beside(LoadReport genuine, DrippingClients.Report slow) {}

    private static String ratios(List<LoadReport> quiet, List<Beside> beside) {
        return IntStream.range(0, quiet.size())
                .mapToObj(round -> String.format(
                        Locale.ROOT,
                        "%.1f",
                        beside.get(round).genuine().percentile(99)
                                / quiet.get(round).percentile(99)))
                .collect(joining(", "));
    }

    private static String p99(LoadReport report) {
        return Figures.millis(report.percentile(99)) + Figures.notAccepted(report);
    }

    private Beside beside(Drip drip) throws CommandFailedException, InterruptedException {
        DrippingClients clients = new DrippingClients(target, drip, CONNECTIONS, OPENED_PER_SECOND, elsewhere(drip));
        FutureTask<DrippingClients.Report> dripping = new FutureTask<>(() -> clients.run(EACH.plusSeconds(1)));
        Thread.ofPlatform().name("dripping").daemon().start(dripping);
        LoadReport genuine = genuine();
        try {
            return new Beside(genuine, dripping.get());
        } catch (ExecutionException e) {
            throw new CommandFailedException(
                    CommandFailedException.FAILED, "slow requests could not be sent: " + e.getCause(), e);
        }
    }

    private LoadReport genuine() throws CommandFailedException, InterruptedException {
        return new Load(target, GENUINE_CONNECTIONS, GENUINE_PER_SECOND, EACH)
                .run(SignedEvents.fresh(endpoint, target));
    }

    /** Another address of this machine: all of 127.0.0.0/8 is its own on Linux. */
    private static InetAddress elsewhere(Drip drip) {
        byte host = switch (drip) {
            case CHUNK_EXTENSIONS -> 1;
            case TRAILERS -> 2;
            case HEADERS_ONLY -> 3;
        };
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 2, host});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}

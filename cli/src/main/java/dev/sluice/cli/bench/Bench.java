package dev.sluice.cli.bench;

import static java.util.stream.Collectors.joining;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.cli.load.Load;
import dev.sluice.cli.load.LoadReport;
import dev.sluice.cli.load.Requests;
import dev.sluice.cli.load.SignedEvents;
import dev.sluice.cli.load.Target;
import dev.sluice.cli.local.StartFailedException;
import dev.sluice.cli.up.Instance;
import dev.sluice.cli.up.Progress;
import dev.sluice.provider.Endpoint;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.HdrHistogram.Histogram;

/** One run of all measurements, each on an otherwise idle instance. Not thread-safe. */
final class Bench {
    private static final int CONNECTIONS = 64;
    private static final int AS_FAST_AS_ANSWERED = 0;
    private static final int EVENTS = 300_000;
    private static final int STEADY_PER_SECOND = 500;
    private static final Duration YARDSTICK_WARM_UP = Duration.ofSeconds(4);
    private static final Duration YARDSTICK = Duration.ofSeconds(8);
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration MEASURED = Duration.ofSeconds(20);

    private final Instance instance;
    private final DataDirectory data;
    private final Endpoint endpoint;
    private final AddressLimits limits;
    private final Progress progress;
    private final Figures figures = new Figures();

    Bench(Instance instance, DataDirectory data, Endpoint endpoint, AddressLimits limits, Progress progress) {
        this.instance = instance;
        this.data = data;
        this.endpoint = endpoint;
        this.limits = limits;
        this.progress = progress;
    }

    Figures run()
            throws StartFailedException, CommandFailedException, ExecutionException, SQLException, IOException,
                    InterruptedException {
        figures.add("machine", machine());
        RunFile run = instance.start();
        figures.add("start-up on an empty data directory", startUp(progress.seconds()));
        instance.stopProcessor();
        double answers = health(run);
        double accepted = accepted(run);
        new Backlog(run.kafkaBootstrap()).clear();
        double copied = copied(run);
        double applied = applied(run);
        postToRow(run);
        underForgeries(run);
        figures.add("memory (resident) at the end", memory(instance.runFile().pids()));
        figures.add("yardstick: answers of `/health` on the public port, same client", perSecond(answers));
        figures.add("yardstick: `COPY` of the same bodies into a plain table", perSecond(copied));
        figures.add(
                "ratios",
                String.format(
                        Locale.ROOT,
                        "accepted / health answers %.2f; topic to Postgres / `COPY` %.2f",
                        accepted / answers,
                        applied / copied));
        return figures;
    }

    // Whoever reads the figures must know whether the machine had other work.
    private static String machine() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return String.format(
                Locale.ROOT,
                "%s %s, %d processors, Java %s, load average %.1f at the start",
                system.getName(),
                system.getArch(),
                system.getAvailableProcessors(),
                Runtime.version(),
                system.getSystemLoadAverage());
    }

    private String startUp(double all) {
        return instance.startTimes().entrySet().stream()
                        .map(part -> String.format(
                                Locale.ROOT,
                                "%s %.1f s",
                                part.getKey(),
                                part.getValue().toMillis() / 1000.0))
                        .collect(joining(", "))
                + String.format(Locale.ROOT, "; all %.1f s", all);
    }

    private double health(RunFile run) throws CommandFailedException, InterruptedException {
        Target target = Target.of(run.ingestUrl() + "/health");
        Requests requests = Requests.get(target);
        fullLoad(target, YARDSTICK_WARM_UP).run(requests);
        LoadReport report = fullLoad(target, YARDSTICK).run(requests);
        progress.say("  health answered " + perSecond(report.acceptedPerSecond()));
        return report.acceptedPerSecond();
    }

    private double accepted(RunFile run) throws CommandFailedException, InterruptedException {
        Target target = webhooks(run);
        fullLoad(target, WARM_UP).run(SignedEvents.fresh(endpoint, target));
        LoadReport report = fullLoad(target, MEASURED).run(SignedEvents.fresh(endpoint, target));
        figures.add(
                "accepted over HTTP, " + CONNECTIONS + " connections, processor stopped",
                perSecond(report.acceptedPerSecond()) + ", p50 " + millis(report.percentile(50)) + ", p99 "
                        + millis(report.percentile(99)) + notAccepted(report));
        progress.say("  accepted " + perSecond(report.acceptedPerSecond()));
        return report.acceptedPerSecond();
    }

    private double copied(RunFile run) throws CommandFailedException, SQLException, IOException {
        Duration took = new CopyYardstick(run.postgresUrl(), data.postgres())
                .run(SignedEvents.fresh(endpoint, webhooks(run)), EVENTS);
        double rows = EVENTS * 1000.0 / took.toMillis();
        progress.say("  copied " + perSecond(rows));
        return rows;
    }

    private double applied(RunFile run)
            throws CommandFailedException, StartFailedException, IOException, InterruptedException {
        new Backlog(run.kafkaBootstrap()).fill(SignedEvents.fresh(endpoint, webhooks(run)), EVENTS);
        progress.say("  " + EVENTS + " events wait on the topic");
        instance.startProcessor();
        try (ProcessedCount processed = new ProcessedCount(run.processorUrl())) {
            // The processor has just been started, and its compiler competes with it for a good while.
            ProcessedCount.Reading tenth = processed.await(EVENTS / 10);
            ProcessedCount.Reading half = processed.await(EVENTS / 2);
            ProcessedCount.Reading all = processed.await(EVENTS);
            double rate = all.perSecondSince(tenth);
            figures.add(
                    String.format(
                            Locale.ROOT,
                            "topic to Postgres, %,d waiting events of ~850 bytes, from 10 %% to 100 %%",
                            EVENTS),
                    perSecond(rate) + "; the second half alone " + perSecond(all.perSecondSince(half)));
            progress.say("  applied " + perSecond(rate));
            return rate;
        }
    }

    private void postToRow(RunFile run) throws CommandFailedException, IOException, InterruptedException, SQLException {
        Target target = webhooks(run);
        SignedEvents events = SignedEvents.fresh(endpoint, target);
        try (ProcessedCount processed = new ProcessedCount(run.processorUrl())) {
            long before = processed.read().count();
            LoadReport report = new Load(target, CONNECTIONS, STEADY_PER_SECOND, MEASURED).run(events);
            processed.await(before + report.accepted());
            Histogram times = new PostToRow(run.postgresUrl()).measure(events, report, STEADY_PER_SECOND);
            figures.add(
                    "POST to row at " + STEADY_PER_SECOND + " events/s",
                    "p50 " + millis((double) times.getValueAtPercentile(50)) + ", p99 "
                            + millis((double) times.getValueAtPercentile(99)) + notAccepted(report));
        }
    }

    private void underForgeries(RunFile run) throws CommandFailedException, IOException, InterruptedException {
        limits.write();
        limits.awaitApplied(run.managementUrl());
        Target target = webhooks(run);
        Forgeries forgeries = new Forgeries(endpoint, target);
        forgeries.run(figures);
        progress.say("  flooded with forgeries");
    }

    private Target webhooks(RunFile run) throws CommandFailedException {
        return Target.of(run.ingestUrl() + endpoint.paths().get(0));
    }

    private static Load fullLoad(Target target, Duration duration) {
        return new Load(target, CONNECTIONS, AS_FAST_AS_ANSWERED, duration);
    }

    private static String memory(Map<String, Long> pids) {
        return pids.entrySet().stream()
                .map(part -> part.getKey() + " "
                        + ResidentMemory.of(part.getValue())
                                .map(mebibytes -> mebibytes + " MiB")
                                .orElse("n/a"))
                .collect(joining(", "));
    }

    static String notAccepted(LoadReport report) {
        long others = report.sent() + report.notSent() - report.accepted();
        return others == 0 ? "" : " (and " + others + " not accepted)";
    }

    private static String perSecond(double rate) {
        return String.format(Locale.ROOT, "%,.0f /s", rate);
    }

    static String millis(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
    }
}

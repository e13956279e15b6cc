package dev.sluice.cli.bench;

import static java.util.stream.Collectors.joining;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.cli.load.Target;
import dev.sluice.cli.up.Instance;
import dev.sluice.cli.up.Progress;
import dev.sluice.local.StartFailedException;
import dev.sluice.provider.Endpoint;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** One run of all measurements, each on an otherwise idle instance. Not thread-safe. */
final class Bench {
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

    /**
     * Measures everything once, and topic to Postgres in rounds.
     *
     * @param events how many wait on the topic in each round
     */
    Figures run(int rounds, int events)
            throws StartFailedException, CommandFailedException, ExecutionException, SQLException, IOException,
                    InterruptedException {
        figures.add("machine", machine());
        RunFile run = instance.start();
        figures.add("start-up on an empty data directory", startUp(progress.seconds()));
        instance.stopProcessor();
        Target webhooks = Target.of(run.ingestUrl() + endpoint.paths().get(0));
        new HttpAnswers(run.ingestUrl(), endpoint, webhooks, progress).run(figures);
        new TopicToPostgres(instance, data, endpoint, webhooks, events, progress).run(rounds, figures);
        instance.startProcessor();
        new SteadyLoad(run, endpoint, webhooks).run(figures);
        progress.say("  posted at a steady rate");
        new SlowClients(endpoint, webhooks).run(figures);
        progress.say("  put beside slow clients");
        underForgeries(run, webhooks);
        figures.add("memory (resident) at the end", memory(instance.runFile().pids()));
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

    private void underForgeries(RunFile run, Target webhooks)
            throws CommandFailedException, IOException, InterruptedException {
        limits.write();
        limits.awaitApplied(run.managementUrl());
        new Forgeries(endpoint, webhooks).run(figures);
        progress.say("  flooded with forgeries");
    }

    private static String memory(Map<String, Long> pids) {
        return pids.entrySet().stream()
                .map(part -> part.getKey() + " "
                        + ResidentMemory.of(part.getValue())
                                .map(mebibytes -> mebibytes + " MiB")
                                .orElse("n/a"))
                .collect(joining(", "));
    }
}

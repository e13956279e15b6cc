package dev.sluice.cli.bench;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.cli.load.Load;
import dev.sluice.cli.load.LoadReport;
import dev.sluice.cli.load.SignedEvents;
import dev.sluice.cli.load.Target;
import dev.sluice.provider.Endpoint;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/** How long events take to their answer and to their row when they come at a rate that leaves the machine room. */
record SteadyLoad(RunFile run, Endpoint endpoint, Target target) {
    private static final int CONNECTIONS = 64;
    private static final int PER_SECOND = 500;
    private static final Duration MEASURED = Duration.ofSeconds(20);
    // The processor has just been started, and its compiler competes with it for a good while.
    private static final int WARM_UP_EVENTS = 50_000;
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    /** Measures, after a warm-up of both services. */
    void run(Figures figures) throws CommandFailedException, IOException, InterruptedException, SQLException {
        try (ProcessedCount processed = new ProcessedCount(run.processorUrl())) {
            new Backlog(run.kafkaBootstrap()).fill(SignedEvents.fresh(endpoint, target), WARM_UP_EVENTS);
            processed.await(WARM_UP_EVENTS);
            awaitRows(processed, WARM_UP_EVENTS, load(WARM_UP, SignedEvents.fresh(endpoint, target)));

            SignedEvents events = SignedEvents.fresh(endpoint, target);
            long before = processed.read();
            LoadReport report = load(MEASURED, events);
            awaitRows(processed, before, report);
            Histogram times = new PostToRow(run.postgresUrl()).measure(events, report, PER_SECOND);
            figures.add(
                    "**POST to row** at " + PER_SECOND + " events/s",
                    "p50 " + Figures.millis((double) times.getValueAtPercentile(50)) + ", p99 "
                            + Figures.millis((double) times.getValueAtPercentile(99))
                            + Figures.notAccepted(report));
            figures.add("the HTTP answer at the same time", Figures.percentiles(report));
        }
    }

    private LoadReport load(Duration duration, SignedEvents events) throws InterruptedException {
        return new Load(target, CONNECTIONS, PER_SECOND, duration).run(events);
    }

    private static void awaitRows(ProcessedCount processed, long before, LoadReport report)
            throws CommandFailedException, IOException, InterruptedException {
        processed.await(before + report.accepted());
    }
}

package dev.sluice.cli.bench;

import dev.sluice.cli.bench.baseline.CommitTimes;
import dev.sluice.cli.bench.baseline.PlainBatchListener.Variant;
import dev.sluice.cli.bench.baseline.ThreeTables;
import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.cli.load.SignedEvents;
import dev.sluice.cli.load.Target;
import dev.sluice.cli.up.Instance;
import dev.sluice.cli.up.Progress;
import dev.sluice.local.StartFailedException;
import dev.sluice.provider.Endpoint;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * How fast waiting events get from the topic into three tables: Sluice, the plain batch listener and the database alone,
 * one after the other and round by round, so that a slow minute of the machine meets all of them. All begin with empty
 * tables. Not thread-safe.
 */
final class TopicToPostgres {
    // A program that has just been started is compiled while it works.
    private static final int WARM_UP_PARTS = 10;

    private final Instance instance;
    private final RunFile run;
    private final Endpoint endpoint;
    private final Target target;
    private final int events;
    private final Progress progress;
    private final Contender sluice;
    private final Contender unnest;
    private final Contender copy;
    private final Contender limit;

    /**
     * One of an instance whose processor is stopped.
     *
     * @param events how many wait in each round
     */
    TopicToPostgres(
            Instance instance, DataDirectory data, Endpoint endpoint, Target target, int events, Progress progress)
            throws CommandFailedException {
        this.instance = instance;
        this.run = instance.runFile();
        this.endpoint = endpoint;
        this.target = target;
        this.events = events;
        this.progress = progress;
        sluice = new SluiceContender(instance);
        unnest = new ListenerContender(Variant.UNNEST, run, data);
        copy = new ListenerContender(Variant.COPY, run, data);
        limit = new LimitContender(run.postgresUrl(), SignedEvents.fresh(endpoint, target));
    }

    /** Measures; on return the processor is stopped and the topic empty. */
    void run(int rounds, Figures figures)
            throws StartFailedException, CommandFailedException, ExecutionException, SQLException, IOException,
                    InterruptedException {
        List<Contender> contenders = List.of(sluice, unnest, copy, limit);
        for (Contender contender : contenders) {
            if (!contender.equals(sluice)) {
                tables(contender).createLikeSluices();
            }
        }
        Map<Contender, List<Measured>> measured = new LinkedHashMap<>();
        Backlog backlog = new Backlog(run.kafkaBootstrap());
        for (int round = 1; round <= rounds; round++) {
            backlog.clear();
            backlog.fill(SignedEvents.fresh(endpoint, target), events);
            progress.say("  round " + round + ": " + events + " events wait on the topic");
            for (Contender contender : contenders) {
                Measured figure = measure(contender);
                measured.computeIfAbsent(contender, first -> new ArrayList<>()).add(figure);
                progress.say("  " + contender.name() + ": " + Measured.shown(List.of(figure)));
            }
        }
        backlog.clear();
        show(measured, rounds, figures);
    }

    private ThreeTables tables(Contender contender) {
        return new ThreeTables(run.postgresUrl(), contender.schema());
    }

    private Measured measure(Contender contender)
            throws StartFailedException, CommandFailedException, ExecutionException, SQLException, IOException,
                    InterruptedException {
        ThreeTables tables = tables(contender);
        DatabaseUse before = DatabaseUse.now(run.postgresUrl());
        Contender.Run started = contender.start(events);
        Optional<CpuUse> cpu;
        try {
            long tenth = started.count().await(events / WARM_UP_PARTS);
            Optional<CpuUse> warm = CpuUse.now(started.pid(), instance.runFile().pids());
            long all = started.count().await(events);
            cpu = CpuUse.now(started.pid(), instance.runFile().pids())
                    .filter(end -> all > tenth)
                    .flatMap(end -> warm.map(begin -> end.eachSince(begin, all - tenth)));
        } finally {
            started.stop();
        }
        DatabaseUse used = DatabaseUse.now(run.postgresUrl()).since(before);
        CommitTimes commits = tables.commitTimes();
        requireAllRows(contender, tables.rows());
        tables.empty();
        return new Measured(
                commits.perSecondFrom(1.0 / WARM_UP_PARTS),
                cpu,
                (double) events / commits.commits().size(),
                used.transactions(),
                (double) used.walBytes() / events);
    }

    private void requireAllRows(Contender contender, List<Long> rows) throws CommandFailedException {
        if (rows.stream().anyMatch(count -> count != events)) {
            throw new CommandFailedException(
                    CommandFailedException.FAILED,
                    contender.name() + " wrote " + rows + " rows into its three tables, not " + events + " each");
        }
    }

    private void show(Map<Contender, List<Measured>> measured, int rounds, Figures figures) {
        figures.add(
                String.format(
                        Locale.ROOT,
                        "**topic to Postgres**, %,d waiting events of ~850 bytes from 10 %% to 100 %%, three rows each",
                        events),
                "median of " + rounds + " interleaved rounds (each round); CPU an event: writer / broker / Postgres");
        measured.forEach((contender, figure) -> figures.add(contender.name(), Measured.shown(figure)));
        figures.add(
                "ratios of the medians",
                String.format(
                        Locale.ROOT,
                        "Sluice / plain listener %.2f with `unnest`, %.2f with `COPY`; Sluice / limit %.2f",
                        ratio(measured, unnest),
                        ratio(measured, copy),
                        ratio(measured, limit)));
    }

    private double ratio(Map<Contender, List<Measured>> measured, Contender other) {
        return Measured.perSecond(measured.getOrDefault(sluice, List.of()))
                / Measured.perSecond(measured.getOrDefault(other, List.of()));
    }
}

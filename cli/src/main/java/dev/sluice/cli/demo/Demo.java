package dev.sluice.cli.demo;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.ConfigurationFiles;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.cli.webhook.Poster;
import dev.sluice.config.ConfigurationException;
import dev.sluice.config.EndpointsFile;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.topic.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** One run of the demonstration against an instance that is ready. Not thread-safe. */
public final class Demo {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
    private static final int PAUSE_MILLIS = 200;
    // Both services have just been started: the first events find them cold, and are not timed.
    private static final int WARM_UP = 40;
    private static final long SHUFFLE_SEED = 20250101;

    private final RunFile run;
    private final DataDirectory data;
    private final EndpointCatalog endpoints;
    private final Optional<Path> corpus;
    private final String group;
    private final PrintWriter out;
    private final RunIds ids = new RunIds(Instant.now());

    /**
     * A run that has not begun.
     *
     * @param files the examples that the instance was started with
     * @param corpus file of real deliveries to send besides
     * @param group the processor's consumer group
     */
    public Demo(
            RunFile run,
            DataDirectory data,
            ConfigurationFiles files,
            int maxBody,
            Optional<Path> corpus,
            String group,
            PrintWriter out)
            throws CommandFailedException, ConfigurationException {
        this.run = run;
        this.data = data;
        this.endpoints = EndpointsFile.read(files.endpoints(), files.environment(data), maxBody);
        this.corpus = corpus;
        this.group = group;
        this.out = out;
    }

    /** Sends, waits, reads back, prints; whether every promise holds. */
    public boolean run() throws CommandFailedException, InterruptedException {
        try (Poster poster = new Poster("demo");
                Connection connection = DriverManager.getConnection(run.postgresUrl());
                Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, run.kafkaBootstrap()))) {
            LedgerRows rows = new LedgerRows(connection, ids.prefix());
            DemoFindings found = shoot(new Sender(poster), rows, new Lag(admin, group));
            new Summary(found, ids).print(out);
            List<Promise> promises = new Promises(found).check();
            out.println("Promises:");
            promises.forEach(out::println);
            out.flush();
            return promises.stream().allMatch(Promise::holds);
        } catch (SQLException | ExecutionException | IOException e) {
            throw new CommandFailedException(
                    CommandFailedException.FAILED, "the demo could not read back what it had sent: " + e, e);
        }
    }

    private DemoFindings shoot(Sender sender, LedgerRows rows, Lag lag)
            throws CommandFailedException, InterruptedException, SQLException, ExecutionException, IOException {
        RejectionCounters counters = new RejectionCounters(run.managementUrl());
        Map<String, Long> refusedBefore = counters.read();
        List<DemoRequest.Genuine> genuine = new ArrayList<>(new Script(endpoints, run.ingestUrl(), ids).genuine());
        if (corpus.isPresent()) {
            List<DemoRequest.Genuine> deliveries =
                    new Corpus(corpus.get()).requests(endpoints.named("github").orElseThrow(), run.ingestUrl(), ids);
            say("sending " + deliveries.size() + " deliveries of " + corpus.get() + " besides");
            genuine.addAll(deliveries);
        }
        Collections.shuffle(genuine, new Random(SHUFFLE_SEED));
        List<DemoRequest.Bad> bad = new BadRequests(endpoints, run.ingestUrl(), ids).all();
        say("sending " + genuine.size() + " signed webhooks");
        List<Sent> first = new ArrayList<>(sender.send(genuine.subList(0, WARM_UP)));
        awaitEnd(first, List.of(), rows, lag);
        first.addAll(sender.send(genuine.subList(WARM_UP, genuine.size())));
        List<DemoRequest.Genuine> again = Script.repeats(genuine);
        say("sending " + again.size() + " of them a second time, and " + bad.size() + " that must be refused");
        List<Sent> second = sender.send(again);
        List<Sent> refused = sender.send(bad);
        long behind = awaitEnd(first, second, rows, lag);
        TopicRecords topics = new TopicRecords(run.kafkaBootstrap(), ids.prefix());
        List<Sent> all = new ArrayList<>(first);
        all.addAll(second);
        all.addAll(refused);
        return new DemoFindings(
                first,
                WARM_UP,
                second,
                refused,
                rows.audits(),
                rows.attempts(),
                rows.deadLetters(),
                rows.withoutEffect(),
                topics.all(Topics.EVENTS),
                topics.all(Topics.DEAD_LETTERS),
                RejectionCounters.since(refusedBefore, counters.read()),
                behind,
                new Leaks(endpoints.all()).in(data, all));
    }

    /** Waits until all has ended, or for so long that it won't; returns the lag. */
    private long awaitEnd(List<Sent> first, List<Sent> second, LedgerRows rows, Lag lag)
            throws SQLException, InterruptedException, ExecutionException {
        long accepted = first.stream()
                .filter(sent -> sent.answer().status() == DemoFindings.ACCEPTED)
                .count();
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        long told = System.nanoTime();
        while (true) {
            LedgerRows.Progress progress = rows.progress();
            long behind = lag.records();
            boolean done = progress.ended() >= accepted && progress.duplicates() >= second.size() && behind == 0;
            if (done || System.nanoTime() > deadline) {
                return behind;
            }
            if (System.nanoTime() - told > TimeUnit.SECONDS.toNanos(5)) {
                told = System.nanoTime();
                say("  " + progress.ended() + " of " + accepted + " have ended, lag " + behind);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}

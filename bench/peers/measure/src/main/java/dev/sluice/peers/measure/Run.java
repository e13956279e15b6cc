package dev.sluice.peers.measure;

import dev.sluice.cli.load.Target;
import dev.sluice.topic.TopicPlan;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;

/** One run of all peers that are asked for, one at a time. A peer that fails is told of and left out of the table. */
final class Run {
    private final Arguments arguments;
    private final Programs programs;
    private final Servers servers;
    private final Admin admin;
    private final TopicPlan plan;
    private final Webhooks webhooks;
    private final PrintStream progress;
    private boolean failed;

    Run(
            Arguments arguments,
            Programs programs,
            Servers servers,
            Admin admin,
            TopicPlan plan,
            Webhooks webhooks,
            PrintStream progress) {
        this.arguments = arguments;
        this.programs = programs;
        this.servers = servers;
        this.admin = admin;
        this.plan = plan;
        this.webhooks = webhooks;
        this.progress = progress;
    }

    /** Prints the table; false when a peer failed. */
    boolean print(Table table) throws Exception {
        Topic events = Topic.events(admin, servers.bootstrap(), plan);
        List<Row> topicRows = topicRows(events);
        List<Row> httpRows = httpRows(events);
        table.head();
        table.group(having(Writes.THREE_ROWS, topicRows), Peers.PLAIN_LISTENER);
        table.group(having(Writes.ONE_ROW, topicRows), Peers.PLAIN_AUDIT);
        table.group(httpRows, SluiceIngest.WHAT);
        return !failed;
    }

    private static List<Row> having(Writes writes, List<Row> rows) {
        return rows.stream().filter(row -> row.writes().equals(writes.text())).toList();
    }

    private List<Row> topicRows(Topic events) throws Exception {
        List<Row> rows = new ArrayList<>();
        List<TopicPeer> peers = prepared(events);
        if (peers.isEmpty()) {
            return rows;
        }
        events.fill(webhooks.events(Target.of("http://127.0.0.1" + Webhooks.PATH)), arguments.events());
        progress.println("peers: " + arguments.events() + " events wait on " + events.name());
        TopicMeasurement measurement = new TopicMeasurement(servers, events, arguments.events());
        for (TopicPeer peer : peers) {
            Database database = servers.database(database(peer.name()));
            attempt("measuring " + peer.name(), () -> rows.add(measurement.run(peer, database)));
            database.drop();
        }
        return rows;
    }

    private List<TopicPeer> prepared(Topic events) throws InterruptedException {
        List<TopicPeer> prepared = new ArrayList<>();
        for (TopicPeer peer : Peers.ofTopic(programs, events)) {
            if (arguments.wants(peer.name())) {
                attempt("preparing " + peer.name(), () -> {
                    peer.prepare(servers.database(database(peer.name())));
                    prepared.add(peer);
                });
            }
        }
        return prepared;
    }

    private List<Row> httpRows(Topic events) throws Exception {
        List<Row> rows = new ArrayList<>();
        HttpMeasurement measurement = new HttpMeasurement(servers, webhooks, arguments.warmUp(), arguments.measured());
        Database database = servers.database("http");
        Topic received = Topic.like(admin, servers.bootstrap(), plan, "peers.received");
        for (HttpPeer peer : Peers.ofHttp(programs, events, received, database, webhooks)) {
            if (arguments.wants(peer.name())) {
                attempt("measuring " + peer.name(), () -> rows.add(measurement.run(peer, database)));
            }
        }
        return rows;
    }

    private interface Step {
        void run() throws Exception;
    }

    private void attempt(String what, Step step) throws InterruptedException {
        progress.println("peers: " + what);
        try {
            step.run();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            failed = true;
            progress.println("peers: " + what + " failed: " + e);
        }
    }

    private static String database(String peer) {
        return peer.replace('-', '_');
    }
}

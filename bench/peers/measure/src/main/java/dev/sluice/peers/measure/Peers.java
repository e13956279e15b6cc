package dev.sluice.peers.measure;

import dev.sluice.local.FreePorts;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** All there are, in the order in which they run. */
final class Peers {
    /** The yardstick of those that write three rows. */
    static final String PLAIN_LISTENER = "plain batch listener";

    /** The yardstick of those that write one. */
    static final String PLAIN_AUDIT = "plain batch listener, event alone";

    private static final Set<String> NAMES = Set.of(
            "plain-listener",
            "spring-listener",
            "sluice-processor",
            "plain-audit",
            "parallel-consumer",
            "debezium",
            "sluice-ingest",
            "spring-receiver",
            "express");

    private Peers() {}

    /** Refuses names that no peer has. */
    static Set<String> named(List<String> names) {
        Set<String> unknown = new TreeSet<>(names);
        unknown.removeAll(NAMES);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("there is no peer " + unknown + "; there are " + new TreeSet<>(NAMES));
        }
        return Set.copyOf(names);
    }

    static List<TopicPeer> ofTopic(Programs programs, Topic topic) {
        String plain = "dev.sluice.peers.plainlistener.PlainListener";
        String spring = "dev.sluice.peers.springlistener.SpringListener";
        String parallel = "dev.sluice.peers.parallelconsumer.ParallelConsumer";
        return List.of(
                new ListenerPeer(
                        "plain-listener", PLAIN_LISTENER, Writes.THREE_ROWS, "plain-listener", plain, programs, topic),
                new ListenerPeer(
                        "spring-listener",
                        "Spring Kafka batch listener",
                        Writes.THREE_ROWS,
                        "spring-listener",
                        spring,
                        programs,
                        topic),
                SluiceProcessor.on(programs, topic.bootstrap()),
                new ListenerPeer("plain-audit", PLAIN_AUDIT, Writes.ONE_ROW, "plain-listener", plain, programs, topic),
                new ListenerPeer(
                        "parallel-consumer",
                        "Confluent parallel consumer",
                        Writes.ONE_ROW,
                        "parallel-consumer",
                        parallel,
                        programs,
                        topic),
                new DebeziumPeer(programs, topic.bootstrap(), topic.name()));
    }

    static List<HttpPeer> ofHttp(
            Programs programs, Topic events, Topic received, Database database, Webhooks webhooks) {
        return List.of(
                new SluiceIngest(
                        programs, events, FreePorts.pick(), FreePorts.pick(), webhooks.file(), webhooks.secret()),
                new SpringReceiverPeer(programs, received, FreePorts.pick(), webhooks.secret()),
                new ExpressPeer(programs, database, FreePorts.pick(), webhooks.secret()));
    }
}

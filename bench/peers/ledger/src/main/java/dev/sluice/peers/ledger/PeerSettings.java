package dev.sluice.peers.ledger;

import java.util.Map;
import java.util.Properties;

/**
 * What a peer that reads the topic is told, in variables of its environment.
 *
 * @param bootstrap brokers
 * @param topic where the events wait
 * @param group of consumers; a new one, so that it begins at the first event
 * @param postgresUrl JDBC URL with user and password
 * @param threads that read and write at the same time
 * @param batch events in one transaction, at most
 * @param rows what is written for each
 */
public record PeerSettings(
        String bootstrap, String topic, String group, String postgresUrl, int threads, int batch, Rows rows) {

    /** What a peer writes for an event. */
    public enum Rows {
        /** Attempt, event and payment. */
        ALL,
        /** The event alone. */
        AUDIT
    }

    /** Those of this process. */
    public static PeerSettings read() {
        Map<String, String> environment = System.getenv();
        return new PeerSettings(
                required(environment, "PEER_KAFKA"),
                required(environment, "PEER_TOPIC"),
                required(environment, "PEER_GROUP"),
                required(environment, "PEER_POSTGRES"),
                Integer.parseInt(required(environment, "PEER_THREADS")),
                Integer.parseInt(required(environment, "PEER_BATCH")),
                Rows.valueOf(required(environment, "PEER_ROWS")));
    }

    /** A consumer's configuration: what Sluice's own consumers have, where it makes a difference. */
    public Properties consumer() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("group.id", group);
        properties.put("auto.offset.reset", "earliest");
        properties.put("enable.auto.commit", "false");
        properties.put("isolation.level", "read_committed");
        properties.put("max.poll.records", Integer.toString(batch));
        properties.put("fetch.max.wait.ms", "50");
        properties.put("max.partition.fetch.bytes", Integer.toString(2 << 20));
        properties.put("key.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer");
        properties.put("value.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer");
        return properties;
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is not set");
        }
        return value;
    }
}

package dev.sluice.topic;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How the topics are to be created.
 *
 * @param partitions of events and retry, which must agree because one task reads the same partition of both
 * @param replicationFactor empty takes the broker's default
 * @param maxBody largest body in bytes; a record may be 256 KiB larger
 * @param retention of events, retry and dead letters
 */
public record TopicPlan(int partitions, Optional<Short> replicationFactor, int maxBody, Duration retention) {
    /** What headers, key and framing may add to a body, in bytes. */
    public static final int RECORD_OVERHEAD = 256 * 1024;

    private static final int REQUEST_OVERHEAD = 64 * 1024;

    private static final long LEAST_BUFFER = 32L << 20;

    private static final Duration REJECTION_RETENTION = Duration.ofDays(7);

    /** Largest record in bytes. */
    public int maxRecord() {
        return maxBody + RECORD_OVERHEAD;
    }

    /** Least size of a segment, in bytes: a producer's batch has to fit, or its thread dies on it for ever. */
    public int minSegment() {
        return 2 * maxRecord();
    }

    /** Largest request to a broker, in bytes: one record and what stands around it. */
    public int maxRequest() {
        return maxRecord() + REQUEST_OVERHEAD;
    }

    /** What a producer holds at least, in bytes: what waits to be sent must not keep the next record out. */
    public long minBuffer() {
        return Math.max(LEAST_BUFFER, 4L * maxRecord());
    }

    /** The topics as {@code Admin.createTopics} takes them. */
    public List<NewTopic> newTopics() {
        return Topics.ALL.stream().map(this::newTopic).toList();
    }

    private NewTopic newTopic(String name) {
        boolean rejections = name.equals(Topics.REJECTIONS);
        Map<String, String> config = new HashMap<>();
        config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxRecord()));
        // With CreateTime a record that carries a wild timestamp would expire windows or be deleted on arrival.
        config.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        config.put(
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString((rejections ? REJECTION_RETENTION : retention).toMillis()));
        return new NewTopic(name, Optional.of(rejections ? 1 : partitions), replicationFactor).configs(config);
    }
}

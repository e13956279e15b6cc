package dev.sluice.processor;

import static org.apache.kafka.streams.StreamsConfig.consumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.mainConsumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.producerPrefix;

import dev.sluice.processor.streams.BoundedRocksDb;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The configuration of Kafka Streams. */
final class StreamsProperties {
    /** All database time of a thread between two commits must stay well under it. */
    private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(60);

    private static final long ACCEPTABLE_RECOVERY_LAG = 5_000_000;
    /** The least that Kafka Streams takes. */
    private static final Duration PROBING_INTERVAL = Duration.ofMinutes(1);

    /**
     * Nobody waits for it: rows are written before, and a flush that sends retries, dead letters or publications asks for a commit.
     * Each commit keeps its thread from events for some milliseconds.
     */
    private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(2);

    /** The deduplication window's changelog is most of what is sent, and nobody reads it. A commit sends at once what lingers. */
    private static final Duration LINGER = Duration.ofMillis(500);

    /** Of one partition; a thousand of the largest bodies by default. */
    private static final long BUFFERED_BYTES = 1280L << 20;

    private static final int LEAST_BUFFERED = 2;
    private static final int MOST_BUFFERED = 1000;

    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);

    private StreamsProperties() {}

    static Properties of(ProcessorSettings settings, String instanceId) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
        properties.putAll(settings.kafka().with(Map.of()));
        properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDirectory().toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.streamThreads());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, (int) COMMIT_INTERVAL.toMillis());
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        if (settings.topics().replicationFactor().isPresent()) {
            properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int)
                    settings.topics().replicationFactor().get());
        }

        // A new instance gets its partitions at once and restores the stores, which are small, meanwhile.
        // No warm-up is awaited.
        // With the default, 10,000 records, it would wait for the next probe, which by default is 10 minutes away.
        properties.put(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, ACCEPTABLE_RECOVERY_LAG);
        properties.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, (int) PROBING_INTERVAL.toMillis());

        // Static membership: a killed instance that comes back with its state directory goes on within seconds.
        properties.put(mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instanceId);
        properties.put(mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), (int) SESSION_TIMEOUT.toMillis());
        properties.put(
                mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), (int) SESSION_TIMEOUT.toMillis() / 3);
        properties.put(mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        properties.put(mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2000);
        properties.put(consumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 50);
        properties.put(
                consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
                Math.max(settings.topics().maxRecord(), 2 << 20));

        // Records that wait in memory for their turn: as many as usual while none can be large.
        properties.put(
                StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG,
                Math.clamp(BUFFERED_BYTES / settings.topics().maxRecord(), LEAST_BUFFERED, MOST_BUFFERED));

        properties.put(producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), (int) TRANSACTION_TIMEOUT.toMillis());
        properties.put(producerPrefix(ProducerConfig.LINGER_MS_CONFIG), (int) LINGER.toMillis());
        properties.put(producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 << 10);
        properties.put(
                producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG),
                settings.topics().minBuffer());
        // A send that hangs counts towards the transaction's time-out: a topic may have been deleted a moment ago.
        properties.put(producerPrefix(ProducerConfig.MAX_BLOCK_MS_CONFIG), (int) SEND_TIMEOUT.toMillis());
        properties.put(producerPrefix(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG), (int) SEND_TIMEOUT.toMillis());
        properties.put(producerPrefix(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG), (int)
                SEND_TIMEOUT.multipliedBy(2).toMillis());
        properties.put(
                producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                settings.topics().maxRecord());
        return properties;
    }
}

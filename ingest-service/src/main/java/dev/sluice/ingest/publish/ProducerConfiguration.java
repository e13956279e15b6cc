package dev.sluice.ingest.publish;

import dev.sluice.topic.KafkaAddress;
import dev.sluice.topic.TopicPlan;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** How the producer is set up: durable first, an answer within the provider's time second, fast third. */
final class ProducerConfiguration {
    private static final int BATCH_BYTES = 128 * 1024;
    private static final long LEAST_BUFFER_BYTES = 64L * 1024 * 1024;
    private static final Duration LINGER = Duration.ofMillis(3);

    /** Waiting for metadata or memory holds a request; both are there, or the broker is away. */
    private static final Duration MAX_BLOCK = Duration.ofMillis(100);

    private static final Duration LONGEST_REQUEST = Duration.ofMillis(1500);

    private ProducerConfiguration() {}

    /** @param ackTimeout when a caller stops waiting; the producer must not go on trying after that */
    static Map<String, Object> of(KafkaAddress kafka, int maxBody, Duration ackTimeout) {
        Duration request = shorter(LONGEST_REQUEST, ackTimeout.minus(LINGER));
        int largest = maxBody + TopicPlan.RECORD_OVERHEAD;
        Map<String, Object> config = kafka.with(Map.of());
        config.put(ProducerConfig.CLIENT_ID_CONFIG, "sluice-ingest");
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.LINGER_MS_CONFIG, LINGER.toMillis());
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(LEAST_BUFFER_BYTES, 4L * largest));
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, largest);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK.toMillis());
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) request.toMillis());
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) ackTimeout.toMillis());
        // Back quickly after an outage, and no attempt to connect that outlives the caller's patience.
        config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
        config.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 1000L);
        config.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 2000L);
        return config;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}

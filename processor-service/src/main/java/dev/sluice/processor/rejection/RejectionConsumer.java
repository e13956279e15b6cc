package dev.sluice.processor.rejection;

import dev.sluice.topic.KafkaAddress;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How the consumer of rejections is set up. */
public final class RejectionConsumer {
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);
    private static final int BATCH = 500;

    private RejectionConsumer() {}

    /**
     * A consumer of bytes that commits nothing by itself.
     *
     * @param applicationId of the processor; the name of the group begins with it
     */
    public static Consumer<byte[], byte[]> of(KafkaAddress kafka, String applicationId) {
        return new KafkaConsumer<>(
                kafka.with(Map.of(
                        ConsumerConfig.GROUP_ID_CONFIG,
                        applicationId + "-rejections",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        BATCH,
                        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                        (int) SESSION_TIMEOUT.toMillis(),
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}

package dev.sluice.processor.job;

import dev.sluice.topic.KafkaAddress;
import dev.sluice.topic.TopicPlan;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The Kafka clients of jobs, apart from those of the stream threads; made when they are needed. Of one thread. */
final class JobClients implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration DELIVERY = Duration.ofSeconds(10);
    private static final int LINGER_MILLIS = 5;

    private final KafkaAddress kafka;
    private final TopicPlan topics;
    private @Nullable Producer<byte[], byte[]> producer;
    private @Nullable Consumer<byte[], byte[]> consumer;

    /** @param topics how large records may be */
    JobClients(KafkaAddress kafka, TopicPlan topics) {
        this.kafka = kafka;
        this.topics = topics;
    }

    /** A producer whose acknowledgement means that a record is kept. */
    Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> open = producer == null ? newProducer() : producer;
        producer = open;
        return open;
    }

    /** A consumer of no group, which commits nothing. */
    Consumer<byte[], byte[]> consumer() {
        Consumer<byte[], byte[]> open = consumer == null ? newConsumer() : consumer;
        consumer = open;
        return open;
    }

    /** Closes what is open; new ones are made when they are asked for. */
    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
        if (consumer != null) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            consumer = null;
        }
    }

    private Producer<byte[], byte[]> newProducer() {
        return new KafkaProducer<>(
                kafka.with(Map.of(
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.LINGER_MS_CONFIG,
                        LINGER_MILLIS,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        (int) DELIVERY.toMillis(),
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        (int) ANSWER.toMillis(),
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        (int) DELIVERY.toMillis(),
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        topics.minBuffer(),
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        topics.maxRecord())),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private Consumer<byte[], byte[]> newConsumer() {
        return new KafkaConsumer<>(
                kafka.with(Map.of(
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        (int) DELIVERY.toMillis(),
                        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        (int) ANSWER.toMillis(),
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                        Math.max(topics.maxRecord(), 1 << 20))),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}

package dev.sluice.processor.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.processor.ledger.InMemoryLedger;
import dev.sluice.testing.RealParts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** The consumer of a stream thread, against a real broker. */
final class FlushingConsumerIT {
    private static final String TOPIC = "polled";
    private static final String GROUP = "polling";
    private static final TopicPartition READ = new TopicPartition(TOPIC, 0);
    private static final TopicPartition ADDED = new TopicPartition(TOPIC, 1);
    private static final int RECORDS = 8;

    /** Its position becomes known to be missing after the records were taken from the consumer, and before they are returned. */
    @Test
    void partitionWithoutOffsetsCostsNoPolledRecord() throws Exception {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                RealParts.sharedBroker().bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1))).all().get();
        }
        send();
        List<Long> offsets = new ArrayList<>();
        try (FlushingConsumer consumer = new FlushingConsumer(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        RealParts.sharedBroker().bootstrap(),
                        ConsumerConfig.GROUP_ID_CONFIG,
                        GROUP,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        1,
                        ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
                        BrokerAnswersMeanwhile.class.getName()),
                BatchesOfTests.of(new InMemoryLedger()))) {
            consumer.assign(List.of(READ));
            consumer.seek(READ, 0);
            await().pollInSameThread().until(() -> take(consumer, Duration.ofMillis(100), offsets) >= 2);

            // The consumer has more records at hand, and asks the broker where to begin with the other partition.
            consumer.assign(List.of(READ, ADDED));
            await().pollInSameThread().until(() -> take(consumer, Duration.ZERO, offsets) >= RECORDS - 1);
        }

        assertThat(offsets).startsWith(0L, 1L, 2L, 3L, 4L, 5L).isSorted().doesNotHaveDuplicates();
        assertThat(offsets.getLast() + 1).isEqualTo(offsets.size());
    }

    private static int take(FlushingConsumer consumer, Duration timeout, List<Long> offsets) {
        consumer.poll(timeout).forEach(message -> offsets.add(message.offset()));
        return offsets.size();
    }

    private static void send() {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        RealParts.sharedBroker().bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                var unused = producer.send(new ProducerRecord<>(READ.topic(), READ.partition(), null, new byte[0]));
            }
        }
    }

    /** While it is called the consumer's own requests are on their way; the broker has answered them when it answers this one. */
    public static final class BrokerAnswersMeanwhile implements ConsumerInterceptor<byte[], byte[]> {
        @Override
        public void configure(Map<String, ?> settings) {}

        @Override
        public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
            try (Admin admin = Admin.create(Map.of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                    RealParts.sharedBroker().bootstrap()))) {
                admin.listConsumerGroupOffsets(GROUP)
                        .partitionsToOffsetAndMetadata()
                        .get();
                return records;
            } catch (Exception e) {
                throw new KafkaException(e);
            }
        }

        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

        @Override
        public void close() {}
    }
}

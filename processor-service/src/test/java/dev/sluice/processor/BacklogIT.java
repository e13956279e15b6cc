package dev.sluice.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testing.RealParts;
import dev.sluice.topic.KafkaAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is not read is seen, also where committed records seem to have ended. */
class BacklogIT {
    private static final int PLAIN = 3;

    private final TopicPartition partition = new TopicPartition("backlog-" + UUID.randomUUID(), 0);
    private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>(Map.of(partition, 0L));
    private Admin admin;

    @BeforeEach
    void open() throws Exception {
        admin = Admin.create(
                Map.of("bootstrap.servers", RealParts.sharedBroker().bootstrap()));
        admin.createTopics(List.of(new NewTopic(partition.topic(), 1, (short) 1)
                        .configs(Map.of("message.timestamp.type", "LogAppendTime"))))
                .all()
                .get();
    }

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void whatStandsBehindAnOpenTransactionOfOthersIsLagAndTheTransactionIsNamed() throws Exception {
        try (KafkaProducer<byte[], byte[]> other =
                        producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "left-open"));
                Backlog now = backlog(Duration.ZERO);
                Backlog later = backlog(Duration.ofMinutes(2))) {
            other.initTransactions();
            other.beginTransaction();
            other.send(message()).get();
            sendPlain();

            now.measure();
            later.measure();
            assertThat(now.records()).isEqualTo(1 + PLAIN);
            assertThat(now.held()).isEmpty();
            assertThat(later.oldest()).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(3));
            assertThat(later.held())
                    .singleElement()
                    .asString()
                    .contains(
                            partition + " can't be read from offset 0 on: the producer of id ",
                            "--topic " + partition.topic() + " --partition 0 --start-offset 0");

            other.commitTransaction();
            await().untilAsserted(() -> {
                later.measure();
                assertThat(later.held()).isEmpty();
                // And the marker of the transaction's end.
                assertThat(later.records()).isEqualTo(1 + PLAIN + 1);
            });
        }
    }

    @Test
    void whatHasBeenReadIsNoLag() throws Exception {
        try (Backlog backlog = backlog(Duration.ofMinutes(2))) {
            sendPlain();
            backlog.measure();
            assertThat(backlog.records()).isEqualTo(PLAIN);
            assertThat(backlog.held()).isEmpty();

            positions.put(partition, (long) PLAIN);
            backlog.measure();
            assertThat(backlog.records()).isZero();
            assertThat(backlog.oldest()).isZero();
        }
    }

    private Backlog backlog(Duration ahead) {
        return new Backlog(
                admin,
                KafkaAddress.plain(RealParts.sharedBroker().bootstrap()),
                () -> positions,
                Clock.offset(Clock.systemUTC(), ahead));
    }

    private void sendPlain() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            for (int i = 0; i < PLAIN; i++) {
                producer.send(message()).get();
            }
        }
    }

    private ProducerRecord<byte[], byte[]> message() {
        return new ProducerRecord<>(partition.topic(), new byte[] {1});
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(more);
        config.put(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                RealParts.sharedBroker().bootstrap());
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }
}

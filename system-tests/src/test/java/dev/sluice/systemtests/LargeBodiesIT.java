package dev.sluice.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.body.Sha256;
import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.ProcessorMain;
import dev.sluice.record.EventRecords;
import dev.sluice.record.Redelivery;
import dev.sluice.record.RedeliveryRecords;
import dev.sluice.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever SLUICE_MAX_BODY allows passes through all topics and stores, also those that were made for smaller bodies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
class LargeBodiesIT {
    private static final String ROUTES = """
            routes:
              - name: count
                match: {events: ["test.*"]}
                handler: count
                retry: {strategy: linear, base: 100ms, max_delay: 1s, max_attempts: 2, jitter: 0}
            """;

    private Sluice sluice;
    private StripeSender sender;

    @BeforeAll
    void start() throws Exception {
        sluice = new Sluice(
                "large", ROUTES, ProcessorMain.class, Map.of("SLUICE_MAX_BODY", "64MiB", "_JAVA_OPTIONS", "-Xmx3g"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", sluice.broker.bootstrap()))) {
            admin.createTopics(
                            List.of(new NewTopic("sluice-processor-waiting-changelog", Optional.of(4), Optional.empty())
                                    .configs(Map.of(
                                            "cleanup.policy", "compact",
                                            "message.timestamp.type", "LogAppendTime",
                                            "max.message.bytes", "1310720",
                                            "segment.bytes", "16777216"))))
                    .all()
                    .get();
        }
        sluice.start();
        sender = new StripeSender(sluice.webhooks, 4);
    }

    @AfterAll
    void stop() {
        sender.close();
        sluice.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 17, 25, 60})
    void passesThroughRetryDeadLetterAndReplay(int mebibytes) throws Exception {
        String text = "\"text\":\"" + "x".repeat((mebibytes << 20) - 200) + "\"}";
        String retried = StripeSender.event("evt_retried_" + mebibytes, "{\"fail_times\":1," + text);
        String dead = StripeSender.event("evt_dead_" + mebibytes, "{\"fail_times\":9," + text);

        // As a provider does: a machine that is busy may need longer than an answer may take.
        await().atMost(Duration.ofSeconds(90)).until(() -> sender.post(retried) == 202);
        await().atMost(Duration.ofSeconds(90)).until(() -> sender.post(dead) == 202);

        assertEnds("evt_retried_" + mebibytes, "processed", retried);
        assertEnds("evt_dead_" + mebibytes, "dead", dead);
        ConsumerRecord<byte[], byte[]> letter = await().atMost(Duration.ofSeconds(90))
                .until(
                        () -> sluice.records.topic(Topics.DEAD_LETTERS).stream()
                                .filter(record -> Arrays.equals(record.value(), dead.getBytes(UTF_8)))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();

        replay(letter, "replay-" + mebibytes);

        await().atMost(Duration.ofSeconds(90))
                .until(() -> sluice.records.count("SELECT count(*) FROM webhook_attempt WHERE generation = 'replay-"
                                + mebibytes + "' AND attempt = 2 AND outcome = 'dead'")
                        == 1);
        assertThat(sluice.processor.isReady()).isTrue();
    }

    /** As a redrive does: a fresh generation, nothing attempted yet. */
    private void replay(ConsumerRecord<byte[], byte[]> letter, String generation) throws Exception {
        WebhookEvent event = EventRecords.read(letter.value(), letter.headers());
        Redelivery fresh = new Redelivery(
                Optional.of("count"),
                generation,
                0,
                Instant.now(),
                List.of(),
                RedeliveryRecords.read(letter.headers()).origin(),
                Optional.empty(),
                Optional.empty(),
                List.of());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, sluice.broker.bootstrap(),
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 65 << 20,
                        ProducerConfig.BUFFER_MEMORY_CONFIG, 130L << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            Topics.RETRY,
                            null,
                            EventRecords.key(event),
                            event.body(),
                            RedeliveryRecords.headers(event, fresh)))
                    .get();
        }
    }

    private void assertEnds(String id, String status, String body) {
        await().atMost(Duration.ofSeconds(90))
                .until(() -> sluice.records.count("SELECT count(*) FROM webhook_event WHERE event_id = '" + id
                                + "' AND status = '" + status + "' AND payload_sha256 = '\\x"
                                + Sha256.hex(body.getBytes(UTF_8)) + "'")
                        == 1);
    }
}

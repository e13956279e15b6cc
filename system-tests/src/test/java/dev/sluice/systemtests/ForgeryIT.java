package dev.sluice.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.WebhookEvent;
import dev.sluice.record.EventRecords;
import dev.sluice.record.RedeliveryRecords;
import dev.sluice.testing.EventBuilder;
import dev.sluice.topic.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What a forger sends changes nothing and ends where operators see it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class ForgeryIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String ROUTES = """
            routes:
              - name: count
                match: {events: ["test.*"]}
                handler: count
            """;

    private Sluice sluice;

    @BeforeAll
    void start() {
        sluice = new Sluice("forgery", ROUTES).start();
    }

    @AfterAll
    void stop() {
        sluice.close();
    }

    @Test
    void forgedWebhookIsARowThatTellsNothingConfidential() throws Exception {
        String signature = "5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd";
        HttpRequest forged = HttpRequest.newBuilder(URI.create(sluice.webhooks + "?token=confidential"))
                .header("Content-Type", "application/json")
                .header("Stripe-Signature", "t=" + Instant.now().getEpochSecond() + ",v1=" + signature)
                .header("Authorization", "Bearer confidential")
                .header("X-Request-Id", "forged-1")
                .POST(HttpRequest.BodyPublishers.ofString("{\"id\":\"evt_confidential\"}"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(forged, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(401);
        }

        String row = "SELECT %s FROM webhook_rejection r WHERE request_id = 'forged-1'";
        await().atMost(SOON)
                .until(() -> !sluice.records.rows(row.formatted("1")).isEmpty());
        assertThat(sluice.records.rows(row.formatted("endpoint || ' ' || code || ' ' || status || ' ' || address")))
                .isEqualTo(Map.of("stripe signature_mismatch 401 127.0.0.1", 1));
        assertThat(sluice.records.rows(row.formatted("r::text")).keySet())
                .singleElement()
                .asString()
                .doesNotContain("confidential")
                .doesNotContain(signature)
                .doesNotContain(Sluice.SECRET);
        assertThat(sluice.records.topic(Topics.EVENTS))
                .noneMatch(record -> text(record.key()).equals("evt_confidential"));
    }

    @Test
    void tokenIsUsedWithOneBodyOnlyWhicheverPartitionItComesTo() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, sluice.broker.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int partition = 0; partition < 2; partition++) {
                WebhookEvent event = signedByToken("evt_token_" + partition);
                producer.send(new ProducerRecord<>(
                                Topics.EVENTS,
                                partition,
                                EventRecords.key(event),
                                event.body(),
                                EventRecords.headers(event)))
                        .get();
            }
        }

        String status = "SELECT status FROM webhook_event WHERE event_id LIKE 'evt\\_token\\__'";
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(sluice.records.rows(status)).isEqualTo(Map.of("processed", 1, "dead", 1)));
        String dead = sluice.records
                .rows("SELECT event_id FROM webhook_dead_letter WHERE cause = 'token_reused'")
                .keySet()
                .iterator()
                .next();
        String applied = dead.equals("evt_token_0") ? "evt_token_1" : "evt_token_0";
        assertThat(sluice.records.rows("SELECT event_id FROM test_effect WHERE event_id LIKE 'evt\\_token\\__'"))
                .isEqualTo(Map.of(applied, 1));
        await().atMost(SOON).until(() -> !deadLetters(dead).isEmpty());
        assertThat(deadLetters(dead))
                .singleElement()
                .satisfies(record -> assertThat(
                                RedeliveryRecords.read(record.headers()).history())
                        .singleElement()
                        .satisfies(note -> assertThat(note.cause()).isEqualTo("token_reused")));
    }

    private List<ConsumerRecord<byte[], byte[]>> deadLetters(String id) {
        return sluice.records.topic(Topics.DEAD_LETTERS).stream()
                .filter(record -> text(record.key()).equals(id))
                .toList();
    }

    private static WebhookEvent signedByToken(String id) {
        return EventBuilder.event("mail", id)
                .provider("mailgun")
                .receivedAt(Instant.now())
                .token("not-a-real-token")
                .body(StripeSender.event(id, "{}"))
                .build();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}

package dev.sluice.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.WebhookEvent;
import dev.sluice.provider.Endpoint;
import dev.sluice.record.EventRecords;
import dev.sluice.record.RedeliveryRecords;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.SignedRequest;
import dev.sluice.testing.EventBuilder;
import dev.sluice.topic.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
              - name: resplit
                match: {endpoints: [twilio]}
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

    /** Twilio's joins the URL, names and values by nothing: all sign {@code …?step=1hithereofus} */
    @ParameterizedTest
    @CsvSource({"?step=1, ?step=1, hi=thereofus", "?step=2, ?step=2hi, there=ofus"})
    void twilioFieldsThatAreSplitElsewhereAreADeadLetter(String query, String forgedQuery, String forgedForm)
            throws Exception {
        SignedRequest genuine = sign(query, "twilio", "application/x-www-form-urlencoded", "hi=there&of=us");

        assertForgeryIsADeadLetter(
                genuine, genuine.at("/webhooks/twilio" + forgedQuery).withBody(forgedForm.getBytes(UTF_8)));
    }

    private void assertForgeryIsADeadLetter(SignedRequest genuine, SignedRequest forged) throws Exception {
        String applied = post(genuine);
        await().atMost(SOON).until(() -> applied(applied) == 1);
        String refused = post(forged);

        String letters = "SELECT cause FROM webhook_dead_letter WHERE event_id = '" + refused
                + "' AND position(body IN decode('" + HexFormat.of().formatHex(forged.body()) + "', 'hex')) > 0";
        await().atMost(SOON).until(() -> !sluice.records.rows(letters).isEmpty());
        assertThat(sluice.records.rows(letters)).isEqualTo(Map.of("token_reused", 1));
        assertThat(sluice.records.rows("SELECT status FROM webhook_event WHERE event_id = '" + refused + "'"))
                .isEqualTo(Map.of("dead", 1));
        assertThat(applied(refused)).isZero();
        assertThat(applied(applied)).isEqualTo(1);
    }

    private long applied(String id) {
        return sluice.records.count("SELECT count(*) FROM test_effect WHERE event_id = '" + id + "'");
    }

    /** As the provider signs it; in the place of its URL the request has the path and query that it is to be posted to. */
    private SignedRequest sign(String query, String name, String contentType, String body) {
        Endpoint endpoint = sluice.endpoints().named(name).orElseThrow();
        Instant now = Instant.now();
        RequestHeaders headers = RequestHeaders.of(Map.of("content-type", contentType));
        String path = "/webhooks/" + name + query;
        return endpoint.scheme()
                .sign(
                        new SignedRequest("POST", Sluice.PUBLIC + path, headers, body.getBytes(UTF_8)),
                        endpoint.currentSecrets(now).getFirst(),
                        now)
                .at(path);
    }

    /** Returns the id that it was accepted under. */
    private String post(SignedRequest signed) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(sluice.webhooks.resolve(signed.url()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(signed.body()));
        signed.headers().asMap().forEach((header, values) -> values.forEach(value -> request.header(header, value)));
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            return answer.body().replaceFirst("(?s).*\"event_ids?\": ?\\[?\"([^\"]+)\".*", "$1");
        }
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

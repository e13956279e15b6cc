package dev.sluice.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.topic.Topics;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Values that are meant to break something reach their end like any other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class HostileValuesIT {
    private static final int MAX_BODY = 1 << 20;
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
    void start() {
        sluice = new Sluice("hostile", ROUTES).start();
        sender = new StripeSender(sluice.webhooks, 4);
    }

    @AfterAll
    void stop() {
        sender.close();
        sluice.close();
    }

    @Test
    void idThatIsTooLongOrNotPrintableOrEmptyIsStoredByItsHash() {
        List<String> bodies = List.of(
                StripeSender.event("x".repeat(3 * 1024), "{}"),
                StripeSender.event("a\\u0000b", "{}"),
                StripeSender.event("", "{}"));

        assertThat(bodies).allSatisfy(body -> assertThat(sender.post(body)).isEqualTo(202));

        for (String body : bodies) {
            String row = "SELECT length(event_id), status FROM webhook_event WHERE body = decode('"
                    + HexFormat.of().formatHex(body.getBytes(UTF_8)) + "', 'hex')";
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(sluice.records.rows(row.replace(", status", " || ' ' || status")))
                            .isEqualTo(Map.of("64 processed", 1)));
        }
    }

    @Test
    void nulInAValueIsStoredAsReceived() {
        assertStoredAsReceived("evt_nul", StripeSender.event("evt_nul", "{\"text\":\"a\\u0000b\"}"), "processed");
    }

    @Test
    void numberOfFourHundredDigitsIsStoredAsReceived() {
        assertStoredAsReceived(
                "evt_digits", StripeSender.event("evt_digits", "{\"n\":" + "9".repeat(400) + "}"), "processed");
    }

    @Test
    void exponentBeyondAnyNumberIsStoredAsReceived() {
        assertStoredAsReceived(
                "evt_exponent", StripeSender.event("evt_exponent", "{\"n\":1e99999999999}"), "processed");
    }

    @Test
    void fiveThousandLevelsAreStoredAsReceived() {
        String deep = "{\"deep\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
        assertStoredAsReceived("evt_deep", StripeSender.event("evt_deep", deep), "processed");
    }

    @Test
    void bodyAtTheLimitPassesThroughRetryAndDeadLetter() {
        String empty = StripeSender.event("evt_large", "{\"fail_times\":9,\"text\":\"\"}");
        String body = StripeSender.event(
                "evt_large", "{\"fail_times\":9,\"text\":\"" + "x".repeat(MAX_BODY - empty.length()) + "\"}");
        assertThat(body.getBytes(UTF_8)).hasSize(MAX_BODY);

        assertStoredAsReceived("evt_large", body, "dead");
        assertThat(sluice.records.topic(Topics.RETRY))
                .anySatisfy(record -> assertThat(record.value()).isEqualTo(body.getBytes(UTF_8)));
        assertThat(sluice.records.topic(Topics.DEAD_LETTERS))
                .anySatisfy(record -> assertThat(record.value()).isEqualTo(body.getBytes(UTF_8)));
        assertThat(sender.post(body + " ")).isEqualTo(413);
    }

    @Test
    void recordsOfOthersBecomeDeadLettersAndHoldNothingUp() {
        byte[] junk = "not an event".getBytes(UTF_8);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, sluice.broker.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            Stream.of(
                            new ProducerRecord<>(Topics.EVENTS, 0, new byte[0], junk),
                            new ProducerRecord<byte[], byte[]>(Topics.RETRY, 0, null, junk),
                            new ProducerRecord<byte[], byte[]>(Topics.EVENTS, 1, new byte[] {-1, 0}, null))
                    .map(producer::send)
                    .forEach(sent -> assertThat(sent).succeedsWithin(Duration.ofSeconds(10)));
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> sluice.records.count("SELECT count(*) FROM webhook_dead_letter WHERE endpoint = ''") == 3);
        assertStoredAsReceived("evt_after", StripeSender.event("evt_after", "{}"), "processed");
    }

    private void assertStoredAsReceived(String id, String body, String status) {
        assertThat(sender.post(body)).isEqualTo(202);
        String row = "SELECT encode(body, 'hex') FROM webhook_event WHERE event_id = '" + id + "' AND status = '"
                + status + "'";
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !sluice.records.rows(row).isEmpty());
        assertThat(sluice.records.rows(row)).containsOnlyKeys(HexFormat.of().formatHex(body.getBytes(UTF_8)));
    }
}

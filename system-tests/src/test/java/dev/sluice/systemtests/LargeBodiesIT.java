package dev.sluice.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.body.Sha256;
import dev.sluice.processor.ProcessorMain;
import dev.sluice.topic.Topics;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
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
    void passesThroughRetryAndDeadLetter(int mebibytes) {
        String text = "\"text\":\"" + "x".repeat((mebibytes << 20) - 200) + "\"}";
        String retried = StripeSender.event("evt_retried_" + mebibytes, "{\"fail_times\":1," + text);
        String dead = StripeSender.event("evt_dead_" + mebibytes, "{\"fail_times\":9," + text);

        // As a provider does: a machine that is busy may need longer than an answer may take.
        await().atMost(Duration.ofSeconds(90)).until(() -> sender.post(retried) == 202);
        await().atMost(Duration.ofSeconds(90)).until(() -> sender.post(dead) == 202);

        assertEnds("evt_retried_" + mebibytes, "processed", retried);
        assertEnds("evt_dead_" + mebibytes, "dead", dead);
        await().atMost(Duration.ofSeconds(90))
                .until(() -> sluice.records.topic(Topics.DEAD_LETTERS).stream()
                        .anyMatch(record -> Arrays.equals(record.value(), dead.getBytes(UTF_8))));
        assertThat(sluice.processor.isReady()).isTrue();
    }

    private void assertEnds(String id, String status, String body) {
        await().atMost(Duration.ofSeconds(90))
                .until(() -> sluice.records.count("SELECT count(*) FROM webhook_event WHERE event_id = '" + id
                                + "' AND status = '" + status + "' AND payload_sha256 = '\\x"
                                + Sha256.hex(body.getBytes(UTF_8)) + "'")
                        == 1);
    }
}

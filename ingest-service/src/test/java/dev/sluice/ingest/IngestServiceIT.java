package dev.sluice.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.WebhookEvent;
import dev.sluice.record.EventRecords;
import dev.sluice.signature.Secret;
import dev.sluice.testing.Broker;
import dev.sluice.testing.RealParts;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole service against a real broker. */
class IngestServiceIT {
    @TempDir
    private Path directory;

    private Hub hub = new Hub(Path.of(""));

    @BeforeEach
    void configure() throws Exception {
        hub = new Hub(directory);
        hub.configure();
    }

    @Test
    void acceptedWebhookIsOneRecordWithTheBytesAsSigned() throws Exception {
        try (Broker broker = RealParts.broker();
                IngestService service = hub.start(broker)) {
            hub.awaitReady(service);
            byte[] body = "{ \"action\":\"opened\",\t\"issue\":{\"id\":7}}".getBytes(UTF_8);

            HttpResponse<String> answer = hub.post(service, "delivery-1", body);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            assertThat(answer.body()).contains("\"event_id\":\"delivery-1\"");
            assertThat(Hub.records(broker)).singleElement().satisfies(record -> {
                assertThat(record.key()).asString().isEqualTo("delivery-1");
                assertThat(record.value()).isEqualTo(body);
                WebhookEvent event = EventRecords.read(record.value(), record.headers());
                assertThat(event.type()).isEqualTo("issues.opened");
            });
        }
    }

    @Test
    void bodyOfExactlyTheLimitIsStored() throws Exception {
        try (Broker broker = RealParts.broker();
                IngestService service = hub.start(broker)) {
            hub.awaitReady(service);
            byte[] body = ("{\"action\":\"" + "x".repeat(20) + "\"}" + " ".repeat(Hub.MAX_BODY))
                    .substring(0, Hub.MAX_BODY)
                    .getBytes(UTF_8);

            assertThat(hub.post(service, "delivery-1", body).statusCode()).isEqualTo(202);
            assertThat(Hub.records(broker))
                    .singleElement()
                    .satisfies(record -> assertThat(record.value()).isEqualTo(body));
        }
    }

    @Test
    void serviceIsLiveWithoutABrokerAndReadyOnceThereIsOne() throws Exception {
        try (Broker broker = RealParts.broker()) {
            broker.stop();
            try (IngestService service = hub.start(broker)) {
                assertThat(hub.get(service, "/health/live").statusCode()).isEqualTo(200);
                assertThat(hub.get(service, "/health/ready").statusCode()).isEqualTo(503);
                assertThat(hub.post(service, "early", "{}".getBytes(UTF_8)).statusCode())
                        .isEqualTo(503);

                broker.start();

                hub.awaitReady(service);
                assertThat(hub.post(service, "late", "{}".getBytes(UTF_8)).statusCode())
                        .isEqualTo(202);
            }
        }
    }

    @Test
    void silentBrokerIs503WithinThreeSecondsAndRecoversByItself() throws Exception {
        try (Broker broker = RealParts.broker();
                IngestService service = hub.start(broker)) {
            hub.awaitReady(service);
            broker.freeze();

            long start = System.nanoTime();
            HttpResponse<String> answer = hub.post(service, "delivery-1", "{}".getBytes(UTF_8));
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            broker.thaw();

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("\"code\":\"broker_unavailable\"");
            assertThat(took).isLessThan(Duration.ofSeconds(3));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> hub.post(service, "delivery-2", "{}".getBytes(UTF_8))
                                    .statusCode()
                            == 202);
        }
    }

    @Test
    void secretIsRotatedWhileRequestsComeInAndNoneIsRefused() throws Exception {
        try (Broker broker = RealParts.broker();
                IngestService service = hub.start(broker)) {
            hub.awaitReady(service);
            AtomicBoolean rotating = new AtomicBoolean(true);
            FutureTask<Set<Integer>> sender = new FutureTask<>(() -> {
                Set<Integer> statuses = new HashSet<>();
                for (int i = 0; rotating.get(); i++) {
                    statuses.add(
                            hub.post(service, "old-" + i, "{}".getBytes(UTF_8)).statusCode());
                }
                return statuses;
            });
            Thread.startVirtualThread(sender);
            Secret next = new Secret("next", "the-next-not-real-secret");

            hub.rotate("the-next-not-real-secret, {value: '${file:secret}', until: 2999-12-31}");
            await().until(() ->
                    hub.post(service, next, "new", "{}".getBytes(UTF_8)).statusCode() == 202);
            rotating.set(false);

            assertThat(sender.get()).containsExactly(202);
            assertThat(hub.get(service, "/metrics").body())
                    .contains("webhook_secret_used_total{endpoint=\"hub\",secret=\"secrets[1]\"}");
            hub.rotate("the-next-not-real-secret");
            await().until(() -> hub.post(service, "late", "{}".getBytes(UTF_8)).statusCode() == 401);
        }
    }

    @Test
    void silentBrokerSlowsNoRefusalAndTheRecordsAreDropped() throws Exception {
        try (Broker broker = RealParts.broker();
                IngestService service = hub.start(broker)) {
            hub.awaitReady(service);
            broker.freeze();

            long start = System.nanoTime();
            for (int i = 0; i < 50; i++) {
                assertThat(hub.postForged(service).statusCode()).isEqualTo(401);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            assertThat(took).isLessThan(Duration.ofSeconds(2));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> hub.get(service, "/metrics").body().contains("webhook_rejections_dropped_total 50.0"));
            broker.thaw();
        }
    }

    @Test
    void managementPortTellsMetricsOfEveryDependency() throws Exception {
        try (Broker broker = RealParts.broker();
                IngestService service = hub.start(broker)) {
            hub.awaitReady(service);
            hub.post(service, "delivery-1", "{}".getBytes(UTF_8));

            assertThat(hub.get(service, "/metrics").body())
                    .contains("webhook_received_total{endpoint=\"hub\",outcome=\"accepted\"} 1.0")
                    .contains("webhook_received_total{endpoint=\"hub\",outcome=\"failed\"} 0.0")
                    .contains("webhook_produce_duration_seconds_count 1")
                    .contains("jvm_memory_used_bytes")
                    .contains("kafka_producer_");
            assertThat(hub.get(service, "/openapi.yaml").body()).startsWith("openapi: 3.1");
        }
    }
}

package dev.sluice.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.EndpointSources;
import dev.sluice.config.ProviderPresets;
import dev.sluice.event.EventRecords;
import dev.sluice.event.WebhookEvent;
import dev.sluice.ingest.defend.TrustedProxies;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignatureScheme;
import dev.sluice.signature.SignedRequest;
import dev.sluice.testing.Broker;
import dev.sluice.testing.RealParts;
import dev.sluice.topic.TopicPlan;
import dev.sluice.topic.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole service against a real broker. */
class IngestServiceIT {
    private static final Secret SECRET = new Secret("secrets[0]", "not-a-real-secret");
    private static final int MAX_BODY = 1024 * 1024;
    private static final Set<String> NOT_SENT = Set.of("content-length");

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    @Test
    void acceptedWebhookIsOneRecordWithTheBytesAsSigned() throws Exception {
        try (Broker broker = RealParts.broker();
                IngestService service = start(broker)) {
            awaitReady(service);
            byte[] body = "{ \"action\":\"opened\",\t\"issue\":{\"id\":7}}".getBytes(UTF_8);

            HttpResponse<String> answer = post(service, "delivery-1", body);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            assertThat(answer.body()).contains("\"event_id\":\"delivery-1\"");
            assertThat(records(broker)).singleElement().satisfies(record -> {
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
                IngestService service = start(broker)) {
            awaitReady(service);
            byte[] body = ("{\"action\":\"" + "x".repeat(20) + "\"}" + " ".repeat(MAX_BODY))
                    .substring(0, MAX_BODY)
                    .getBytes(UTF_8);

            assertThat(post(service, "delivery-1", body).statusCode()).isEqualTo(202);
            assertThat(records(broker))
                    .singleElement()
                    .satisfies(record -> assertThat(record.value()).isEqualTo(body));
        }
    }

    @Test
    void serviceIsLiveWithoutABrokerAndReadyOnceThereIsOne() throws Exception {
        try (Broker broker = RealParts.broker()) {
            broker.stop();
            try (IngestService service = start(broker)) {
                assertThat(get(service, "/health/live").statusCode()).isEqualTo(200);
                assertThat(get(service, "/health/ready").statusCode()).isEqualTo(503);
                assertThat(post(service, "early", "{}".getBytes(UTF_8)).statusCode())
                        .isEqualTo(503);

                broker.start();

                awaitReady(service);
                assertThat(post(service, "late", "{}".getBytes(UTF_8)).statusCode())
                        .isEqualTo(202);
            }
        }
    }

    @Test
    void silentBrokerIs503WithinThreeSecondsAndRecoversByItself() throws Exception {
        try (Broker broker = RealParts.broker();
                IngestService service = start(broker)) {
            awaitReady(service);
            broker.freeze();

            long start = System.nanoTime();
            HttpResponse<String> answer = post(service, "delivery-1", "{}".getBytes(UTF_8));
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            broker.thaw();

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("\"code\":\"broker_unavailable\"");
            assertThat(took).isLessThan(Duration.ofSeconds(3));
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            post(service, "delivery-2", "{}".getBytes(UTF_8)).statusCode() == 202);
        }
    }

    @Test
    void secretIsRotatedWhileRequestsComeInAndNoneIsRefused() throws Exception {
        try (Broker broker = RealParts.broker();
                IngestService service = start(broker)) {
            awaitReady(service);
            AtomicBoolean rotating = new AtomicBoolean(true);
            FutureTask<Set<Integer>> sender = new FutureTask<>(() -> {
                Set<Integer> statuses = new HashSet<>();
                for (int i = 0; rotating.get(); i++) {
                    statuses.add(post(service, "old-" + i, "{}".getBytes(UTF_8)).statusCode());
                }
                return statuses;
            });
            Thread.startVirtualThread(sender);
            Secret next = new Secret("next", "the-next-not-real-secret");

            rotate("the-next-not-real-secret, {value: '${file:secret}', until: 2999-12-31}");
            await().until(() -> post(service, next, "new", "{}".getBytes(UTF_8)).statusCode() == 202);
            rotating.set(false);

            assertThat(sender.get()).containsExactly(202);
            assertThat(get(service, "/metrics").body())
                    .contains("webhook_secret_used_total{endpoint=\"hub\",secret=\"secrets[1]\"}");
            rotate("the-next-not-real-secret");
            await().until(() -> post(service, "late", "{}".getBytes(UTF_8)).statusCode() == 401);
        }
    }

    @Test
    void silentBrokerSlowsNoRefusalAndTheRecordsAreDropped() throws Exception {
        try (Broker broker = RealParts.broker();
                IngestService service = start(broker)) {
            awaitReady(service);
            broker.freeze();

            long start = System.nanoTime();
            for (int i = 0; i < 50; i++) {
                assertThat(postForged(service).statusCode()).isEqualTo(401);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            assertThat(took).isLessThan(Duration.ofSeconds(2));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> get(service, "/metrics").body().contains("webhook_rejections_dropped_total 50.0"));
            broker.thaw();
        }
    }

    @Test
    void managementPortTellsMetricsOfEveryDependency() throws Exception {
        try (Broker broker = RealParts.broker();
                IngestService service = start(broker)) {
            awaitReady(service);
            post(service, "delivery-1", "{}".getBytes(UTF_8));

            assertThat(get(service, "/metrics").body())
                    .contains("webhook_received_total{endpoint=\"hub\",outcome=\"accepted\"} 1.0")
                    .contains("webhook_received_total{endpoint=\"hub\",outcome=\"failed\"} 0.0")
                    .contains("webhook_produce_duration_seconds_count 1")
                    .contains("jvm_memory_used_bytes")
                    .contains("kafka_producer_");
            assertThat(get(service, "/openapi.yaml").body()).startsWith("openapi: 3.1");
        }
    }

    private IngestService start(Broker broker) throws Exception {
        EndpointSources sources = new EndpointSources(directory.resolve("endpoints.yaml"), Map.of(), MAX_BODY);
        IngestService service = new IngestService(new IngestSettings(
                sources,
                sources.read(),
                broker.bootstrap(),
                new TopicPlan(2, Optional.empty(), MAX_BODY, Duration.ofDays(1)),
                "127.0.0.1",
                0,
                0,
                256,
                64 * 1024 * 1024,
                TrustedProxies.NONE,
                false,
                Optional.empty(),
                Duration.ofMillis(2500),
                Duration.ofSeconds(10),
                Optional.of(new Secret("SLUICE_ADMIN_TOKEN", "not-a-real-token"))));
        service.start();
        return service;
    }

    @BeforeEach
    void configure() throws Exception {
        rotate("'${file:secret}'");
        Files.writeString(directory.resolve("secret"), SECRET.text());
    }

    /** Replaces the file in one step, as agents do: a file half written is a mistake, and waits for the next look. */
    private void rotate(String secrets) throws Exception {
        Path next = Files.writeString(
                directory.resolve("next.yaml"),
                "endpoints:\n  hub:\n    provider: github\n    secrets: [" + secrets + "]\n");
        Files.move(next, directory.resolve("endpoints.yaml"), ATOMIC_MOVE);
    }

    private HttpResponse<String> post(IngestService service, String id, byte[] body) throws Exception {
        return post(service, SECRET, id, body);
    }

    private HttpResponse<String> post(IngestService service, Secret secret, String id, byte[] body) throws Exception {
        SignatureScheme scheme = ProviderPresets.bundled()
                .named("github")
                .orElseThrow()
                .schemes()
                .getFirst()
                .with(Map.of());
        String url = "http://127.0.0.1:" + service.port() + "/webhooks/hub";
        SignedRequest signed = scheme.sign(
                new SignedRequest(
                        "POST",
                        url,
                        RequestHeaders.of(Map.of(
                                "Content-Type", "application/json",
                                "X-GitHub-Delivery", id,
                                "X-GitHub-Event", "issues")),
                        body),
                secret,
                Instant.now());
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofByteArray(body));
        signed.headers().asMap().forEach((name, values) -> {
            if (!NOT_SENT.contains(name)) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> postForged(IngestService service) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + service.port() + "/webhooks/hub");
        return client.send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .header("X-Hub-Signature-256", "sha256=" + "0".repeat(64))
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(IngestService service, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + service.managementPort() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private void awaitReady(IngestService service) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> get(service, "/health/ready").statusCode() == 200);
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(Broker broker) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrap(), "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    List.of(new TopicPartition(Topics.EVENTS, 0), new TopicPartition(Topics.EVENTS, 1));
            consumer.assign(partitions);
            long end = consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            await().until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return records.size() >= end;
            });
            return records;
        }
    }
}

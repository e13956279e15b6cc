package dev.sluice.ingest;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.EndpointSources;
import dev.sluice.config.ProviderPresets;
import dev.sluice.ingest.access.TrustedProxies;
import dev.sluice.ingest.receive.InFlight;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignatureScheme;
import dev.sluice.signature.SignedRequest;
import dev.sluice.testing.Broker;
import dev.sluice.topic.KafkaAddress;
import dev.sluice.topic.TopicPlan;
import dev.sluice.topic.Topics;
import java.io.IOException;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The service with one endpoint of GitHub's, and who posts to it. */
final class Hub {
    static final int MAX_BODY = 1024 * 1024;

    private static final Secret SECRET = new Secret("secrets[0]", "not-a-real-secret");
    private static final Set<String> NOT_SENT = Set.of("content-length");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path directory;

    /** @param directory for its files */
    Hub(Path directory) {
        this.directory = directory;
    }

    /** Writes {@code endpoints.yaml}, with its secret in a file. */
    void configure() throws IOException {
        rotate("'${file:secret}'");
        Files.writeString(directory.resolve("secret"), SECRET.text());
    }

    IngestService start(Broker broker) throws Exception {
        EndpointSources sources = new EndpointSources(directory.resolve("endpoints.yaml"), Map.of(), MAX_BODY);
        IngestService service = new IngestService(new IngestSettings(
                sources,
                sources.read(),
                KafkaAddress.plain(broker.bootstrap()),
                new TopicPlan(2, Optional.empty(), MAX_BODY, Duration.ofDays(1)),
                "127.0.0.1",
                "127.0.0.1",
                0,
                0,
                new InFlight.Bounds(256, 256, 64 * 1024 * 1024, 64 * 1024 * 1024),
                256,
                256,
                TrustedProxies.NONE,
                false,
                Optional.empty(),
                Optional.empty(),
                Duration.ofMillis(2500),
                Duration.ofSeconds(10),
                Optional.of(new Secret("SLUICE_ADMIN_TOKEN", "not-a-real-token"))));
        service.start();
        return service;
    }

    /** Replaces the file in one step, as agents do: a file half written is a mistake, and waits for the next look. */
    void rotate(String secrets) throws IOException {
        Path next = Files.writeString(
                directory.resolve("next.yaml"),
                "endpoints:\n  hub:\n    provider: github\n    secrets: [" + secrets + "]\n");
        Files.move(next, directory.resolve("endpoints.yaml"), ATOMIC_MOVE);
    }

    HttpResponse<String> post(IngestService service, String id, byte[] body) throws Exception {
        return post(service, SECRET, id, body);
    }

    HttpResponse<String> post(IngestService service, Secret secret, String id, byte[] body) throws Exception {
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

    HttpResponse<String> postForged(IngestService service) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + service.port() + "/webhooks/hub");
        return client.send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .header("X-Hub-Signature-256", "sha256=" + "0".repeat(64))
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofString());
    }

    HttpResponse<String> get(IngestService service, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + service.managementPort() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    void awaitReady(IngestService service) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> get(service, "/health/ready").statusCode() == 200);
    }

    static List<ConsumerRecord<byte[], byte[]>> records(Broker broker) {
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

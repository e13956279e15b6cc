package dev.sluice.ingest.http;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.access.AccessRules;
import dev.sluice.access.GlobalAccessRules;
import dev.sluice.ingest.access.AccessControl;
import dev.sluice.ingest.access.TrustedProxies;
import dev.sluice.ingest.metrics.Health;
import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.receive.BodyPace;
import dev.sluice.ingest.receive.InFlight;
import dev.sluice.ingest.receive.ReceiveWebhook;
import dev.sluice.ingest.rejection.RejectionLogger;
import dev.sluice.ingest.rejection.RejectionPublisher;
import dev.sluice.ingest.rejection.RejectionReporter;
import dev.sluice.ingest.tls.ServerTls;
import dev.sluice.provider.BodyForms;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.provider.EventIdentity;
import dev.sluice.provider.EventReader;
import dev.sluice.provider.Livemode;
import dev.sluice.provider.ProviderPreset;
import dev.sluice.provider.ValuePath;
import dev.sluice.signature.Secret;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A public port with nothing but the broker and the signature scheme replaced, and clients for it. */
final class TestPort implements AutoCloseable {
    static final int MAX_BODY = 64 * 1024;
    static final Duration IDLE = Duration.ofSeconds(3);
    static final Duration BODY_DEADLINE = Duration.ofSeconds(2);
    private static final BodyPace PACE = new BodyPace(BODY_DEADLINE, Duration.ofMillis(500), 1024);

    final FakePublisher publisher = new FakePublisher();
    final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final MockProducer<byte[], byte[]> rejections =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final RejectionPublisher rejectionPublisher;
    final AtomicLong ticks = new AtomicLong(-5_000_000_000L);
    final InFlight inFlight;
    final PublicPort port;
    final int number;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    TestPort() {
        this(64, 1024 * 1024);
    }

    TestPort(int maxRequests, int maxBytes) {
        this(maxRequests, maxBytes, Doorstep.OPEN);
    }

    TestPort(Doorstep doorstep) {
        this(64, 1024 * 1024, doorstep);
    }

    TestPort(int maxRequests, int maxBytes, Doorstep doorstep) {
        this(
                maxRequests,
                maxBytes,
                doorstep,
                new EndpointCatalog(
                        List.of(
                                endpoint("shop", true, doorstep.shop()),
                                endpoint("other", true, AccessRules.NONE),
                                endpoint("closed", false, AccessRules.NONE)),
                        doorstep.globalRules()));
    }

    /** With endpoints as configured. */
    TestPort(EndpointCatalog endpoints) {
        this(64, 1024 * 1024, Doorstep.OPEN, endpoints);
    }

    private TestPort(int maxRequests, int maxBytes, Doorstep doorstep, EndpointCatalog endpoints) {
        IngestMetrics metrics = new IngestMetrics(registry);
        this.inFlight = new InFlight(
                new InFlight.Bounds(maxRequests, maxRequests, maxBytes, maxBytes), IDLE.plus(BODY_DEADLINE));
        AccessControl access = new AccessControl(doorstep.requireHttps(), 1000, ticks::get);
        metrics.watch(inFlight::requests, inFlight::waiting, inFlight::bytes, access::blocked);
        rejectionPublisher = new RejectionPublisher(rejections, metrics::rejectionDropped);
        port = new PublicPort(
                new Listening("127.0.0.1", 0, IDLE, IDLE, doorstep.tls(), doorstep.connections()),
                maxRequests,
                doorstep.proxies(),
                new ReceiveWebhook(
                        () -> endpoints, access, inFlight, PACE, new EventReader(), metrics::repeatedBytes, publisher),
                metrics,
                new RejectionReporter(metrics, new RejectionLogger(1000, 1000), rejectionPublisher),
                new Health(() -> true, () -> inFlight.isStuck(System.nanoTime())),
                InstantSource.system());
        port.start();
        number = port.port();
    }

    /** Lets time pass for limits and blocks. */
    void pass(Duration time) {
        ticks.addAndGet(time.toNanos());
    }

    private static Endpoint endpoint(String name, boolean enabled, AccessRules accessRules) {
        ValuePath id = new ValuePath.InJson(JsonPointer.compile("/id"));
        ValuePath type = new ValuePath.InJson(JsonPointer.compile("/type"));
        return new Endpoint(
                name,
                List.of("/webhooks/" + name),
                enabled,
                "generic",
                BodyForms.JSON,
                new FakeScheme(),
                new ProviderPreset.Coverage(true, false, false),
                List.of(new Secret("secrets[0]", "not-a-real-secret")),
                Optional.empty(),
                Map.of(),
                List.of(),
                new EventIdentity(id, type, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                Livemode.ANY,
                MAX_BODY,
                OptionalInt.empty(),
                Optional.empty(),
                accessRules,
                Map.of());
    }

    static String event(String id) {
        return "{\"id\":\"" + id + "\",\"type\":\"payment.succeeded\"}";
    }

    HttpRequest.Builder post(String path, byte[] body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + number + path))
                .header("Content-Type", "application/json")
                .header("X-Signature", "genuine")
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofByteArray(body));
    }

    HttpRequest.Builder post(String path, String body) {
        return post(path, body.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpClient client() {
        return client;
    }

    /** Writes bytes as they are and reads until the server closes the connection. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), number)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return readAll(socket.getInputStream());
        }
    }

    static String readAll(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** What keeps senders out; the endpoint {@code shop} has accessRules of its own. */
    record Doorstep(
            AccessRules shop,
            GlobalAccessRules globalRules,
            TrustedProxies proxies,
            boolean requireHttps,
            Optional<ServerTls> tls,
            ConnectionBounds connections) {
        private static final ConnectionBounds CONNECTIONS = new ConnectionBounds(256, 256, IDLE.plus(BODY_DEADLINE));
        static final Doorstep OPEN =
                new Doorstep(AccessRules.NONE, GlobalAccessRules.NONE, TrustedProxies.NONE, false, Optional.empty());

        Doorstep(
                AccessRules shop,
                GlobalAccessRules globalRules,
                TrustedProxies proxies,
                boolean requireHttps,
                Optional<ServerTls> tls) {
            this(shop, globalRules, proxies, requireHttps, tls, CONNECTIONS);
        }

        /** Open to all, with other bounds on connections. */
        static Doorstep with(ConnectionBounds connections) {
            return new Doorstep(
                    AccessRules.NONE,
                    GlobalAccessRules.NONE,
                    TrustedProxies.NONE,
                    false,
                    Optional.empty(),
                    connections);
        }
    }

    @Override
    public void close() {
        client.close();
        port.stop(Duration.ofSeconds(5));
        rejectionPublisher.close();
    }
}

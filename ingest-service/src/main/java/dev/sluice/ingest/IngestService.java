package dev.sluice.ingest;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.ingest.access.AccessControl;
import dev.sluice.ingest.endpoints.EndpointList;
import dev.sluice.ingest.endpoints.TestWebhook;
import dev.sluice.ingest.http.AdminPaths;
import dev.sluice.ingest.http.ConnectionBounds;
import dev.sluice.ingest.http.Listening;
import dev.sluice.ingest.http.ManagementPort;
import dev.sluice.ingest.http.PublicPort;
import dev.sluice.ingest.metrics.Health;
import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.metrics.MeterBinders;
import dev.sluice.ingest.metrics.SecretEnds;
import dev.sluice.ingest.publish.BrokerWatch;
import dev.sluice.ingest.publish.KafkaEventPublisher;
import dev.sluice.ingest.publish.TimedPublisher;
import dev.sluice.ingest.receive.BodyPace;
import dev.sluice.ingest.receive.InFlight;
import dev.sluice.ingest.receive.ReceiveWebhook;
import dev.sluice.ingest.rejection.RejectionLogger;
import dev.sluice.ingest.rejection.RejectionPublisher;
import dev.sluice.ingest.rejection.RejectionReporter;
import dev.sluice.ingest.tls.ServerTls;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.provider.EventReader;
import dev.sluice.reload.LiveConfiguration;
import dev.sluice.topic.TopicCreation;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ingest service, put together. */
public final class IngestService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IngestService.class);
    private static final Duration CLIENT_IDLE = Duration.ofSeconds(10);
    private static final Duration REQUEST_IDLE = Duration.ofSeconds(3);
    private static final BodyPace BODY_PACE = new BodyPace(Duration.ofSeconds(7), Duration.ofSeconds(1), 16 * 1024);

    private static final Duration ANSWER_WRITTEN = Duration.ofSeconds(3);
    private static final Duration LOOK_FOR_CERTIFICATE = Duration.ofSeconds(5);
    private static final Duration LOOK_FOR_CHANGES = Duration.ofSeconds(1);
    private static final int ADDRESSES_REMEMBERED = 50_000;
    private static final int REFUSALS_LOGGED_AT_ONCE = 100;
    private static final int REFUSALS_LOGGED_PER_SECOND = 10;

    private final PrometheusMeterRegistry registry;
    private final LiveConfiguration<EndpointCatalog> endpoints;
    private final Admin admin;
    private final Producer<byte[], byte[]> producer;
    private final BrokerWatch broker;
    private final Health health;
    private final MeterBinders binders;
    private final RejectionPublisher rejectionPublisher;
    private final Optional<ServerTls> tls;
    private final Optional<ServerTls> managementTls;
    private final InFlight inFlight;
    private final PublicPort publicPort;
    private final ManagementPort managementPort;
    private final Duration stopTimeout;

    public IngestService(IngestSettings settings) {
        registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        IngestMetrics metrics = new IngestMetrics(registry);
        SecretEnds secretEnds = new SecretEnds(registry);
        prepare(metrics, secretEnds, settings.endpoints().endpoints());
        endpoints = new LiveConfiguration<>(
                new LiveConfiguration.Source<>(
                        "endpoints",
                        settings.sources()::fingerprint,
                        () -> settings.sources().read().endpoints(),
                        IngestService::names),
                settings.endpoints().endpoints(),
                settings.endpoints().fingerprint(),
                changed -> {
                    prepare(metrics, secretEnds, changed);
                    metrics.reloaded(true);
                },
                () -> metrics.reloaded(false));

        Duration longestRequest =
                BODY_PACE.deadline().plus(settings.ackTimeout()).plus(ANSWER_WRITTEN);
        admin = TopicCreation.admin(settings.kafka(), "sluice-ingest-watch");
        producer =
                KafkaEventPublisher.producer(settings.kafka(), settings.topics().maxBody(), settings.ackTimeout());
        broker = new BrokerWatch(settings.kafka(), admin, producer, settings.topics());
        binders = new MeterBinders(registry, producer);

        rejectionPublisher = new RejectionPublisher(producer, metrics::rejectionDropped);
        RejectionReporter refusals = new RejectionReporter(
                metrics, new RejectionLogger(REFUSALS_LOGGED_AT_ONCE, REFUSALS_LOGGED_PER_SECOND), rejectionPublisher);

        inFlight = new InFlight(settings.inFlight(), longestRequest);
        health = new Health(broker::brokerIsThere, () -> inFlight.isStuck(System.nanoTime()));
        AccessControl access = new AccessControl(settings.requireHttps(), ADDRESSES_REMEMBERED, Ticker.systemTicker());
        metrics.watch(inFlight::requests, inFlight::waiting, inFlight::bytes, access::blocked);
        TimedPublisher publisher =
                new TimedPublisher(new KafkaEventPublisher(producer, settings.ackTimeout()), metrics::produced);
        ReceiveWebhook receiving = new ReceiveWebhook(
                endpoints, access, inFlight, BODY_PACE, new EventReader(), metrics::repeatedBytes, publisher);
        tls = settings.tls();
        managementTls = settings.managementTls();
        publicPort = new PublicPort(
                new Listening(
                        settings.bind(),
                        settings.publicPort(),
                        CLIENT_IDLE,
                        REQUEST_IDLE,
                        tls,
                        new ConnectionBounds(
                                FileDescriptors.left(settings.maxConnections()),
                                settings.maxConnectionsPerAddress(),
                                longestRequest)),
                settings.inFlight().requests(),
                settings.trustedProxies(),
                receiving,
                metrics,
                refusals,
                health,
                InstantSource.system());
        Optional<AdminPaths> adminPaths = settings.adminToken()
                .map(token -> new AdminPaths(
                        token,
                        new EndpointList(endpoints, metrics),
                        new TestWebhook(endpoints, receiving),
                        InstantSource.system()));
        managementPort = new ManagementPort(
                settings.managementBind(),
                settings.managementPort(),
                managementTls,
                health,
                registry,
                adminPaths,
                refusals);
        stopTimeout = settings.stopTimeout();
    }

    private static void prepare(IngestMetrics metrics, SecretEnds secretEnds, EndpointCatalog endpoints) {
        metrics.prepare(names(endpoints));
        secretEnds.show(endpoints);
    }

    private static List<String> names(EndpointCatalog endpoints) {
        return endpoints.all().stream().map(Endpoint::name).toList();
    }

    /** Opens both ports at once; ready as soon as the broker is there. */
    public void start() {
        managementPort.start();
        publicPort.start();
        binders.watch(publicPort.server());
        tls.ifPresent(certificate -> certificate.watch(LOOK_FOR_CERTIFICATE));
        managementTls.ifPresent(certificate -> certificate.watch(LOOK_FOR_CERTIFICATE));
        endpoints.watch(LOOK_FOR_CHANGES);
        broker.start();
        LOG.info("started: webhooks on port {}, management on port {}", publicPort.port(), managementPort.port());
    }

    public int port() {
        return publicPort.port();
    }

    public int managementPort() {
        return managementPort.port();
    }

    /** Stops without losing accepted events: completes running requests, flushes the producer, then closes. */
    @Override
    public void close() {
        LOG.info("stopping");
        long end = System.nanoTime() + stopTimeout.toNanos();
        health.stopping();
        publicPort.stop(stopTimeout);
        int left = inFlight.requests() + inFlight.waiting();
        if (left > 0) {
            LOG.warn("{} requests that had begun are given up: they were not answered within {}", left, stopTimeout);
        }
        endpoints.close();
        tls.ifPresent(ServerTls::close);
        binders.close();
        broker.close();
        rejectionPublisher.close();
        producer.close(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        admin.close(Duration.ZERO);
        managementPort.stop();
        managementTls.ifPresent(ServerTls::close);
        registry.close();
        LOG.info("stopped");
    }
}

package dev.sluice.ingest.http;

import dev.sluice.ingest.metrics.Health;
import dev.sluice.ingest.rejection.RejectionReporter;
import dev.sluice.ingest.tls.ServerTls;
import dev.sluice.metrics.MetricsPage;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

/** The port for those who run the service: health, metrics, and the description of both ports. */
public final class ManagementPort {
    private static final int THREADS = 64;
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final ConnectionBounds CONNECTIONS = new ConnectionBounds(256, 256, IDLE);

    private final Javalin javalin;

    /**
     * @param tls absent: plain HTTP
     * @param admin the paths for operators; empty where they are switched off
     */
    public ManagementPort(
            String host,
            int port,
            Optional<ServerTls> tls,
            Health health,
            PrometheusMeterRegistry registry,
            Optional<AdminPaths> admin,
            RejectionReporter rejections) {
        JettyProblems problems = new JettyProblems(rejections);
        this.javalin = Javalin.create(config -> {
            Listening listening = new Listening(host, port, IDLE, IDLE, tls, CONNECTIONS);
            JettyLimits.apply(config, listening, THREADS, address -> false, problems);
            HealthPaths.addTo(config.routes, health);
            config.routes.get("/metrics", context -> {
                MetricsPage page = MetricsPage.of(registry, context.header("Accept"));
                context.contentType(page.contentType()).result(page.text());
            });
            config.routes.get("/openapi.yaml", ManagementPort::openApi);
            admin.ifPresent(paths -> paths.addTo(config.routes));
        });
    }

    /** Listens; returns once it does. */
    public void start() {
        javalin.start();
    }

    /** The port it listens on, also when it was to choose one. */
    public int port() {
        return javalin.port();
    }

    /** Closes the port at once. */
    public void stop() {
        javalin.stop();
    }

    private static void openApi(Context context) throws IOException {
        try (InputStream page = ManagementPort.class.getResourceAsStream("/dev/sluice/ingest/openapi.yaml")) {
            if (page == null) {
                throw new IllegalStateException("openapi.yaml is missing from the jar");
            }
            context.contentType("application/yaml").result(page.readAllBytes());
        }
    }
}

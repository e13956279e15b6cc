package dev.sluice.processor.health;

import dev.sluice.metrics.MetricsPage;
import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jetty.JettyServerThreadPoolMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;

/** Health and metrics over HTTP. */
public final class ManagementServer implements AutoCloseable {
    /** Ids of events in paths may hold anything, escaped: slashes too. Paths are matched before they are decoded. */
    private static final UriCompliance ESCAPED_IDS = UriCompliance.DEFAULT.with(
            "ESCAPED_IDS",
            Violation.AMBIGUOUS_PATH_SEPARATOR,
            Violation.AMBIGUOUS_PATH_ENCODING,
            Violation.AMBIGUOUS_PATH_SEGMENT,
            Violation.SUSPICIOUS_PATH_CHARACTERS);

    private final Javalin javalin;

    /**
     * Listens from here on; port 0 takes a free one.
     *
     * @param more adds what else is served on this port
     */
    public ManagementServer(
            String bind,
            int port,
            Supplier<Health> health,
            PrometheusMeterRegistry registry,
            Consumer<RoutesConfig> more) {
        javalin = Javalin.start(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.jetty.host = bind;
            config.jetty.port = port;
            config.jetty.modifyHttpConfiguration(http -> {
                http.setSendServerVersion(false);
                http.setUriCompliance(ESCAPED_IDS);
            });
            config.routes.get("/health/live", context -> answer(context, health.get(), Health::alive));
            config.routes.get("/health/ready", context -> answer(context, health.get(), Health::ready));
            config.routes.get("/health", context -> answer(context, health.get(), Health::ready));
            config.routes.get("/metrics", context -> {
                MetricsPage page = MetricsPage.of(registry, context.header("Accept"));
                context.contentType(page.contentType()).result(page.text());
            });
            more.accept(config.routes);
        });
        new JettyServerThreadPoolMetrics(javalin.jettyServer().server().getThreadPool(), Tags.empty()).bindTo(registry);
    }

    private static void answer(Context context, Health health, Predicate<Health> asked) {
        boolean good = asked.test(health);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("status", good ? health.wrong().isEmpty() ? "up" : "degraded" : "down");
        answer.put("streams", word(health.streams()));
        answer.put("database", word(health.database()));
        answer.put("records", health.complete() ? "complete" : "lost");
        answer.put("routes", health.routes());
        answer.put("routes_version", health.routesVersion());
        answer.put("lag", health.lag());
        answer.put("oldest_unread_seconds", health.oldestUnreadSeconds());
        answer.put("wrong", health.wrong());
        context.status(good ? 200 : 503).json(answer);
    }

    private static String word(boolean good) {
        return good ? "up" : "down";
    }

    /** The port it listens on. */
    public int port() {
        return javalin.port();
    }

    @Override
    public void close() {
        javalin.stop();
    }
}

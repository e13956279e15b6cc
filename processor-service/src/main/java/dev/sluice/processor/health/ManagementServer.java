package dev.sluice.processor.health;

import io.javalin.Javalin;
import io.javalin.http.Context;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Health and metrics over HTTP. */
public final class ManagementServer implements AutoCloseable {
    private final Javalin javalin;

    /** What health is made of. */
    public record Checks(
            BooleanSupplier streamsAlive,
            BooleanSupplier streamsRunning,
            BooleanSupplier databaseUp,
            BooleanSupplier nothingLost) {}

    /** Listens from here on; port 0 takes a free one. */
    public ManagementServer(String bind, int port, Checks checks, PrometheusMeterRegistry registry) {
        javalin = Javalin.start(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.jetty.host = bind;
            config.jetty.port = port;
            config.routes.get(
                    "/health/live",
                    context -> answer(context, checks, checks.streamsAlive().getAsBoolean()));
            config.routes.get("/health/ready", context -> answer(context, checks, ready(checks)));
            config.routes.get("/health", context -> answer(context, checks, ready(checks)));
            config.routes.get(
                    "/metrics",
                    context -> context.contentType("text/plain; version=0.0.4; charset=utf-8")
                            .result(registry.scrape()));
        });
    }

    private static boolean ready(Checks checks) {
        return checks.streamsRunning().getAsBoolean() && checks.databaseUp().getAsBoolean();
    }

    private static void answer(Context context, Checks checks, boolean good) {
        context.status(good ? 200 : 503)
                .json(Map.of(
                        "status", good ? checks.nothingLost().getAsBoolean() ? "up" : "degraded" : "down",
                        "records", checks.nothingLost().getAsBoolean() ? "complete" : "lost",
                        "streams", checks.streamsRunning().getAsBoolean() ? "up" : "down",
                        "database", checks.databaseUp().getAsBoolean() ? "up" : "down"));
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

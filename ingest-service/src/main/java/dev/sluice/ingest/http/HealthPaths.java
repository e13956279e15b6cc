package dev.sluice.ingest.http;

import dev.sluice.ingest.metrics.Health;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Locale;

/** The paths that tell how the service is. */
final class HealthPaths {
    static final String HEALTH = "/health";

    private HealthPaths() {}

    static void addTo(RoutesConfig routes, Health health) {
        routes.get(HEALTH, context -> tell(context, health));
        routes.get(HEALTH + "/ready", context -> tell(context, health));
        routes.get(HEALTH + "/live", context -> write(context, 200, "live"));
    }

    /** 200 when webhooks are welcome, else 503. */
    static void tell(Context context, Health health) {
        Health.State state = health.state();
        int status = switch (state) {
            case READY -> 200;
            case BROKER_AWAY, STUCK, STOPPING -> 503;
        };
        write(context, status, state.name().toLowerCase(Locale.ROOT));
    }

    private static void write(Context context, int status, String word) {
        context.status(status).contentType("application/json").result("{\"status\":\"" + word + "\"}");
    }
}

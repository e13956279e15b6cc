package dev.sluice.ingest.http;

import dev.sluice.ingest.access.TrustedProxies;
import dev.sluice.ingest.metrics.Health;
import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.receive.ReceiveWebhook;
import dev.sluice.ingest.rejection.RejectionReporter;
import dev.sluice.logging.RequestIds;
import dev.sluice.rejection.RejectionCode;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port that providers post to. */
public final class PublicPort {
    private static final Logger LOG = LoggerFactory.getLogger(PublicPort.class);

    /** Threads beyond the requests in flight: they serve the rejections that keep those within bounds. */
    private static final int SPARE_THREADS = 256;

    private final Javalin javalin;

    public PublicPort(
            Listening listening,
            int maxRequests,
            TrustedProxies proxies,
            ReceiveWebhook receiving,
            IngestMetrics metrics,
            RejectionReporter rejections,
            Health health,
            InstantSource clock) {
        AnswerWebhook webhooks = new AnswerWebhook(proxies, receiving, metrics, rejections, clock);
        JettyProblems problems = new JettyProblems(rejections);
        this.javalin = Javalin.create(config -> {
            // As many as are in flight may wait for their body besides.
            JettyLimits.apply(config, listening, 2 * maxRequests + SPARE_THREADS, proxies::trusts, problems);
            route(config, webhooks, health);
        });
    }

    /** What serves it, for metrics. */
    public Server server() {
        return javalin.jettyServer().server();
    }

    /** Listens; returns once it does. */
    public void start() {
        javalin.start();
    }

    /** The port it listens on, also when it was to choose one. */
    public int port() {
        return javalin.port();
    }

    /** Takes no more requests and returns when all that had begun are answered, or the time is over. */
    public void stop(Duration within) {
        server().setStopTimeout(within.toMillis());
        try {
            javalin.stop();
        } catch (JavalinException e) {
            LOG.warn("some requests were not answered within {}", within, e);
        }
    }

    private static void route(JavalinConfig config, AnswerWebhook webhooks, Health health) {
        // Not a route by method and path: Javalin lets X-HTTP-Method-Override choose the method, and endpoints choose
        // their paths.
        config.routes.before(context -> {
            if (context.path().equals(HealthPaths.HEALTH)) {
                HealthPaths.tell(context, health);
            } else {
                webhooks.handle(context);
            }
            context.skipRemainingHandlers();
        });
        config.routes.exception(Exception.class, PublicPort::bug);
    }

    private static void bug(Exception exception, Context context) {
        String requestId = RequestIds.of(context.req().getHeader(RequestIds.HEADER));
        LOG.atError().addKeyValue("request_id", requestId).setCause(exception).log("a request failed");
        if (context.res().isCommitted()) {
            return;
        }
        try {
            Answer.problem(RejectionCode.INTERNAL_ERROR, requestId).writeTo(context.res());
        } catch (IOException e) {
            LOG.debug("the client did not wait for its answer: {}", e.getMessage());
        }
    }
}

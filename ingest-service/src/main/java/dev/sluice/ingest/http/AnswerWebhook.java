package dev.sluice.ingest.http;

import dev.sluice.ingest.defend.Restraint;
import dev.sluice.ingest.defend.TrustedProxies;
import dev.sluice.ingest.observe.IngestMetrics;
import dev.sluice.ingest.receive.Arrival;
import dev.sluice.ingest.receive.ReceiveWebhook;
import dev.sluice.ingest.receive.Reception;
import dev.sluice.ingest.reject.Refusals;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one webhook request, and lets it be known how it ended. Thread-safe. */
final class AnswerWebhook implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerWebhook.class);

    private final TrustedProxies proxies;
    private final ReceiveWebhook receiving;
    private final IngestMetrics metrics;
    private final Refusals refusals;
    private final InstantSource clock;

    AnswerWebhook(
            TrustedProxies proxies,
            ReceiveWebhook receiving,
            IngestMetrics metrics,
            Refusals refusals,
            InstantSource clock) {
        this.proxies = proxies;
        this.receiving = receiving;
        this.metrics = metrics;
        this.refusals = refusals;
        this.clock = clock;
    }

    @Override
    public void handle(Context context) throws IOException {
        long start = System.nanoTime();
        HttpServletResponse response = context.res();
        Arrival arrival = Arrivals.of(context.req(), proxies, clock.instant());
        Reception reception = receiving.receive(arrival);
        Answer answer = Answer.to(reception, arrival.requestId(), arrival.receivedAt());
        shareWithPages(arrival, response);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        note(arrival, reception, answer, took);
        try {
            answer.writeTo(response);
        } catch (IOException e) {
            LOG.atDebug()
                    .addKeyValue("request_id", arrival.requestId())
                    .log("the client did not wait for its answer: {}", e.getMessage());
        }
    }

    private void note(Arrival arrival, Reception reception, Answer answer, Duration took) {
        switch (reception) {
            case Reception.Accepted accepted -> {
                metrics.accepted(accepted.endpoint(), took);
                metrics.secretUsed(accepted.endpoint(), accepted.provenBy());
            }
            case Reception.Greeted greeted -> metrics.greeted(greeted.endpoint(), took);
            case Reception.Preflight preflight -> {}
            case Reception.Refused refused -> {
                refused.restraint()
                        .flatMap(Restraint::exhausted)
                        .ifPresent(limit -> metrics.rateLimited(refused.endpoint(), limit.tier()));
                refusals.note(
                        refused.why(),
                        refused.endpoint(),
                        () -> Rejections.of(arrival, refused, answer.status()),
                        took);
            }
        }
    }

    private void shareWithPages(Arrival arrival, HttpServletResponse response) {
        arrival.headers()
                .first("origin")
                .filter(origin -> receiving.allowsOrigin(arrival.path(), origin))
                .ifPresent(origin -> {
                    response.setHeader(CrossOrigin.ALLOWED_ORIGIN, origin);
                    CrossOrigin.EXPOSED.forEach(response::setHeader);
                });
    }
}

package dev.sluice.ingest.http;

import dev.sluice.ingest.access.RetryAfter;
import dev.sluice.ingest.access.TrustedProxies;
import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.receive.ReceiveResult;
import dev.sluice.ingest.receive.ReceiveWebhook;
import dev.sluice.ingest.receive.WebhookRequest;
import dev.sluice.ingest.rejection.RejectionReporter;
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
    private final RejectionReporter rejections;
    private final InstantSource clock;

    AnswerWebhook(
            TrustedProxies proxies,
            ReceiveWebhook receiving,
            IngestMetrics metrics,
            RejectionReporter rejections,
            InstantSource clock) {
        this.proxies = proxies;
        this.receiving = receiving;
        this.metrics = metrics;
        this.rejections = rejections;
        this.clock = clock;
    }

    @Override
    public void handle(Context context) throws IOException {
        long start = System.nanoTime();
        HttpServletResponse response = context.res();
        WebhookRequest request = WebhookRequests.of(context.req(), proxies, clock.instant());
        ReceiveResult result = receiving.receive(request);
        Answer answer = Answer.to(result, request.requestId(), request.receivedAt());
        shareWithPages(request, response);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        note(request, result, answer, took);
        try {
            answer.writeTo(response);
        } catch (IOException e) {
            LOG.atDebug()
                    .addKeyValue("request_id", request.requestId())
                    .log("the client did not wait for its answer: {}", e.getMessage());
        }
    }

    private void note(WebhookRequest request, ReceiveResult result, Answer answer, Duration took) {
        switch (result) {
            case ReceiveResult.Accepted accepted -> {
                metrics.accepted(accepted.endpoint(), took);
                metrics.acceptedEvents(
                        accepted.endpoint(),
                        accepted.events().size() + accepted.unfit().size());
                metrics.secretUsed(accepted.endpoint(), accepted.provenBy());
                accepted.events()
                        .forEach(event -> LOG.atDebug()
                                .addKeyValue("endpoint", accepted.endpoint())
                                .addKeyValue("event_id", event.key().id())
                                .addKeyValue("request_id", request.requestId())
                                .log("accepted"));
            }
            case ReceiveResult.HandshakeAnswered answered -> metrics.handshakeAnswered(answered.endpoint(), took);
            case ReceiveResult.Preflight preflight -> {}
            case ReceiveResult.Rejected refused -> {
                refused.retryAfter()
                        .flatMap(RetryAfter::exhausted)
                        .ifPresent(limit -> metrics.rateLimited(refused.endpoint(), limit.tier()));
                rejections.note(
                        refused.why(),
                        refused.endpoint(),
                        () -> Rejections.of(request, refused, answer.status()),
                        took);
            }
        }
    }

    private void shareWithPages(WebhookRequest request, HttpServletResponse response) {
        request.headers()
                .first("origin")
                .filter(origin -> receiving.allowsOrigin(request.path(), origin))
                .ifPresent(origin -> {
                    response.setHeader(CrossOrigin.ALLOWED_ORIGIN, origin);
                    CrossOrigin.EXPOSED.forEach(response::setHeader);
                });
    }
}

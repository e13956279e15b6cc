package dev.sluice.ingest.http;

import dev.sluice.ingest.observe.IngestMetrics;
import dev.sluice.ingest.receive.Arrival;
import dev.sluice.ingest.receive.ReceiveWebhook;
import dev.sluice.ingest.receive.Reception;
import dev.sluice.ingest.reject.Refusals;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;

/** Answers one webhook request, and lets it be known how it ended. Thread-safe. */
final class AnswerWebhook implements Handler {
    private final ReceiveWebhook receiving;
    private final IngestMetrics metrics;
    private final Refusals refusals;
    private final InstantSource clock;

    AnswerWebhook(ReceiveWebhook receiving, IngestMetrics metrics, Refusals refusals, InstantSource clock) {
        this.receiving = receiving;
        this.metrics = metrics;
        this.refusals = refusals;
        this.clock = clock;
    }

    @Override
    public void handle(Context context) throws IOException {
        long start = System.nanoTime();
        Arrival arrival = Arrivals.of(context.req(), clock.instant());
        Reception reception = receiving.receive(arrival);
        Answer answer = Answer.to(reception, arrival.requestId());
        answer.writeTo(context);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        switch (reception) {
            case Reception.Accepted accepted -> metrics.accepted(accepted.endpoint(), took);
            case Reception.Greeted greeted -> metrics.greeted(greeted.endpoint(), took);
            case Reception.Refused refused ->
                refusals.note(
                        refused.why(),
                        Rejections.of(arrival, context.req().getRemoteAddr(), refused, answer.status()),
                        took);
        }
    }
}

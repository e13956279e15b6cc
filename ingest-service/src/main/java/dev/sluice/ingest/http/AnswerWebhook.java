package dev.sluice.ingest.http;

import dev.sluice.ingest.observe.IngestMetrics;
import dev.sluice.ingest.observe.RefusalLog;
import dev.sluice.ingest.receive.Arrival;
import dev.sluice.ingest.receive.ReceiveWebhook;
import dev.sluice.ingest.receive.Reception;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;

/** Answers one webhook request, and lets metrics and log know. Thread-safe. */
final class AnswerWebhook implements Handler {
    private final ReceiveWebhook receiving;
    private final IngestMetrics metrics;
    private final RefusalLog refusals;
    private final InstantSource clock;

    AnswerWebhook(ReceiveWebhook receiving, IngestMetrics metrics, RefusalLog refusals, InstantSource clock) {
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
        Answer.to(reception, arrival.requestId()).writeTo(context);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        switch (reception) {
            case Reception.Accepted accepted -> metrics.accepted(accepted.endpoint(), took);
            case Reception.Greeted greeted -> metrics.greeted(greeted.endpoint(), took);
            case Reception.Refused refused -> {
                metrics.refused(refused.endpoint(), refused.why(), took);
                refusals.note(refused.endpoint(), refused.why(), refused.finding(), arrival.requestId());
            }
        }
    }
}

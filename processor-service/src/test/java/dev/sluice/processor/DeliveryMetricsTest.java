package dev.sluice.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.processor.delivery.Duplicate;
import dev.sluice.processor.delivery.PendingEvent;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.processor.streams.FlushListener;
import dev.sluice.record.Coordinates;
import dev.sluice.testing.EventBuilder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeliveryMetricsTest {
    private static final List<String> ROUTES = List.of("a", "b");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final DeliveryMetrics metrics = new DeliveryMetrics(new Nobody(), registry, Clock.systemUTC());

    @Test
    void anEventBeginsOnceWithAllItsDeliveries() {
        // Both routes at once, then one whose routes all wait.
        written(attempt("a", "", 1, true), attempt("b", "", 1, true));
        metrics.flushed(List.of(new PendingEvent(delivery("a", "", 2, true))), List.of(new Recorded.NoAttempt()));
        // What has waited, was replayed or parked has begun before.
        written(attempt("a", "", 2, false), attempt("a", "replay-1", 1, false));
        metrics.flushed(List.of(new PendingEvent(delivery("a", "", 3, false))), List.of(new Recorded.NoAttempt()));

        assertThat(value("webhook_events_total{endpoint=\"shop\"}")).isEqualTo(2);
        assertThat(value("webhook_deliveries_total{endpoint=\"shop\"}")).isEqualTo(4);
    }

    @Test
    void onlyWhatIsWrittenNowAndIsNoReplayEnds() {
        Attempt again = attempt("a", "", 1, true);
        written(again, attempt("b", "replay-1", 1, false));
        metrics.flushed(List.of(again), List.of(new Recorded.WrittenBefore(again)));

        assertThat(value("webhook_end_to_end_seconds_count{endpoint=\"shop\",outcome=\"ignored\"}"))
                .isEqualTo(1);
        assertThat(value("webhook_end_to_end_seconds_count{endpoint=\"shop\",outcome=\"dead\"}"))
                .isZero();
        assertThat(value("webhook_events_total{endpoint=\"shop\"}")).isEqualTo(1);
    }

    @Test
    void copiesAreCounted() {
        Duplicate copy =
                new Duplicate(EventBuilder.event("shop", "evt_1").build().key(), Instant.now(), 1, Optional.empty());
        metrics.flushed(List.of(copy), List.of(new Recorded.NoAttempt()));

        assertThat(value("webhook_duplicates_total{endpoint=\"shop\"}")).isEqualTo(1);
    }

    private void written(Attempt... attempts) {
        List<BatchEntry> batch = new ArrayList<>();
        List<Recorded> recorded = new ArrayList<>();
        for (Attempt attempt : attempts) {
            batch.add(attempt);
            recorded.add(new Recorded.Written(attempt));
        }
        metrics.flushed(batch, recorded);
    }

    private static Attempt attempt(String route, String generation, long offset, boolean fresh) {
        return new Attempt(
                delivery(route, generation, offset, fresh),
                new AttemptOutcome.Ignored("as it is"),
                Instant.now(),
                Duration.ZERO);
    }

    private static Delivery delivery(String route, String generation, long offset, boolean fresh) {
        WebhookEvent event = EventBuilder.event("shop", "evt_" + offset).build();
        Coordinates source = new Coordinates("webhooks.events", 0, offset);
        return new Delivery(
                event, event.document(), "", route, generation, 0, List.of(), source, source, ROUTES, fresh);
    }

    private double value(String series) {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .sum();
    }

    /** A listener to whom nothing matters. */
    private static final class Nobody implements FlushListener {
        @Override
        public void flushed(List<BatchEntry> batch, List<Recorded> recorded) {}

        @Override
        public void parked(int entries) {}
    }
}

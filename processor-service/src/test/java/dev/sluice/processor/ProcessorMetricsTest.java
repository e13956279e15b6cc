package dev.sluice.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.record.Coordinates;
import dev.sluice.testing.EventBuilder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessorMetricsTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ProcessorMetrics metrics = new ProcessorMetrics(registry, new LostRecords(null), Clock.systemUTC());

    @Test
    void eventsThatNoRouteTakesAreCountedOnce() {
        Attempt unrouted = ignored("");
        metrics.flushed(List.of(unrouted), List.of(new Recorded.Written(unrouted)));
        metrics.flushed(List.of(unrouted), List.of(new Recorded.WrittenBefore(unrouted)));
        Attempt dropped = ignored("drop");
        metrics.flushed(List.of(dropped), List.of(new Recorded.Written(dropped)));

        assertThat(registry.scrape()).contains("webhook_unrouted_total{endpoint=\"shop\"} 1.0");
    }

    @Test
    void onlyRoutesInForceAreShown() {
        metrics.routes(List.of("old", "kept"), route -> route.equals("kept"));
        metrics.routes(List.of("kept", "added"), route -> route.equals("kept"));

        assertThat(registry.scrape().lines().filter(line -> line.startsWith("webhook_route_paused")))
                .containsExactlyInAnyOrder(
                        "webhook_route_paused{route=\"kept\"} 1.0", "webhook_route_paused{route=\"added\"} 0.0");
    }

    private static Attempt ignored(String route) {
        WebhookEvent event = EventBuilder.event("shop", "evt_1").build();
        Coordinates source = new Coordinates("webhooks.events", 0, 1);
        Delivery delivery = new Delivery(
                event, event.document(), "", route, "", 0, List.of(), source, source, List.of(route), true);
        return new Attempt(delivery, new AttemptOutcome.Ignored("as it is"), Instant.now(), Duration.ZERO);
    }
}

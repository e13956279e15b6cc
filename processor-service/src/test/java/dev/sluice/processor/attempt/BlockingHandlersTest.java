package dev.sluice.processor.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.body.DocumentPlace;
import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.provider.Categories;
import dev.sluice.record.Coordinates;
import dev.sluice.record.FailureCause;
import dev.sluice.record.Redelivery;
import dev.sluice.route.BreakerPolicy;
import dev.sluice.route.Condition;
import dev.sluice.route.Priority;
import dev.sluice.route.RetryPolicy;
import dev.sluice.route.Route;
import dev.sluice.route.RouteOptions;
import dev.sluice.testing.EventBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class BlockingHandlersTest {
    private static final String ROUTE = "slow";

    private BreakerPolicy policy = BreakerPolicy.USUAL;
    private final RouteBreakers breakers = new RouteBreakers(route -> policy, Clock.systemUTC());
    private final BlockingPermits permits = new BlockingPermits(3);

    @Test
    void placesAreBoundedByRouteAndComeBack() {
        try (BlockingHandlers<String> handlers = handlers()) {
            assertThat(handlers.reserve(ROUTE, 2)).isEqualTo(2);
            assertThat(handlers.reserve(ROUTE, 2)).isEqualTo(1);
            assertThat(handlers.reserve(ROUTE, 2)).isZero();
            assertThat(handlers.reserve("other", 2)).isEqualTo(2);

            handlers.giveBack(ROUTE, 3);
            assertThat(handlers.reserve(ROUTE, 5)).isEqualTo(3);
        }
    }

    @Test
    void openBreakerAdmitsNobodyAndKeepsNoPermit() {
        for (int i = 0; i < 20; i++) {
            breakers.returned(failed());
        }
        try (BlockingHandlers<String> handlers = handlers()) {
            assertThat(handlers.reserve(ROUTE, 2)).isZero();
            assertThat(handlers.free(ROUTE)).isEqualTo(3);
        }
    }

    @Test
    void breakerOpensAsItsRouteSays() {
        policy = new BreakerPolicy(100, 2, Duration.ofSeconds(10));
        breakers.returned(failed());
        assertThat(breakers.isPaused(ROUTE)).isFalse();

        breakers.returned(failed());

        assertThat(breakers.isPaused(ROUTE)).isTrue();
    }

    @Test
    void routesBreakerIsTheOneItIsConfiguredWith() {
        BreakerPolicy own = new BreakerPolicy(20, 100, Duration.ofSeconds(30));
        Route route = new Route(
                ROUTE,
                Condition.All.EVERYTHING,
                Route.IGNORE,
                RouteOptions.NONE,
                Optional.of("a test"),
                Priority.NORMAL,
                Route.USUAL_TIMEOUT,
                new RetryPolicy(RetryPolicy.Strategy.LINEAR, Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 0),
                own);
        Routing routing = new Routing(List.of(route), new HandlerCatalog(List.of()), new Categories(Map.of()));

        assertThat(routing.breaker(ROUTE)).isEqualTo(own);
        assertThat(routing.breaker("gone")).isEqualTo(BreakerPolicy.USUAL);
    }

    @Test
    void breakerWithAnotherPolicyBeginsAnew() {
        policy = new BreakerPolicy(100, 1, Duration.ofSeconds(10));
        breakers.returned(failed());
        assertThat(breakers.isPaused(ROUTE)).isTrue();

        policy = BreakerPolicy.USUAL;

        assertThat(breakers.isPaused(ROUTE)).isFalse();
    }

    private BlockingHandlers<String> handlers() {
        Routing routing = new Routing(List.of(), new HandlerCatalog(List.of()), new Categories(Map.of()));
        AttemptRunner attempts =
                new AttemptRunner(routing, new NoTopics(), new HandlerTimeouts(), Clock.systemUTC(), new Random(1));
        return new BlockingHandlers<>(
                attempts, routing, breakers, Executors.newVirtualThreadPerTaskExecutor(), permits, Clock.systemUTC());
    }

    private static Attempt failed() {
        WebhookEvent event = EventBuilder.event("shop", "e1")
                .documentPlace(DocumentPlace.JSON)
                .build();
        Coordinates source = new Coordinates("webhooks.events", 0, 0);
        Delivery delivery = new Delivery(
                event, event.document(), "", ROUTE, "", 0, List.of(), source, source, List.of(ROUTE), true);
        AttemptOutcome retry = new AttemptOutcome.Retry(
                Instant.now(), FailureCause.RETRYABLE, new Redelivery.Failure("", "no answer", ""));
        return new Attempt(delivery, retry, Instant.now(), Duration.ZERO);
    }
}

package dev.sluice.processor.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.body.DocumentPlace;
import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.RetryableException;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.provider.Categories;
import dev.sluice.record.Coordinates;
import dev.sluice.record.FailureCause;
import dev.sluice.route.BreakerPolicy;
import dev.sluice.route.Condition;
import dev.sluice.route.Priority;
import dev.sluice.route.RetryPolicy;
import dev.sluice.route.Route;
import dev.sluice.route.RouteOptions;
import dev.sluice.testing.EventBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Handlers that run on a stream thread and do not come back. */
final class HandlerTimeoutsTest {
    private static final String ROUTE = "payments";
    private static final RetryPolicy RETRY =
            new RetryPolicy(RetryPolicy.Strategy.EXPONENTIAL, Duration.ofSeconds(2), Duration.ofMinutes(1), 4, 0);

    private final HandlerTimeouts timeouts = new HandlerTimeouts();

    @AfterEach
    void close() {
        timeouts.close();
    }

    @Test
    void handlerThatHangsIsInterruptedAndRunsApartFromThenOn() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Routing routing = routing(request -> {
            never.await();
            throw new AssertionError("nobody counts down");
        });
        AttemptOutcome outcome = runner(routing).make(delivery()).outcome();

        assertThat(outcome).isInstanceOfSatisfying(AttemptOutcome.Retry.class, retry -> {
            assertThat(retry.cause()).isEqualTo(FailureCause.TIMEOUT);
            assertThat(retry.failure().message()).isEqualTo("no answer within 50 ms");
        });
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(routing.slow(ROUTE)).isTrue();

        // A round that had begun before may have one more of that route in hand.
        AttemptOutcome next = runner(routing).make(delivery()).outcome();
        assertThat(next)
                .isInstanceOfSatisfying(
                        AttemptOutcome.Retry.class,
                        retry -> assertThat(retry.cause()).isEqualTo(FailureCause.TIMEOUT));
    }

    @Test
    void interruptionThatAHandlerLeavesBehindIsNotTheThreads() throws Exception {
        Routing routing = routing(request -> {
            Thread.currentThread().interrupt();
            return new HandlerResult.Ignored("done");
        });
        assertThat(runner(routing).make(delivery()).outcome()).isEqualTo(new AttemptOutcome.Ignored("done"));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void interruptionThatIsTakenForAnExceptionOfItsOwnIsATimeoutToo() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Routing routing = routing(request -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("wrapped", e);
            }
            throw new AssertionError("nobody counts down");
        });
        assertThat(runner(routing).make(delivery()).outcome())
                .isInstanceOfSatisfying(
                        AttemptOutcome.Retry.class,
                        retry -> assertThat(retry.cause()).isEqualTo(FailureCause.TIMEOUT));
    }

    @Test
    void resultThatComesAfterTheInterruptionCountsAndLeavesNoInterruption() throws Exception {
        Routing routing = routing(request -> {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            return new HandlerResult.Ignored("late");
        });
        assertThat(runner(routing).make(delivery()).outcome()).isEqualTo(new AttemptOutcome.Ignored("late"));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void failureThatATimeoutCausedIsOne() throws Exception {
        Routing routing = routing(request -> {
            throw new RetryableException("no answer", new TimeoutException());
        });
        assertThat(runner(routing).make(delivery()).outcome())
                .isInstanceOfSatisfying(
                        AttemptOutcome.Retry.class,
                        retry -> assertThat(retry.cause()).isEqualTo(FailureCause.TIMEOUT));
    }

    @Test
    void handlerThatHeedsNoInterruptionIsSeenForAsLongAsItRuns() throws Exception {
        AtomicBoolean released = new AtomicBoolean();
        AttemptRunner runner = runner(routing(request -> {
            while (!released.get()) {
                Thread.onSpinWait();
            }
            return new HandlerResult.Ignored("at last");
        }));
        FutureTask<AttemptOutcome> attempt =
                new FutureTask<>(() -> runner.make(delivery()).outcome());
        Thread.ofPlatform().daemon().start(attempt);
        await().until(() -> timeouts.stuck() == 1);
        released.set(true);
        assertThat(attempt.get()).isEqualTo(new AttemptOutcome.Ignored("at last"));
        assertThat(timeouts.stuck()).isZero();
    }

    private AttemptRunner runner(Routing routing) {
        return new AttemptRunner(routing, new NoTopics(), timeouts, Clock.systemUTC(), new Random(1));
    }

    private interface Body {
        HandlerResult handle(HandlerRequest request) throws RetryableException, InterruptedException;
    }

    private static Routing routing(Body body) {
        Handler handler = new Handler() {
            @Override
            public String name() {
                return "hanging";
            }

            @Override
            public HandlerResult handle(HandlerRequest request) throws RetryableException, InterruptedException {
                return body.handle(request);
            }
        };
        Route route = new Route(
                ROUTE,
                Condition.All.EVERYTHING,
                handler.name(),
                RouteOptions.NONE,
                Optional.empty(),
                Priority.NORMAL,
                Duration.ofMillis(50),
                RETRY,
                BreakerPolicy.USUAL);
        return new Routing(List.of(route), new HandlerCatalog(List.of(handler)), new Categories(Map.of()));
    }

    private static Delivery delivery() {
        WebhookEvent event = EventBuilder.event("shop", "e1")
                .documentPlace(DocumentPlace.JSON)
                .build();
        Coordinates source = new Coordinates("webhooks.events", 0, 0);
        return new Delivery(event, event.document(), "", ROUTE, "", 0, List.of(), source, source, List.of(ROUTE), true);
    }
}

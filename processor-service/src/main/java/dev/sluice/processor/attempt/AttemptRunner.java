package dev.sluice.processor.attempt;

import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Effect;
import dev.sluice.handler.Event;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.RetryableException;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.processor.ledger.Ledger;
import dev.sluice.record.AttemptNote;
import dev.sluice.record.FailureCause;
import dev.sluice.record.Redelivery;
import dev.sluice.route.RetryPolicy;
import dev.sluice.route.Route;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes attempts: calls the handler and decides what comes of what it returns or throws. Thread-safe. */
public final class AttemptRunner implements Ledger.DataFailures {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptRunner.class);
    private static final int STACKTRACE_LIMIT = 8 * 1024;

    private static final RetryPolicy WITHOUT_ROUTE =
            new RetryPolicy(RetryPolicy.Strategy.EXPONENTIAL, Duration.ofSeconds(2), Duration.ofMinutes(1), 4, 0.1);

    private final Routing routing;
    private final PublicationTopics publications;
    private final HandlerTimeouts timeouts;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param random spreads the delays; must be thread-safe
     */
    public AttemptRunner(
            Routing routing,
            PublicationTopics publications,
            HandlerTimeouts timeouts,
            Clock clock,
            RandomGenerator random) {
        this.routing = routing;
        this.publications = publications;
        this.timeouts = timeouts;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Attempts a delivery once, on the calling thread.
     *
     * @throws AttemptAbandonedException when the attempt is not to be counted
     */
    public Attempt make(Delivery delivery) throws AttemptAbandonedException {
        long started = System.nanoTime();
        AttemptOutcome outcome = outcomeOf(delivery);
        return new Attempt(delivery, outcome, clock.instant(), Duration.ofNanos(System.nanoTime() - started));
    }

    private AttemptOutcome outcomeOf(Delivery delivery) throws AttemptAbandonedException {
        if (delivery.unrouted()) {
            return new AttemptOutcome.Ignored("no route takes it");
        }
        Optional<Routing.Bound> bound = routing.bound(delivery.route());
        if (bound.isEmpty()) {
            // While a new configuration is rolled out an instance may get deliveries of a route it does not know yet.
            return retryOrDead(
                    delivery,
                    WITHOUT_ROUTE,
                    FailureCause.ROUTE_GONE,
                    new RetryableException("route '" + delivery.route() + "' is not configured"));
        }
        Route route = bound.get().route();
        try {
            HandlerResult result = call(bound.get(), request(delivery));
            return switch (result) {
                case HandlerResult.Processed processed -> checked(processed);
                // A handler of somebody's own may give none.
                case HandlerResult.Ignored ignored -> new AttemptOutcome.Ignored(String.valueOf(ignored.reason()));
            };
        } catch (RetryableException e) {
            return retryOrDead(delivery, route.retry(), cause(e), e);
        } catch (PermanentException e) {
            return new AttemptOutcome.Dead(FailureCause.PERMANENT, failure(e));
        } catch (TimeoutException e) {
            return noAnswer(delivery, route.retry(), route.timeout());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AttemptAbandonedException("interrupted", e);
        } catch (AttemptAbandonedException e) {
            throw e;
        } catch (Throwable e) {
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("event_id", delivery.event().key().id())
                    .addKeyValue("endpoint", delivery.event().key().endpoint())
                    .addKeyValue(
                            "request_id", delivery.event().tracing().requestId().orElse(""))
                    .addKeyValue("attempt", delivery.attempt())
                    .addKeyValue("cause", FailureCause.BUG.word())
                    .log("handler {} threw an unexpected exception", route.handler());
            return retryOrDead(delivery, route.retry(), FailureCause.BUG, e);
        }
    }

    /**
     * Calls the handler of a delivery's route, as it is now, and does nothing with what it wants. Only on a virtual thread, where
     * nothing else waits for it, and never for a route that is {@link Routing#slow}: it would call other systems.
     *
     * @throws RetryableException like {@code PermanentException} or any other, as the handler does; also if the route is gone
     */
    public HandlerResult rehearse(Delivery delivery)
            throws RetryableException, PermanentException, InterruptedException {
        Routing.Bound bound = routing.bound(delivery.route())
                .orElseThrow(() -> new RetryableException("route '" + delivery.route() + "' is not configured"));
        if (bound.handler().slow()) {
            // The routes have changed since it was asked.
            throw new RetryableException("its handler calls other systems now");
        }
        return bound.handler().handle(request(delivery));
    }

    private static FailureCause cause(RetryableException failure) {
        return failure.getCause() instanceof TimeoutException ? FailureCause.TIMEOUT : FailureCause.RETRYABLE;
    }

    private HandlerResult call(Routing.Bound bound, HandlerRequest request)
            throws RetryableException, PermanentException, InterruptedException, TimeoutException {
        Route route = bound.route();
        // By the thread and not by the route, which may have become a slow one in the middle of a round.
        if (Thread.currentThread().isVirtual()) {
            return bound.handler().handle(request);
        }
        HandlerTimeouts.Call call = timeouts.begin(route.name(), route.timeout());
        HandlerResult result;
        try {
            result = bound.handler().handle(request);
        } catch (Throwable e) {
            if (!call.end()) {
                if (e instanceof InterruptedException) {
                    throw new IllegalStateException("nobody has interrupted it", e);
                }
                throw e;
            }
            routing.runApart(route.name());
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("cause", FailureCause.TIMEOUT.word())
                    .log(
                            "handler {} of route '{}' was interrupted on a stream thread after {} ms; it runs apart from now on",
                            route.handler(),
                            route.name(),
                            route.timeout().toMillis());
            throw new TimeoutException();
        }
        call.end();
        return result;
    }

    private static HandlerRequest request(Delivery delivery) {
        return new HandlerRequest(
                event(delivery.event()),
                delivery.category(),
                delivery.document().tree(),
                delivery.attempt(),
                delivery.event().key() + "/" + delivery.route());
    }

    /** The event as handlers see it. */
    public static Event event(WebhookEvent event) {
        return new Event(
                event.key().endpoint(),
                event.key().id(),
                event.provider(),
                event.type(),
                event.subject(),
                event.createdAt(),
                event.livemode(),
                event.receivedAt(),
                event.contentType(),
                event.request().headersJson(),
                event.body());
    }

    /** Checks before sending: the producer blocks on a missing topic, and a rejected record kills the stream thread. */
    private AttemptOutcome checked(HandlerResult.Processed processed)
            throws RetryableException, PermanentException, AttemptAbandonedException {
        for (Effect effect : processed.effects()) {
            if (effect instanceof Effect.Publish publish) {
                check(publish);
            }
        }
        return new AttemptOutcome.Processed(processed.effects(), processed.result());
    }

    private void check(Effect.Publish publish)
            throws RetryableException, PermanentException, AttemptAbandonedException {
        String topic = "topic '" + publish.topic() + "'";
        switch (publications.of(publish.topic())) {
            case PublicationTopics.State.Open(int largest) -> {
                int size = PublicationTopics.size(publish);
                if (size > largest) {
                    throw new PermanentException("a record of " + size + " bytes is larger than " + topic + " takes");
                }
            }
            case PublicationTopics.State.Absent absent ->
                throw new AttemptAbandonedException(topic + " does not exist");
            case PublicationTopics.State.Forbidden forbidden ->
                throw new RetryableException(topic + " is not to be published to: the broker does not authorize it");
            case PublicationTopics.State.Unusable(String why) ->
                throw new PermanentException(topic + " is not to be published to: " + why);
            case PublicationTopics.State.Unknown(String why) -> throw new AttemptAbandonedException(why);
        }
    }

    /** What becomes of a delivery that must not be attempted: the handler is not called. */
    public Attempt giveUp(Delivery delivery, String why) {
        return new Attempt(
                delivery,
                new AttemptOutcome.Dead(FailureCause.BUG, new Redelivery.Failure("", why, "")),
                clock.instant(),
                Duration.ZERO);
    }

    /** What comes of a slow handler's attempt that ended in an exception of its own, which says nothing of what was done. */
    Attempt withoutOutcome(Delivery delivery, Throwable why) {
        return new Attempt(
                delivery,
                retryOrDead(delivery, retryPolicy(delivery.route()), FailureCause.BUG, new IllegalStateException(why)),
                clock.instant(),
                Duration.ZERO);
    }

    /** What comes of a slow handler that did not answer in time. */
    Attempt timedOut(Delivery delivery, Duration timeout) {
        return new Attempt(
                delivery, noAnswer(delivery, retryPolicy(delivery.route()), timeout), clock.instant(), timeout);
    }

    private AttemptOutcome noAnswer(Delivery delivery, RetryPolicy policy, Duration timeout) {
        return retryOrDead(
                delivery,
                policy,
                FailureCause.TIMEOUT,
                new RetryableException("no answer within " + timeout.toMillis() + " ms"));
    }

    @Override
    public AttemptOutcome outcomeOf(Attempt attempt, Exception refusal, boolean permanent) {
        return permanent
                ? new AttemptOutcome.Dead(FailureCause.DATA, failure(refusal))
                : retryOrDead(attempt.delivery(), retryPolicy(attempt.delivery().route()), FailureCause.DATA, refusal);
    }

    /** That of a route that is there; the routes may have changed since the attempt began. */
    private RetryPolicy retryPolicy(String route) {
        return routing.bound(route).map(found -> found.route().retry()).orElse(WITHOUT_ROUTE);
    }

    private AttemptOutcome retryOrDead(Delivery delivery, RetryPolicy policy, FailureCause cause, Throwable error) {
        if (!policy.retries(cause)) {
            return new AttemptOutcome.Dead(cause, failure(error));
        }
        Instant now = clock.instant();
        List<AttemptNote> history = delivery.history();
        int withoutRoute = withoutRoute(delivery);
        int counted = cause == FailureCause.ROUTE_GONE ? withoutRoute + 1 : delivery.attempt() - withoutRoute;
        Duration previous = history.isEmpty()
                ? Duration.ZERO
                : Duration.between(history.getLast().at(), now);
        Duration asked = error instanceof RetryableException later ? later.retryAfter() : Duration.ZERO;
        return policy.delayAfter(counted, previous, random)
                .map(delay -> policy.noSoonerThan(asked, delay, random))
                .<AttemptOutcome>map(delay -> new AttemptOutcome.Retry(now.plus(delay), cause, failure(error)))
                .orElseGet(() -> new AttemptOutcome.Dead(cause, failure(error)));
    }

    /**
     * How many of a delivery's attempts failed because its route was not there. They are counted apart: a route that is missing for a
     * while uses up none of the attempts that it allows, and those that it used up do not shorten the wait for it.
     */
    private static int withoutRoute(Delivery delivery) {
        List<AttemptNote> history = delivery.history();
        // A redrive brings the history of the generations before it.
        int earlier = Math.max(0, history.size() - delivery.attempts());
        return Math.toIntExact(history.subList(earlier, history.size()).stream()
                .filter(note -> note.cause().equals(FailureCause.ROUTE_GONE.word()))
                .count());
    }

    private static Redelivery.Failure failure(Throwable error) {
        try {
            StringWriter trace = new StringWriter();
            error.printStackTrace(new PrintWriter(trace, false));
            String text = trace.toString();
            return new Redelivery.Failure(
                    error.getClass().getName(),
                    String.valueOf(error.getMessage()),
                    text.substring(0, Math.min(text.length(), STACKTRACE_LIMIT)));
        } catch (Throwable e) {
            // A handler's own exception may throw when it is asked for its message.
            return new Redelivery.Failure(error.getClass().getName(), "no message can be had of it", "");
        }
    }

    /** The note that a failed attempt leaves in the history; empty for one that did not fail. */
    public static Optional<AttemptNote> note(Attempt attempt) {
        return switch (attempt.outcome()) {
            case AttemptOutcome.Retry(var due, var cause, var failure) ->
                Optional.of(
                        new AttemptNote(attempt.delivery().attempt(), attempt.at(), cause.word(), failure.message()));
            case AttemptOutcome.Dead(var cause, var failure) ->
                Optional.of(
                        new AttemptNote(attempt.delivery().attempt(), attempt.at(), cause.word(), failure.message()));
            case AttemptOutcome.Processed processed -> Optional.empty();
            case AttemptOutcome.Ignored ignored -> Optional.empty();
        };
    }
}

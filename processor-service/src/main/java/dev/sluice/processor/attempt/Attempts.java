package dev.sluice.processor.attempt;

import dev.sluice.event.AttemptNote;
import dev.sluice.event.Redelivery;
import dev.sluice.handler.Delivery;
import dev.sluice.handler.Effect;
import dev.sluice.handler.Outcome;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.RetryableException;
import dev.sluice.processor.ledger.Ledger;
import dev.sluice.processor.work.Attempted;
import dev.sluice.processor.work.Conclusion;
import dev.sluice.processor.work.Unit;
import dev.sluice.route.RetryPolicy;
import dev.sluice.route.Route;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes attempts: calls the handler and decides what comes of what it returns or throws. Thread-safe. */
public final class Attempts implements Ledger.DataFailures {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final int STACKTRACE_LIMIT = 8 * 1024;

    private static final RetryPolicy WITHOUT_ROUTE =
            new RetryPolicy(RetryPolicy.Strategy.EXPONENTIAL, Duration.ofSeconds(2), Duration.ofMinutes(1), 4, 0.1);

    private final Routing routing;
    private final PublicationTopics publications;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param random spreads the delays; must be thread-safe
     */
    public Attempts(Routing routing, PublicationTopics publications, Clock clock, RandomGenerator random) {
        this.routing = routing;
        this.publications = publications;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Attempts a unit once, on the calling thread.
     *
     * @throws UnfinishedException when the attempt is not to be counted
     */
    public Attempted make(Unit unit) throws UnfinishedException {
        long started = System.nanoTime();
        Conclusion conclusion = conclude(unit);
        return new Attempted(unit, conclusion, clock.instant(), Duration.ofNanos(System.nanoTime() - started));
    }

    private Conclusion conclude(Unit unit) throws UnfinishedException {
        if (unit.route().isEmpty()) {
            return new Conclusion.Ignored("no route takes it");
        }
        Optional<Routing.Bound> bound = routing.bound(unit.route());
        if (bound.isEmpty()) {
            // While a new configuration is rolled out an instance may get units of a route it does not know yet.
            return retryOrDead(
                    unit,
                    WITHOUT_ROUTE,
                    "route_gone",
                    new RetryableException("route '" + unit.route() + "' is not configured"));
        }
        Route route = bound.get().route();
        try {
            Outcome outcome = bound.get().handler().handle(delivery(unit));
            return switch (outcome) {
                case Outcome.Processed processed -> checked(processed);
                case Outcome.Ignored ignored -> new Conclusion.Ignored(ignored.reason());
            };
        } catch (RetryableException e) {
            return retryOrDead(unit, route.retry(), "retryable", e);
        } catch (PermanentException e) {
            return new Conclusion.Dead("permanent", failure(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnfinishedException("interrupted", e);
        } catch (UnfinishedException e) {
            throw e;
        } catch (Throwable e) {
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("event_id", unit.event().key().id())
                    .addKeyValue("endpoint", unit.event().key().endpoint())
                    .addKeyValue("attempt", unit.attempt())
                    .addKeyValue("cause", "bug")
                    .log("handler {} threw what handlers do not throw", route.handler());
            return retryOrDead(unit, route.retry(), "bug", e);
        }
    }

    private static Delivery delivery(Unit unit) {
        return new Delivery(
                unit.event(),
                unit.category(),
                unit.document().tree(),
                unit.attempt(),
                unit.event().key() + "/" + unit.route());
    }

    /** The producer would wait for a topic that is not there, and a record that is refused kills the stream thread. */
    private Conclusion checked(Outcome.Processed processed)
            throws RetryableException, PermanentException, UnfinishedException {
        for (Effect effect : processed.effects()) {
            if (effect instanceof Effect.Publish publish) {
                check(publish);
            }
        }
        return new Conclusion.Processed(processed.effects(), processed.result());
    }

    private void check(Effect.Publish publish) throws RetryableException, PermanentException, UnfinishedException {
        String topic = "topic '" + publish.topic() + "'";
        switch (publications.of(publish.topic())) {
            case PublicationTopics.State.Open(int largest) -> {
                int size = PublicationTopics.size(publish);
                if (size > largest) {
                    throw new PermanentException("a record of " + size + " bytes is larger than " + topic + " takes");
                }
            }
            case PublicationTopics.State.Absent absent -> throw new UnfinishedException(topic + " does not exist");
            case PublicationTopics.State.Forbidden forbidden ->
                throw new RetryableException(topic + " is not to be published to: the broker does not authorize it");
            case PublicationTopics.State.Unusable(String why) ->
                throw new PermanentException(topic + " is not to be published to: " + why);
            case PublicationTopics.State.Unknown(String why) -> throw new UnfinishedException(why);
        }
    }

    /** What comes of a slow handler that did not answer in time. */
    Attempted timedOut(Unit unit, Duration timeout) {
        Conclusion conclusion = routing.bound(unit.route())
                .map(bound -> retryOrDead(
                        unit,
                        bound.route().retry(),
                        "timeout",
                        new RetryableException("no answer within " + timeout.toMillis() + " ms")))
                .orElseThrow();
        return new Attempted(unit, conclusion, clock.instant(), timeout);
    }

    @Override
    public Conclusion conclude(Attempted attempt, Exception refusal, boolean permanent) {
        Optional<Routing.Bound> bound = routing.bound(attempt.unit().route());
        RetryPolicy policy = bound.map(found -> found.route().retry()).orElse(WITHOUT_ROUTE);
        return permanent
                ? new Conclusion.Dead("data", failure(refusal))
                : retryOrDead(attempt.unit(), policy, "data", refusal);
    }

    private Conclusion retryOrDead(Unit unit, RetryPolicy policy, String cause, Throwable error) {
        Instant now = clock.instant();
        return policy.delayAfter(unit.attempt(), random)
                .<Conclusion>map(delay -> new Conclusion.Retry(now.plus(delay), cause, failure(error)))
                .orElseGet(() -> new Conclusion.Dead(cause, failure(error)));
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
        } catch (RuntimeException e) {
            // A handler's own exception may throw when it is asked for its message.
            return new Redelivery.Failure(error.getClass().getName(), "no message can be had of it", "");
        }
    }

    /** The note that a failed attempt leaves in the history; empty for one that did not fail. */
    public static Optional<AttemptNote> note(Attempted attempt) {
        return switch (attempt.conclusion()) {
            case Conclusion.Retry(var due, var cause, var failure) ->
                Optional.of(new AttemptNote(attempt.unit().attempt(), attempt.at(), cause, failure.message()));
            case Conclusion.Dead(var cause, var failure) ->
                Optional.of(new AttemptNote(attempt.unit().attempt(), attempt.at(), cause, failure.message()));
            case Conclusion.Processed processed -> Optional.empty();
            case Conclusion.Ignored ignored -> Optional.empty();
        };
    }
}

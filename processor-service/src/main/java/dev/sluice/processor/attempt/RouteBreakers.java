package dev.sluice.processor.attempt;

import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.record.FailureCause;
import dev.sluice.route.BreakerPolicy;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One circuit breaker per route whose handler calls another system, and a pause for any route. While a breaker is open or a route
 * is paused, the route's deliveries wait without an attempt being burnt. Thread-safe.
 */
public final class RouteBreakers {
    private static final Logger LOG = LoggerFactory.getLogger(RouteBreakers.class);

    /** How long {@link #pause} lasts. */
    public static final Duration PAUSE = Duration.ofSeconds(10);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private static final int CALLS_WHEN_TRIED_AGAIN = 3;

    private final Function<String, BreakerPolicy> policies;
    private final Clock clock;
    private final Map<String, Guard> guards = new ConcurrentHashMap<>();
    private final Map<String, Instant> pausedUntil = new ConcurrentHashMap<>();
    /** Routes whose effects could not be written when they were last tried. */
    private final Set<String> onTrial = ConcurrentHashMap.newKeySet();

    /** A route's breaker, and the policy it was made for. */
    private record Guard(BreakerPolicy policy, CircuitBreaker breaker) {}

    /** @param policies that of a route by its name; where it has changed, the route's breaker begins anew */
    public RouteBreakers(Function<String, BreakerPolicy> policies, Clock clock) {
        this.policies = policies;
        this.clock = clock;
    }

    /** Pauses a route for a while, for something that is no event's fault. */
    public void pause(String route, String why) {
        pausedUntil.put(route, clock.instant().plus(PAUSE));
        LOG.atWarn()
                .addKeyValue("cause", "parked")
                .log("route '{}' is paused for {} s without using up an attempt: {}", route, PAUSE.toSeconds(), why);
    }

    /** What a route's effects write to takes nothing: it is paused, and then tried with one delivery at a time. */
    public void targetAway(String route, String why) {
        onTrial.add(route);
        if (pausedUntil(route).equals(Instant.MIN)) {
            pause(route, why);
        }
    }

    /** An attempt of a route has been recorded: whatever its effects write to takes them. */
    public void written(String route) {
        if (!onTrial.isEmpty() && onTrial.remove(route)) {
            LOG.info("route '{}' goes on", route);
        }
    }

    /** Whether a route is to be tried with one delivery before others follow. */
    public boolean onTrial(String route) {
        return !onTrial.isEmpty() && onTrial.contains(route);
    }

    /** Until when a route is paused, by its breaker or by {@link #pause}; {@link Instant#MIN} if it is not. */
    public Instant pausedUntil(String route) {
        Instant now = clock.instant();
        Instant until = pausedUntil.getOrDefault(route, Instant.MIN);
        if (until.isAfter(now)) {
            return until;
        }
        pausedUntil.remove(route, until);
        boolean open = guards.containsKey(route) && breaker(route).getState() == CircuitBreaker.State.OPEN;
        return open ? now.plus(LOOK_AGAIN) : Instant.MIN;
    }

    /** Whether a route's deliveries wait now. */
    public boolean isPaused(String route) {
        return !pausedUntil(route).equals(Instant.MIN);
    }

    boolean admits(String route) {
        return breaker(route).tryAcquirePermission();
    }

    void returned(Attempt attempt) {
        CircuitBreaker breaker = breaker(attempt.delivery().route());
        long nanos = attempt.took().toNanos();
        switch (attempt.outcome()) {
            case AttemptOutcome.Processed processed -> breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
            case AttemptOutcome.Ignored ignored -> breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
            case AttemptOutcome.Retry retry ->
                failed(breaker, nanos, retry.cause(), retry.failure().message());
            case AttemptOutcome.Dead dead ->
                failed(breaker, nanos, dead.cause(), dead.failure().message());
        }
    }

    /** A permanent failure is the event's own and says nothing about the other system. */
    private static void failed(CircuitBreaker breaker, long nanos, FailureCause cause, String message) {
        if (cause == FailureCause.PERMANENT) {
            breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
        } else {
            breaker.onError(nanos, TimeUnit.NANOSECONDS, new IllegalStateException(message));
        }
    }

    void abandoned(String route) {
        breaker(route).releasePermission();
    }

    private CircuitBreaker breaker(String route) {
        BreakerPolicy policy = policies.apply(route);
        Guard guard = guards.get(route);
        if (guard == null || !guard.policy().equals(policy)) {
            guard = guards.compute(
                    route,
                    (name, there) -> there != null && there.policy().equals(policy)
                            ? there
                            : new Guard(policy, CircuitBreaker.of(name, configuration(policy))));
        }
        return guard.breaker();
    }

    private static CircuitBreakerConfig configuration(BreakerPolicy policy) {
        return CircuitBreakerConfig.custom()
                .slidingWindowSize(policy.window())
                .minimumNumberOfCalls(policy.fewestCalls())
                .failureRateThreshold(policy.failureRate())
                .waitDurationInOpenState(policy.pause())
                .permittedNumberOfCallsInHalfOpenState(CALLS_WHEN_TRIED_AGAIN)
                // Without this the breaker stays open until the next call, and no call is made while it is open.
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .build();
    }
}

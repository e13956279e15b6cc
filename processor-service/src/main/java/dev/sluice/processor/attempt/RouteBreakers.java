package dev.sluice.processor.attempt;

import dev.sluice.processor.work.Attempted;
import dev.sluice.processor.work.Conclusion;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One circuit breaker per route whose handler calls another system. While it is open, the route's units are parked
 * without an attempt being burnt. Thread-safe.
 */
public final class RouteBreakers {
    /** How long a breaker stays open, and a unit parked, before the next try. */
    public static final Duration PARKED = Duration.ofSeconds(10);

    private final CircuitBreakerRegistry breakers = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
            .slidingWindowSize(50)
            .minimumNumberOfCalls(20)
            .failureRateThreshold(50)
            .waitDurationInOpenState(PARKED)
            .permittedNumberOfCallsInHalfOpenState(3)
            .build());

    boolean admits(String route) {
        return breaker(route).tryAcquirePermission();
    }

    void returned(Attempted attempt) {
        CircuitBreaker breaker = breaker(attempt.unit().route());
        long nanos = attempt.took().toNanos();
        switch (attempt.conclusion()) {
            case Conclusion.Processed processed -> breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
            case Conclusion.Ignored ignored -> breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
            case Conclusion.Retry retry ->
                failed(breaker, nanos, retry.cause(), retry.failure().message());
            case Conclusion.Dead dead ->
                failed(breaker, nanos, dead.cause(), dead.failure().message());
        }
    }

    /** A permanent failure is the event's own and says nothing about the other system. */
    private static void failed(CircuitBreaker breaker, long nanos, String cause, String message) {
        if (cause.equals("permanent")) {
            breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
        } else {
            breaker.onError(nanos, TimeUnit.NANOSECONDS, new IllegalStateException(message));
        }
    }

    void abandoned(String route) {
        breaker(route).releasePermission();
    }

    private CircuitBreaker breaker(String route) {
        return breakers.circuitBreaker(route);
    }
}

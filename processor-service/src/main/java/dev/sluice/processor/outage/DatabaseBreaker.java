package dev.sluice.processor.outage;

import dev.sluice.schedule.Schedule;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the flow while Postgres is away. A flush that finds it away trips the breaker; one thread, the only one that
 * pauses and resumes, probes the database and lets the flow go on once it answers. Thread-safe.
 */
public final class DatabaseBreaker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseBreaker.class);
    private static final Duration CHECK_EVERY = Duration.ofMillis(100);

    private final CircuitBreaker breaker = CircuitBreaker.of(
            "postgres",
            CircuitBreakerConfig.custom()
                    .slidingWindowSize(1)
                    .minimumNumberOfCalls(1)
                    .failureRateThreshold(100)
                    .waitDurationInOpenState(Duration.ofSeconds(1))
                    .permittedNumberOfCallsInHalfOpenState(1)
                    .build());
    private final BooleanSupplier reachable;
    private final Schedule reconciler = new Schedule("database-breaker");

    /** What the breaker pauses; called by its thread alone. */
    public interface Flow {
        boolean isPaused();

        void pause();

        void resume();
    }

    /** @param reachable whether a write to the database would succeed now */
    public DatabaseBreaker(BooleanSupplier reachable) {
        this.reachable = reachable;
    }

    /** Begins to pause and resume {@code flow}. */
    public void control(Flow flow) {
        reconciler.every(CHECK_EVERY, CHECK_EVERY, () -> reconcile(flow));
    }

    /** Whether the database is held to be there. */
    public boolean closed() {
        return breaker.getState() == CircuitBreaker.State.CLOSED;
    }

    /** The database was found to be away. */
    public void trip(Exception outage) {
        if (closed()) {
            LOG.atWarn().setCause(outage).log("the database is unavailable; processing is paused, no attempt is spent");
        }
        breaker.onError(0, TimeUnit.NANOSECONDS, outage);
    }

    private void reconcile(Flow flow) {
        if (!closed()) {
            if (!flow.isPaused()) {
                flow.pause();
            }
            probe();
        }
        if (closed() && flow.isPaused()) {
            LOG.info("the database is available again; processing resumes");
            flow.resume();
        }
    }

    private void probe() {
        if (!breaker.tryAcquirePermission()) {
            return;
        }
        boolean answered = false;
        try {
            answered = reachable.getAsBoolean();
        } finally {
            // Whatever was thrown: a permission that is not given back would leave the flow paused for good.
            if (answered) {
                breaker.onSuccess(0, TimeUnit.NANOSECONDS);
            } else {
                breaker.onError(0, TimeUnit.NANOSECONDS, new IllegalStateException("the database is still away"));
            }
        }
    }

    @Override
    public void close() {
        reconciler.close();
    }
}

package dev.sluice.route;

import java.time.Duration;
import java.util.Optional;

/**
 * One entry of {@code routes.yaml}: which events go to which handler, and what happens when the handler fails.
 *
 * @param name unique; part of every claim, so renaming a route makes it a new one
 * @param match which events it takes
 * @param handler the handler's name, or {@link #IGNORE}
 * @param options what it gives its handler
 * @param reason why its events are ignored; there if the handler is {@link #IGNORE}, else empty
 * @param priority what is drained first
 * @param timeout how long one call of the handler may take
 * @param retry what to do after a failed attempt
 * @param breaker when to pause it, if its handler does slow I/O
 */
public record Route(
        String name,
        Condition match,
        String handler,
        RouteOptions options,
        Optional<String> reason,
        Priority priority,
        Duration timeout,
        RetryPolicy retry,
        BreakerPolicy breaker) {
    /** The handler that does nothing, and says the route's reason. */
    public static final String IGNORE = "ignore";

    /** The time-out of a route that says none. */
    public static final Duration USUAL_TIMEOUT = Duration.ofSeconds(5);
}

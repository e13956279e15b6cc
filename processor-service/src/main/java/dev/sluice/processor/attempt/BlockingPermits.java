package dev.sluice.processor.attempt;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * How many calls of each route's handler may run at once on this instance. A permit comes back when the call has really ended: a
 * handler that ignores interrupts uses up the permits of its own route alone. Thread-safe.
 */
public final class BlockingPermits {
    private final int perRoute;
    private final Map<String, Semaphore> routes = new ConcurrentHashMap<>();

    public BlockingPermits(int perRoute) {
        this.perRoute = perRoute;
    }

    boolean tryAcquire(String route) {
        return route(route).tryAcquire();
    }

    void release(String route) {
        route(route).release();
    }

    /** Calls that could be started now. */
    int free(String route) {
        return route(route).availablePermits();
    }

    /** Calls that run, over all routes; those included that were given up and have not ended. */
    public int running() {
        return routes.values().stream()
                .mapToInt(route -> perRoute - route.availablePermits())
                .sum();
    }

    private Semaphore route(String route) {
        return routes.computeIfAbsent(route, name -> new Semaphore(perRoute));
    }
}

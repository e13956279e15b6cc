package dev.sluice.handler;

/**
 * Turns an event into an outcome. Found by {@link java.util.ServiceLoader}; one instance serves all threads.
 *
 * <p>A handler has no side effects of its own: what it wants written or published it returns, and that happens exactly
 * once. The exception is a handler that is {@link #slow}: it may call other systems, at least once per attempt, and is
 * given an idempotency key to pass on.
 */
public interface Handler {
    /** The name by which {@code routes.yaml} refers to it. */
    String name();

    /** Whether it does I/O of its own: it then runs on a virtual thread, bounded in number and time. */
    default boolean slow() {
        return false;
    }

    /**
     * The handler for one route, with the options that the route gives it; this one, where it takes none. Called whenever routes are read,
     * even if only to look at them: nothing is to be opened or started here. What is returned after a mistake is not used.
     */
    default Handler with(Options options) {
        return this;
    }

    /**
     * Handles one event.
     *
     * @throws RetryableException when a later attempt may work
     * @throws PermanentException when none will
     * @throws InterruptedException when a slow handler's time is up
     */
    HandlerResult handle(HandlerRequest request) throws RetryableException, PermanentException, InterruptedException;
}

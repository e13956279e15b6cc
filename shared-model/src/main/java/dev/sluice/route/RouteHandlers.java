package dev.sluice.route;

import dev.sluice.handler.Options;
import java.util.Set;

/** The handlers that routes may name. */
@FunctionalInterface
public interface RouteHandlers {
    /** Their names. */
    Set<String> names();

    /**
     * Has a handler look at the options that a route gives it. It tells them what is wrong.
     *
     * @param name one of the names
     */
    default void read(String name, Options options) {
        // One that asks for none takes none.
    }
}

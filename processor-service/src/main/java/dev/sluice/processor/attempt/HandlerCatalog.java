package dev.sluice.processor.attempt;

import dev.sluice.handler.Handler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/** The handlers by name; immutable. */
public final class HandlerCatalog {
    private final Map<String, Handler> byName = new TreeMap<>();

    /** @throws IllegalStateException if two have the same name */
    public HandlerCatalog(List<Handler> handlers) {
        for (Handler handler : handlers) {
            Handler other = byName.put(handler.name(), handler);
            if (other != null) {
                throw new IllegalStateException("two handlers are named '" + handler.name() + "': "
                        + other.getClass().getName() + " and "
                        + handler.getClass().getName());
            }
        }
    }

    /** Those on the class path. */
    public static HandlerCatalog onClassPath() {
        return new HandlerCatalog(ServiceLoader.load(Handler.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    /** Their names, sorted. */
    public Set<String> names() {
        return Set.copyOf(byName.keySet());
    }

    Optional<Handler> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}

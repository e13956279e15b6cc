package dev.sluice.processor.attempt;

import dev.sluice.config.ConfigurationException;
import dev.sluice.config.Mistake;
import dev.sluice.handler.Handler;
import dev.sluice.handler.Options;
import dev.sluice.route.Route;
import dev.sluice.route.RouteHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/** The handlers by name; immutable. */
public final class HandlerCatalog implements RouteHandlers {
    private final Map<String, Handler> byName = new TreeMap<>();

    /** @throws IllegalStateException if two have the same name, or one has that of what no handler does */
    public HandlerCatalog(List<Handler> handlers) {
        for (Handler handler : handlers) {
            if (handler.name().equals(Route.IGNORE)) {
                throw new IllegalStateException("a handler can't be named '" + Route.IGNORE + "', as "
                        + handler.getClass().getName() + " is: that is what routes write that do nothing");
            }
            Handler other = byName.put(handler.name(), handler);
            if (other != null) {
                throw new IllegalStateException("two handlers are named '" + handler.name() + "': "
                        + other.getClass().getName() + " and "
                        + handler.getClass().getName());
            }
        }
    }

    /**
     * The built-in handlers, and those of the directory that {@code SLUICE_HANDLERS} names.
     *
     * @throws ConfigurationException if the directory or what it holds can't be used
     */
    public static HandlerCatalog of(Map<String, String> environment) throws ConfigurationException {
        List<Handler> handlers = new ArrayList<>();
        ServiceLoader.load(Handler.class, HandlerCatalog.class.getClassLoader()).forEach(handlers::add);
        String directory = environment.getOrDefault(HandlerJars.VARIABLE, "");
        if (!directory.isEmpty()) {
            handlers.addAll(HandlerJars.in(Path.of(directory)));
        }
        try {
            return new HandlerCatalog(handlers);
        } catch (IllegalStateException e) {
            throw new ConfigurationException(List.of(new Mistake(
                    HandlerJars.VARIABLE, String.valueOf(e.getMessage()), "Give one of them another name.")));
        }
    }

    @Override
    public Set<String> names() {
        return Set.copyOf(byName.keySet());
    }

    @Override
    public void read(String name, Options options) {
        named(name).ifPresent(handler -> handler.with(options));
    }

    Optional<Handler> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}

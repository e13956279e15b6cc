package dev.sluice.processor.attempt;

import dev.sluice.body.EventDocument;
import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Handler;
import dev.sluice.provider.Categories;
import dev.sluice.route.Priority;
import dev.sluice.route.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The routes with their handlers. Thread-safe. */
public final class Routing {
    private final List<Route> routes;
    private final Map<String, Bound> byName = new HashMap<>();
    private final Categories categories;
    private final Set<String> apart = ConcurrentHashMap.newKeySet();

    /** A route and the handler it names. */
    record Bound(Route route, Handler handler) {}

    /** @throws IllegalStateException if a route names no handler */
    public Routing(List<Route> routes, HandlerCatalog handlers, Categories categories) {
        this.routes = List.copyOf(routes);
        this.categories = categories;
        for (Route route : routes) {
            Handler handler = handlers.named(route.handler())
                    .orElseThrow(() -> new IllegalStateException(
                            "route '" + route.name() + "' names no handler: " + route.handler()));
            byName.put(route.name(), new Bound(route, handler));
        }
    }

    /** The event's type in the common vocabulary, or its type. */
    public String category(WebhookEvent event) {
        return categories.of(event.provider(), event.type());
    }

    /** The routes that take an event, in the order of the file. */
    public List<Route> taking(WebhookEvent event, EventDocument document, String category) {
        List<Route> taking = new ArrayList<>();
        for (Route route : routes) {
            if (route.match().takes(event, category, document::tree)) {
                taking.add(route);
            }
        }
        return taking;
    }

    /** The route of a name, unless it is gone from the configuration. */
    public Optional<Route> named(String name) {
        return bound(name).map(Bound::route);
    }

    /** A route's priority; that of a route that is gone is normal. */
    public Priority priority(String name) {
        return named(name).map(Route::priority).orElse(Priority.NORMAL);
    }

    /** Whether a route's handler runs on virtual threads: it does I/O of its own, or has held up a stream thread before. */
    public boolean slow(String name) {
        return bound(name).map(bound -> bound.handler().slow()).orElse(false) || apart.contains(name);
    }

    /** A route's handler has held up a stream thread: from now on it runs as if it had said that it does I/O. */
    void runApart(String name) {
        apart.add(name);
    }

    Optional<Bound> bound(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}

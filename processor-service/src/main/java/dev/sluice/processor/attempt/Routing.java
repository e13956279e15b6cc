package dev.sluice.processor.attempt;

import dev.sluice.body.EventDocument;
import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.provider.Categories;
import dev.sluice.route.BreakerPolicy;
import dev.sluice.route.GivenOptions;
import dev.sluice.route.Priority;
import dev.sluice.route.RoutableEvent;
import dev.sluice.route.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The routes in force, with their handlers. They are replaced all at once, so that every event meets one configuration. Thread-safe. */
public final class Routing {
    /** The route of the one delivery that an event gets which no route takes. */
    private static final List<String> NO_ROUTE = List.of("");

    private final HandlerCatalog handlers;
    private final Set<String> apart = ConcurrentHashMap.newKeySet();
    private volatile Table table;

    /** A route and the handler it names. */
    record Bound(Route route, Handler handler) {}

    /** One configuration; immutable. */
    private record Table(List<Route> routes, Map<String, Bound> byName, Categories categories) {}

    /** @throws IllegalStateException if a route names no handler, or one that can't take its options */
    public Routing(List<Route> routes, HandlerCatalog handlers, Categories categories) {
        this.handlers = handlers;
        this.table = table(routes, handlers, categories);
    }

    /**
     * Puts other routes in the place of those in force. Deliveries that wait keep the name of their route, and meet what is configured
     * under it when they are attempted.
     *
     * @throws IllegalStateException if a route names no handler, or one that can't take its options; nothing has changed then
     */
    public void replace(List<Route> routes, Categories categories) {
        table = table(routes, handlers, categories);
    }

    private static Table table(List<Route> routes, HandlerCatalog handlers, Categories categories) {
        Map<String, Bound> byName = new HashMap<>();
        for (Route route : routes) {
            byName.put(route.name(), new Bound(route, handler(route, handlers)));
        }
        return new Table(List.copyOf(routes), byName, categories);
    }

    private static Handler handler(Route route, HandlerCatalog handlers) {
        if (route.handler().equals(Route.IGNORE)) {
            return new Ignore(route.reason().orElse("its route ignores it"));
        }
        return handlers.named(route.handler())
                .map(handler -> handler.with(GivenOptions.of(route)))
                .orElseThrow(() ->
                        new IllegalStateException("route '" + route.name() + "' names no handler: " + route.handler()));
    }

    /** Does nothing, and says why. */
    private record Ignore(String reason) implements Handler {
        @Override
        public String name() {
            return Route.IGNORE;
        }

        @Override
        public HandlerResult handle(HandlerRequest request) {
            return new HandlerResult.Ignored(reason);
        }
    }

    /**
     * What one configuration makes of an event.
     *
     * @param category the event's type in the common vocabulary, or its type
     * @param routes the names of those that take it, in the order of the file; the empty name alone where none does
     */
    public record Matched(String category, List<String> routes) {}

    /** The event's type in the common vocabulary, or its type. */
    public String category(WebhookEvent event) {
        return table.categories().of(event.provider(), event.type());
    }

    /** The category of an event, and the routes that take it. */
    public Matched match(WebhookEvent event, EventDocument document) {
        Table now = table;
        String category = now.categories().of(event.provider(), event.type());
        RoutableEvent routable = new RoutableEvent(event, document, category);
        List<String> taking = new ArrayList<>();
        for (Route route : now.routes()) {
            if (route.match().holds(routable)) {
                taking.add(route.name());
            }
        }
        return new Matched(category, taking.isEmpty() ? NO_ROUTE : taking);
    }

    /** How long a call of a route's handler may take. */
    public Duration timeout(String name) {
        return named(name).map(Route::timeout).orElse(Route.USUAL_TIMEOUT);
    }

    /** When a route is paused because what it calls fails. */
    public BreakerPolicy breaker(String name) {
        return named(name).map(Route::breaker).orElse(BreakerPolicy.USUAL);
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

    /** A route and its handler, unless it is gone from the configuration. */
    Optional<Bound> bound(String name) {
        return Optional.ofNullable(table.byName().get(name));
    }

    private Optional<Route> named(String name) {
        return bound(name).map(Bound::route);
    }
}

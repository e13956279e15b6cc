package dev.sluice.route;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.event.WebhookEvent;
import java.io.PrintWriter;
import java.util.List;

/**
 * What every route makes of some events.
 *
 * @param routes the file they are in, or what else they are called
 * @param version of the routes
 * @param events at least one, unless the body held none
 * @param notes what has to be known beside it
 */
public record RoutesReport(String routes, String version, List<EventReport> events, List<String> notes) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One event, and every route in the order of the file. */
    public record EventReport(WebhookEvent event, String category, List<RouteReport> routes) {
        private List<String> takenBy() {
            return routes.stream()
                    .filter(route -> route.why().holds())
                    .map(report -> report.route().name())
                    .toList();
        }
    }

    /** One route, and why it takes the event or not. */
    public record RouteReport(Route route, Explained why) {}

    /** Asks every route about every event. */
    public static RoutesReport of(
            String file, RouteSources.Reading read, List<WebhookEvent> events, List<String> notes) {
        return new RoutesReport(
                file,
                read.version(),
                events.stream().map(event -> report(read, event)).toList(),
                List.copyOf(notes));
    }

    private static EventReport report(RouteSources.Reading read, WebhookEvent event) {
        String category = read.categories().of(event.provider(), event.type());
        RoutableEvent routable = new RoutableEvent(event, event.document(), category);
        return new EventReport(
                event,
                category,
                read.routes().stream()
                        .map(route -> new RouteReport(route, Explained.of(route.match(), routable)))
                        .toList());
    }

    /** Whether there is an event, and each is taken by a route. */
    public boolean allTaken() {
        return !events.isEmpty()
                && events.stream().noneMatch(event -> event.takenBy().isEmpty());
    }

    /** Writes it for people. */
    public void print(PrintWriter out) {
        notes.forEach(note -> out.println("note: " + note));
        events.forEach(event -> print(event, out));
        if (events.isEmpty()) {
            out.println("the body holds no event");
        }
    }

    private static void print(EventReport report, PrintWriter out) {
        WebhookEvent event = report.event();
        out.println("event " + event.key().endpoint() + "/" + event.key().id() + ": type " + event.type()
                + ", category " + report.category() + ", provider " + event.provider() + ", livemode "
                + livemode(event));
        for (RouteReport route : report.routes()) {
            out.println();
            out.println((route.why().holds() ? "takes it   " : "leaves it  ")
                    + route.route().name() + " (handler " + route.route().handler()
                    + route.route().reason().map(reason -> ": " + reason).orElse("") + ")");
            route.route()
                    .options()
                    .shown()
                    .forEach((name, values) -> out.println("  with " + name + ": " + String.join(", ", values)));
            print(route.why(), "  ", out);
        }
        out.println();
        List<String> taken = report.takenBy();
        out.println(
                taken.isEmpty()
                        ? "no route takes it: it is kept with status ignored, and nothing is done with it"
                        : taken.size() + " of " + report.routes().size() + " routes take it: "
                                + String.join(", ", taken));
    }

    private static void print(Explained explained, String indent, PrintWriter out) {
        String saw = !explained.parts().isEmpty()
                ? ""
                : explained.seen().isEmpty()
                        ? "   (nothing there)"
                        : "   (saw " + String.join(", ", explained.seen()) + ")";
        boolean everything = explained.condition().equals("every event");
        out.println(indent + (explained.holds() ? "yes  " : "no   ") + explained.condition() + (everything ? "" : saw));
        explained.parts().forEach(part -> print(part, indent + "  ", out));
    }

    private static String livemode(WebhookEvent event) {
        return event.livemode().map(String::valueOf).orElse("unknown");
    }

    /** Writes it for programs. */
    public ObjectNode json() {
        ObjectNode all = JSON.createObjectNode().put("routes_file", routes).put("version", version);
        ArrayNode said = all.putArray("notes");
        notes.forEach(said::add);
        ArrayNode list = all.putArray("events");
        events.forEach(report -> write(list.addObject(), report));
        return all;
    }

    private static void write(ObjectNode node, EventReport report) {
        WebhookEvent event = report.event();
        node.put("endpoint", event.key().endpoint())
                .put("event_id", event.key().id())
                .put("type", event.type())
                .put("category", report.category())
                .put("provider", event.provider());
        node.put("livemode", event.livemode().orElse(null));
        ArrayNode taken = node.putArray("taken_by");
        report.takenBy().forEach(taken::add);
        ArrayNode list = node.putArray("routes");
        for (RouteReport route : report.routes()) {
            ObjectNode one = list.addObject()
                    .put("name", route.route().name())
                    .put("handler", route.route().handler())
                    .put("takes", route.why().holds());
            ObjectNode options = one.putObject("with");
            route.route().options().shown().forEach((name, values) -> {
                ArrayNode shown = options.putArray(name);
                values.forEach(shown::add);
            });
            write(one.putObject("match"), route.why());
        }
    }

    private static void write(ObjectNode node, Explained explained) {
        node.put("condition", explained.condition()).put("holds", explained.holds());
        if (explained.parts().isEmpty()) {
            ArrayNode seen = node.putArray("seen");
            explained.seen().forEach(seen::add);
        } else {
            ArrayNode parts = node.putArray("parts");
            explained.parts().forEach(part -> write(parts.addObject(), part));
        }
    }
}

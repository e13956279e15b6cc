package dev.sluice.processor.delivery;

import dev.sluice.body.EventDocument;
import dev.sluice.event.WebhookEvent;
import dev.sluice.record.AttemptNote;
import dev.sluice.record.Coordinates;
import java.util.ArrayList;
import java.util.List;

/**
 * One (event, route) that is to be attempted: the delivery that succeeds, retries and dies on its own.
 *
 * @param event the event; its {@code receivedAt} is that of the first copy seen
 * @param document what its body says; one for all deliveries of the event, parsed where it is first needed
 * @param category its type in the common vocabulary
 * @param route the route's name; empty for an event that no route takes
 * @param generation empty, or the replay's or redrive's id
 * @param attempts attempts made so far in this generation
 * @param history the failed ones, oldest first
 * @param origin where the event's own record stands
 * @param source the record that caused this attempt: a claim is recognised by it after a crash
 * @param routes all routes that took the event when it arrived, this one among them; empty where that is not known
 * @param fresh whether the event has just been taken from {@code webhooks.events} for the first time: it can have no row yet,
 *     unless a crash or a copy from before the deduplication window left one
 */
public record Delivery(
        WebhookEvent event,
        EventDocument document,
        String category,
        String route,
        String generation,
        int attempts,
        List<AttemptNote> history,
        Coordinates origin,
        Coordinates source,
        List<String> routes,
        boolean fresh) {
    /** Number of the attempt that is about to be made, from 1. */
    public int attempt() {
        return attempts + 1;
    }

    /** Whether its route is the first of those that took the event: one delivery of each record is. */
    public boolean ofFirstRoute() {
        return !routes.isEmpty() && routes.getFirst().equals(route);
    }

    /** The same record's delivery for a route that took the event when the record was met before, and does not now. */
    public Delivery ofRoute(String earlier) {
        List<String> all = new ArrayList<>(routes);
        all.add(earlier);
        return new Delivery(
                event, document, category, earlier, generation, attempts, history, origin, source, all, fresh);
    }

    /** The same without the other routes of its record: whoever met it before has answered for them. */
    public Delivery alone() {
        return new Delivery(
                event, document, category, route, generation, attempts, history, origin, source, List.of(), fresh);
    }

    /** Whether it stands for an event that no route takes. */
    public boolean unrouted() {
        return route.isEmpty();
    }
}

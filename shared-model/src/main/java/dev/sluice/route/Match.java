package dev.sluice.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.event.WebhookEvent;
import java.util.List;
import java.util.function.Supplier;

/**
 * The events a route takes: all three parts must hold, and an empty part always does.
 *
 * @param events patterns over the provider's type and over the category
 * @param endpoints endpoint names
 * @param filters conditions on the payload
 */
public record Match(List<EventPattern> events, List<String> endpoints, List<Filter> filters) {
    /**
     * Whether the route takes this event.
     *
     * @param category the event's category, or its type when it has none
     * @param payload parsed only when there is a filter to apply
     */
    public boolean takes(WebhookEvent event, String category, Supplier<JsonNode> payload) {
        return (events.isEmpty()
                        || events.stream()
                                .anyMatch(pattern -> pattern.matches(event.type()) || pattern.matches(category)))
                && (endpoints.isEmpty() || endpoints.contains(event.key().endpoint()))
                && (filters.isEmpty() || filters.stream().allMatch(filter -> filter.holds(payload.get())));
    }
}

package dev.sluice.processor.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.event.EventKey;
import dev.sluice.query.LedgerColumns;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that is known of one event. Thread-safe. */
public final class EventStory {
    private static final String EVENT = """
            SELECT %s, octet_length(body) AS body_bytes FROM webhook_event
            WHERE endpoint = ? AND event_id = ? ORDER BY received_at LIMIT 1
            """.formatted(LedgerColumns.EVENT_STORY);

    private static final String ATTEMPTS = """
            SELECT %s FROM webhook_attempt
            WHERE endpoint = ? AND event_id = ? AND received_at = ?::timestamptz ORDER BY attempted_at, route, attempt LIMIT 1000
            """.formatted(LedgerColumns.ATTEMPT);

    private static final String LETTERS = "SELECT " + LedgerColumns.DEAD_LETTER
            + ", history FROM webhook_dead_letter WHERE endpoint = ? AND event_id = ? ORDER BY route";

    private static final String BODY = """
            SELECT replace(encode(body, 'base64'), E'\\n', '') AS body FROM webhook_event
            WHERE endpoint = ? AND event_id = ? ORDER BY received_at LIMIT 1
            """;

    /** The bytes of what was dead-lettered before it could be read, and has no row of its own. */
    private static final String LETTER_BODY = """
            SELECT replace(encode(body, 'base64'), E'\\n', '') AS body FROM webhook_dead_letter
            WHERE endpoint = ? AND event_id = ? ORDER BY route LIMIT 1
            """;

    private final LedgerQueries queries;

    public EventStory(LedgerQueries queries) {
        this.queries = queries;
    }

    /**
     * What is known of an event: {@code event}, {@code request}, {@code record}, {@code duplicates}, {@code routes} with their
     * attempts, {@code waiting}, {@code dead_letters}.
     */
    public Optional<ObjectNode> of(EventKey key) throws LedgerUnavailableException, QueryRefusedException {
        List<String> names = List.of(key.endpoint(), key.id());
        List<ObjectNode> found = queries.rows(EVENT, names);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode event = found.getFirst();
        List<ObjectNode> attempts = queries.rows(
                ATTEMPTS,
                List.of(key.endpoint(), key.id(), event.path("received_at").asText()));
        List<ObjectNode> letters = queries.rows(LETTERS, names);

        ObjectNode story = JsonNodeFactory.instance.objectNode();
        ObjectNode request =
                move(event, "request_id", "http_target", "headers", "content_type", "traceparent", "body_bytes");
        ObjectNode origin = move(event, "topic", "partition", "offset");
        ObjectNode duplicates = JsonNodeFactory.instance.objectNode();
        duplicates.set("count", event.remove("duplicates"));
        duplicates.set("other_bytes", event.remove("changed_copies"));
        JsonNode matched = event.remove("routes");
        story.set("event", event);
        story.set("request", request);
        story.set("record", origin);
        story.set("duplicates", duplicates);
        Map<String, ObjectNode> deliveries = deliveries(matched, attempts);
        ArrayNode routes = story.putArray("routes");
        ArrayNode waiting = story.putArray("waiting");
        deliveries.values().forEach(delivery -> {
            routes.add(delivery);
            waits(delivery).ifPresent(waiting::add);
        });
        ArrayNode dead = story.putArray("dead_letters");
        letters.forEach(dead::add);
        return Optional.of(story);
    }

    /** The bytes as they were received. */
    public Optional<byte[]> body(EventKey key) throws LedgerUnavailableException, QueryRefusedException {
        for (String query : List.of(BODY, LETTER_BODY)) {
            List<ObjectNode> found = queries.rows(query, List.of(key.endpoint(), key.id()));
            if (!found.isEmpty()) {
                return Optional.of(
                        Base64.getDecoder().decode(found.getFirst().path("body").asText()));
            }
        }
        return Optional.empty();
    }

    private static ObjectNode move(ObjectNode from, String... names) {
        ObjectNode to = JsonNodeFactory.instance.objectNode();
        for (String name : names) {
            to.set(name, from.remove(name));
        }
        return to;
    }

    /** One for each route and generation; of routes that match and have not been attempted too. */
    private static Map<String, ObjectNode> deliveries(JsonNode matched, List<ObjectNode> attempts) {
        Map<String, ObjectNode> deliveries = new LinkedHashMap<>();
        matched.forEach(route -> deliveries.put("\n" + route.asText(), delivery(route.asText(), "")));
        for (ObjectNode attempt : attempts) {
            String route = attempt.remove("route").asText();
            String generation = attempt.remove("generation").asText();
            ObjectNode delivery =
                    deliveries.computeIfAbsent(generation + "\n" + route, unknown -> delivery(route, generation));
            delivery.withArray("attempts").add(attempt);
            String outcome = attempt.path("outcome").asText();
            delivery.put("state", outcome.equals("retry") ? "retrying" : outcome);
            delivery.set("next_attempt_at", attempt.path("due_at"));
        }
        return deliveries;
    }

    private static ObjectNode delivery(String route, String generation) {
        ObjectNode delivery = JsonNodeFactory.instance
                .objectNode()
                .put("route", route)
                .put("generation", generation)
                .put("state", "processing")
                .putNull("next_attempt_at");
        delivery.putArray("attempts");
        return delivery;
    }

    private static Optional<ObjectNode> waits(ObjectNode delivery) {
        String what = switch (delivery.path("state").asText()) {
            case "processing" -> "its first attempt";
            case "retrying" -> "another attempt";
            default -> "";
        };
        if (what.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode waiting = JsonNodeFactory.instance
                .objectNode()
                .put("route", delivery.path("route").asText())
                .put("for", what);
        waiting.set("due_at", delivery.path("next_attempt_at"));
        return Optional.of(waiting);
    }
}

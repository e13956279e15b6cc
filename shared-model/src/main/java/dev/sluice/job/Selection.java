package dev.sluice.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.event.EventKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which events a replay takes, or which dead letters a redrive or discard takes. All parts must hold.
 *
 * @param from where it begins: of a replay in the topic, of dead letters when they died
 * @param to where it ends; what stands there is not taken any more, except an event that is named
 * @param events those alone; empty for any
 * @param where conditions
 */
public record Selection(Optional<Bound> from, Optional<Bound> to, List<EventKey> events, Where where) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A place in the topic. */
    public sealed interface Bound {
        /**
         * An offset in each partition.
         *
         * @param byPartition those of partitions that have one of their own
         * @param others that of the others; empty where they are not taken at all
         */
        record Offsets(Map<Integer, Long> byPartition, Optional<Long> others) implements Bound {
            /** Empty where the partition is not taken at all. */
            public Optional<Long> of(int partition) {
                return Optional.ofNullable(byPartition.get(partition)).or(() -> others);
            }
        }

        /** A moment. */
        record Time(Instant at) implements Bound {}

        /** The receipt of an event. */
        record Event(EventKey key) implements Bound {}
    }

    /** Whether it says nothing about what is to be taken: too much to be meant. */
    public boolean isUnbounded() {
        return from.isEmpty() && events.isEmpty();
    }

    /**
     * Reads a place as it is written: an offset {@code 1200}, offsets by partition {@code 0:1200,1:90}, a moment
     * {@code 2026-11-30T14:00:00Z}, or an event {@code stripe/evt_1}.
     *
     * @throws IllegalArgumentException with a message for people
     */
    public static Bound bound(String text) {
        if (text.matches("[0-9]{1,18}")) {
            return new Bound.Offsets(Map.of(), Optional.of(Long.valueOf(text)));
        }
        if (text.matches("[0-9]{1,9}:[0-9]{1,18}(,[0-9]{1,9}:[0-9]{1,18})*")) {
            Map<Integer, Long> offsets = new TreeMap<>();
            for (String each : text.split(",", -1)) {
                String[] parts = each.split(":", -1);
                offsets.put(Integer.valueOf(parts[0]), Long.valueOf(parts[1]));
            }
            return new Bound.Offsets(offsets, Optional.empty());
        }
        try {
            return new Bound.Time(Instant.parse(text));
        } catch (DateTimeException e) {
            if (text.contains("/")) {
                return new Bound.Event(event(text));
            }
            throw new IllegalArgumentException(
                    "'" + text + "' is no place to begin or end at; write an offset (1200), offsets by partition"
                            + " (0:1200,1:90), a moment (2026-11-30T14:00:00Z), or an event (ENDPOINT/ID)",
                    e);
        }
    }

    /**
     * Reads an event as it is written: {@code stripe/evt_1}.
     *
     * @throws IllegalArgumentException with a message for people
     */
    public static EventKey event(String text) {
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1) {
            throw new IllegalArgumentException("'" + text + "' is no event; write ENDPOINT/ID, as in stripe/evt_1");
        }
        return new EventKey(text.substring(0, slash), text.substring(slash + 1));
    }

    /** As column {@code selection} of {@code webhook_job} has it. */
    public String json() {
        ObjectNode node = JSON.createObjectNode();
        from.ifPresent(bound -> node.put("from", text(bound)));
        to.ifPresent(bound -> node.put("to", text(bound)));
        if (!events.isEmpty()) {
            ArrayNode array = node.putArray("events");
            events.forEach(event -> array.add(event.toString()));
        }
        if (!where.values().isEmpty()) {
            ObjectNode conditions = node.putObject("where");
            where.values().forEach((field, value) -> conditions.put(field.word(), value));
        }
        return node.toString();
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Selection parse(String json) {
        try {
            JsonNode node = JSON.readTree(json);
            List<EventKey> events = new ArrayList<>();
            node.path("events").forEach(event -> events.add(event(event.asText())));
            List<String> conditions = new ArrayList<>();
            node.path("where")
                    .properties()
                    .forEach(condition -> conditions.add(
                            condition.getKey() + "=" + condition.getValue().asText()));
            return new Selection(
                    Optional.ofNullable(node.get("from")).map(JsonNode::asText).map(Selection::bound),
                    Optional.ofNullable(node.get("to")).map(JsonNode::asText).map(Selection::bound),
                    List.copyOf(events),
                    Where.parse(conditions, EnumSet.allOf(Where.Field.class)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the selection is not JSON", e);
        }
    }

    private static String text(Bound bound) {
        return switch (bound) {
            case Bound.Offsets offsets ->
                offsets.others()
                        .map(Object::toString)
                        .orElseGet(() -> String.join(
                                ",",
                                offsets.byPartition().entrySet().stream()
                                        .map(each -> each.getKey() + ":" + each.getValue())
                                        .toList()));
            case Bound.Time time -> time.at().toString();
            case Bound.Event event -> event.key().toString();
        };
    }
}

package dev.sluice.processor.handlers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.handler.Effect;
import dev.sluice.handler.Event;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.Projection;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes guarded writes of one event: at the provider's time, or that of receipt where the provider gives none, and to objects
 * of its mode and account.
 *
 * @param account at the provider; empty where the event names none
 */
record Guard(HandlerRequest request, String account) {
    Effect write(Projection projection, String id, int rank, Projection.Tie tie, @Nullable Object... values) {
        Event event = request.event();
        return writeAt(event.createdAt().orElse(event.receivedAt()), projection, id, rank, tie, values);
    }

    /** A write that any other replaces, whenever either comes. */
    Effect stopgap(Projection projection, String id, int rank, @Nullable Object... values) {
        return writeAt(Instant.EPOCH, projection, id, rank, Projection.Tie.NONE, values);
    }

    private Effect writeAt(
            Instant at, Projection projection, String id, int rank, Projection.Tie tie, @Nullable Object... values) {
        Event event = request.event();
        List<@Nullable Object> columns = Arrays.asList(values);
        // What it says was replaced in other groups is said to them.
        Map<String, @Nullable String> before = new HashMap<>(tie.before());
        before.keySet()
                .retainAll(projection.columns().stream()
                        .map(Projection.Column::name)
                        .toList());
        return new Effect.Project(new Projection.Write(
                projection,
                event.endpoint(),
                id,
                new Projection.Scope(mode(event), account),
                at,
                rank,
                new Projection.Tie(tie.sequence(), before),
                event.id(),
                columns));
    }

    private static String mode(Event event) {
        return event.livemode().map(live -> live ? "live" : "test").orElse("unknown");
    }

    /** The event's {@code sequence}, which decides between events of one second. */
    static Projection.Tie tie(HandlerRequest request) {
        return tie(request, Map.of());
    }

    /**
     * The event's {@code sequence}, and what its {@code previous_attributes} say it replaced.
     *
     * @param fields of the object, and the column that each is kept in
     */
    static Projection.Tie tieOf(HandlerRequest request, Map<String, String> fields) {
        Fields replaced = replaced(request.payload());
        Map<String, @Nullable String> before = new HashMap<>();
        fields.forEach((field, column) -> {
            if (replaced.has(field)) {
                before.put(column, replaced.text(field).orElse(null));
            }
        });
        return tie(request, before);
    }

    private static Projection.Tie tie(HandlerRequest request, Map<String, @Nullable String> before) {
        JsonNode sequence = request.payload().path("sequence");
        return new Projection.Tie(
                sequence.isIntegralNumber() && sequence.canConvertToLong()
                        ? OptionalLong.of(sequence.longValue())
                        : OptionalLong.empty(),
                before);
    }

    /** The object's fields as they were before the event; nothing where the provider does not say. */
    static Fields replaced(JsonNode payload) {
        return Fields.at(payload, "data.previous_attributes");
    }

    static Projection projection(String table, String group, Projection.Column... columns) {
        return new Projection(table, group, List.of(columns));
    }

    /** A group whose events may share a second and a rank. */
    static Projection tied(String table, String group, Projection.Column... columns) {
        return new Projection(table, group, List.of(columns), true, true);
    }

    static Projection.Column text(String name) {
        return new Projection.Column(name, "text");
    }

    static Projection.Column number(String name) {
        return new Projection.Column(name, "numeric");
    }

    static Projection.Column time(String name) {
        return new Projection.Column(name, "timestamptz");
    }
}

package dev.sluice.processor.handlers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.handler.Effect;
import dev.sluice.handler.Event;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.Projection;
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
 * @param form of its payload
 */
record Guard(HandlerRequest request, PayloadForm form) {
    Effect write(Projection projection, String id, int rank, @Nullable Object... values) {
        return write(projection, id, rank, Projection.Tie.NONE, values);
    }

    Effect write(Projection projection, String id, int rank, Projection.Tie tie, @Nullable Object... values) {
        Event event = request.event();
        List<@Nullable Object> columns = Arrays.asList(values);
        return new Effect.Project(new Projection.Write(
                projection,
                event.endpoint(),
                id,
                new Projection.Scope(mode(event), form.account(request.payload())),
                event.createdAt().orElse(event.receivedAt()),
                rank,
                tie,
                event.id(),
                columns));
    }

    private static String mode(Event event) {
        return event.livemode().map(live -> live ? "live" : "test").orElse("unknown");
    }

    /**
     * What decides between events of one second: the event's {@code sequence}, and what it says it replaced.
     *
     * @param before column to the value it had, for those that changed
     */
    Projection.Tie tie(Map<String, @Nullable String> before) {
        JsonNode sequence = request.payload().path("sequence");
        return new Projection.Tie(
                sequence.isIntegralNumber() && sequence.canConvertToLong()
                        ? OptionalLong.of(sequence.longValue())
                        : OptionalLong.empty(),
                before);
    }

    /**
     * As {@link #tie(Map)}, by the event's {@code previous_attributes}.
     *
     * @param fields of the object, and the column that each is kept in
     */
    Projection.Tie tieOf(Map<String, String> fields) {
        Fields replaced = PayloadForm.replaced(request.payload());
        Map<String, @Nullable String> before = new HashMap<>();
        fields.forEach((field, column) -> {
            if (replaced.has(field)) {
                before.put(column, replaced.text(field).orElse(null));
            }
        });
        return tie(before);
    }

    static Projection projection(String table, String group, Projection.Column... columns) {
        return new Projection(table, group, List.of(columns));
    }

    /** Of a group whose events may share a second and a rank. */
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

package dev.sluice.processor.handlers;

import dev.sluice.handler.Effect;
import dev.sluice.handler.Event;
import dev.sluice.handler.Projection;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes guarded writes of an event: at the provider's time, or that of receipt where the provider gives none. */
final class Guard {
    private Guard() {}

    static Effect write(Event event, Projection projection, String id, int rank, @Nullable Object... values) {
        List<@Nullable Object> columns = Arrays.asList(values);
        return new Effect.Project(new Projection.Write(
                projection,
                event.endpoint(),
                id,
                event.createdAt().orElse(event.receivedAt()),
                rank,
                event.id(),
                columns));
    }

    static Projection projection(String table, String group, Projection.Column... columns) {
        return new Projection(table, group, List.of(columns));
    }

    static Projection.Column text(String name) {
        return new Projection.Column(name, "text");
    }

    static Projection.Column number(String name) {
        return new Projection.Column(name, "numeric");
    }
}

package dev.sluice.processor.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.handler.Projection.Write;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of the writes to one group of one object, in one batch, are worth sending: those of the latest time and rank. The database
 * decides between what is equal in both, since that takes all that was ever told ({@link ProjectionSql}).
 */
final class ProjectionOrder {
    private ProjectionOrder() {}

    /** Puts a write to those that are the latest so far, each of another event. */
    static void add(List<Write> latest, Write write) {
        int order = latest.isEmpty() ? 1 : compare(write, latest.get(0));
        if (order > 0) {
            latest.clear();
        }
        if (order >= 0) {
            latest.removeIf(other -> other.eventId().equals(write.eventId()));
            latest.add(write);
        }
    }

    private static int compare(Write one, Write other) {
        int order = PgTime.of(one.at()).compareTo(PgTime.of(other.at()));
        if (order == 0) {
            order = Integer.compare(one.rank(), other.rank());
        }
        if (order == 0 && !one.projection().tied()) {
            // As Postgres compares them, byte by byte.
            order = Arrays.compareUnsigned(
                    PgText.key(one.eventId()).getBytes(UTF_8),
                    PgText.key(other.eventId()).getBytes(UTF_8));
        }
        return order;
    }

    static @Nullable Long sequence(Write write) {
        return write.tie().sequence().isPresent()
                ? (Long) write.tie().sequence().getAsLong()
                : null;
    }

    /** A JSON object of texts, or null where nothing is said. */
    static @Nullable String before(Write write) {
        if (write.tie().before().isEmpty()) {
            return null;
        }
        ObjectNode before = JsonNodeFactory.instance.objectNode();
        write.tie().before().forEach((column, value) -> before.put(column, cleaned(value)));
        return before.toString();
    }

    private static @Nullable String cleaned(@Nullable String value) {
        return value == null ? null : PgText.clean(value);
    }
}

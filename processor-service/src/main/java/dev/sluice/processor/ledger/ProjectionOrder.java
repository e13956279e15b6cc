package dev.sluice.processor.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.handler.Projection;
import dev.sluice.handler.Projection.Write;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which of two writes to one group of one object is newer: the same order as the guard's in {@link ProjectionSql}. The
 * provider's time, the rank, a number of the provider's own; then a write that says it replaced what the other set; the event id last.
 */
final class ProjectionOrder {
    private ProjectionOrder() {}

    static Write newer(Write one, Write other) {
        int order = PgTime.of(one.at()).compareTo(PgTime.of(other.at()));
        if (order == 0) {
            order = Integer.compare(one.rank(), other.rank());
        }
        if (order == 0 && one.projection().tied()) {
            order = tie(one, other);
        }
        if (order == 0) {
            // As Postgres compares them, byte by byte.
            order = Arrays.compareUnsigned(
                    PgText.key(one.eventId()).getBytes(UTF_8),
                    PgText.key(other.eventId()).getBytes(UTF_8));
        }
        return order > 0 ? one : other;
    }

    private static int tie(Write one, Write other) {
        Long mine = sequence(one);
        Long theirs = sequence(other);
        if (mine != null && theirs != null && !mine.equals(theirs)) {
            return mine.compareTo(theirs);
        }
        return Boolean.compare(follows(one, other), follows(other, one));
    }

    private static boolean follows(Write later, Write earlier) {
        List<Projection.Column> columns = earlier.projection().columns();
        boolean follows = !later.tie().before().isEmpty();
        for (int i = 0; i < columns.size() && follows; i++) {
            String column = columns.get(i).name();
            follows = !later.tie().before().containsKey(column)
                    || Objects.equals(
                            cleaned(later.tie().before().get(column)),
                            ProjectionWrites.text(earlier.values().get(i)));
        }
        return follows;
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

package dev.sluice.handler;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group of columns of a projection table that one kind of event sets. Its writes are guarded by the provider's own
 * time, never by arrival: the table has, per group, the columns {@code <group>_at}, {@code <group>_rank} and
 * {@code <group>_event_id}, and a write applies when its (time, rank, event id) is not less than theirs.
 *
 * @param table keyed by (endpoint, id)
 * @param group prefix of the guard columns
 * @param columns the columns it sets, besides key and guard
 */
public record Projection(String table, String group, List<Column> columns) {
    /**
     * A column and its Postgres type, such as {@code text}, {@code numeric} or {@code timestamptz}.
     */
    public record Column(String name, String type) {}

    /**
     * One write.
     *
     * @param endpoint first half of the object's key
     * @param id second half
     * @param at the provider's time of the change
     * @param rank of the state, to order changes of the same instant: a later state has a higher rank
     * @param eventId orders what is still equal
     * @param values one per column, in their order: String, BigDecimal, Long, Boolean, Instant or null
     */
    public record Write(
            Projection projection,
            String endpoint,
            String id,
            Instant at,
            int rank,
            String eventId,
            List<? extends @Nullable Object> values) {}
}

package dev.sluice.handler;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A group of columns of a projection table that one kind of event sets. Its writes are guarded by the provider's own
 * time, never by arrival: the table has, per group, the columns {@code <group>_at}, {@code <group>_rank} and
 * {@code <group>_event_id}, and a write applies when its (time, rank, event id) is not less than theirs.
 *
 * @param table keyed by (endpoint, id), and by (mode, account) besides when it is scoped
 * @param group prefix of the guard columns
 * @param columns the columns it sets, besides key and guard
 * @param scoped whether the key has the columns {@code mode} and {@code account}, as that of every table of Sluice's own has
 * @param tied whether the guard has the columns {@code <group>_sequence}, {@code <group>_before} and {@code <group>_ties}, so that of
 *     writes of the same time and rank the provider's own number and what a write says it replaced decide before the event id does,
 *     among all that were told
 */
public record Projection(String table, String group, List<Column> columns, boolean scoped, boolean tied) {
    private static final Set<String> OWN_TABLES =
            Set.of("payment", "refund", "dispute", "customer", "subscription", "invoice");

    /** A group without the columns that decide ties, of a table of Sluice's own, or of another that is keyed by (endpoint, id). */
    public Projection(String table, String group, List<Column> columns) {
        this(table, group, columns, OWN_TABLES.contains(table), false);
    }

    /**
     * A column and its Postgres type, such as {@code text}, {@code numeric} or {@code timestamptz}.
     */
    public record Column(String name, String type) {}

    /**
     * Whose object it is: two sets of events of one endpoint may name the same id.
     *
     * @param mode {@code live}, {@code test}, or {@code unknown}
     * @param account account at the provider; empty where events name none
     */
    public record Scope(String mode, String account) {
        public static final Scope UNKNOWN = new Scope("unknown", "");
    }

    /**
     * What decides between writes of the same time and rank.
     *
     * @param sequence a number of the provider's own that grows with every change of the object
     * @param before values of columns that the event says it replaced, as text: the write follows one that set them
     */
    public record Tie(OptionalLong sequence, Map<String, ? extends @Nullable String> before) {
        public static final Tie NONE = new Tie(OptionalLong.empty(), Map.of());
    }

    /**
     * One write.
     *
     * @param endpoint first part of the object's key
     * @param id second part
     * @param scope the other parts, looked at when the projection is scoped
     * @param at the provider's time of the change
     * @param rank of the state, to order changes of the same instant: a later state has a higher rank
     * @param tie orders what is still equal, looked at when the projection is tied
     * @param eventId orders what is still equal
     * @param values one per column, in their order: String, BigDecimal, Long, Boolean, Instant or null
     */
    public record Write(
            Projection projection,
            String endpoint,
            String id,
            Scope scope,
            Instant at,
            int rank,
            Tie tie,
            String eventId,
            List<? extends @Nullable Object> values) {
        /** A write to an object of no known mode and account, which only its event id tells from others of the same time and rank. */
        public Write(
                Projection projection,
                String endpoint,
                String id,
                Instant at,
                int rank,
                String eventId,
                List<? extends @Nullable Object> values) {
            this(projection, endpoint, id, Scope.UNKNOWN, at, rank, Tie.NONE, eventId, values);
        }
    }
}

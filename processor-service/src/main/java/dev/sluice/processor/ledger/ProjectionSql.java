package dev.sluice.processor.ledger;

import static java.util.stream.Collectors.joining;

import dev.sluice.handler.Projection;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The statement that writes groups of columns of one projection table: values come as text, and each group's own guard
 * decides about its columns. A row's group without a guard keeps what is there.
 */
final class ProjectionSql {
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_ ]*(\\([0-9, ]+\\))?(\\[\\])?");

    private final List<String> key;
    private final List<String> arrays;
    private final List<String> columns;
    private final List<String> values = new ArrayList<>();
    private final List<String> sets = new ArrayList<>();
    private final List<String> guards = new ArrayList<>();

    private ProjectionSql(boolean scoped) {
        this.key = scoped ? List.of("endpoint", "id", "mode", "account") : List.of("endpoint", "id");
        this.arrays = new ArrayList<>(key);
        this.columns = new ArrayList<>(key);
        key.forEach(column -> values.add("w." + column));
    }

    /**
     * Parameters, each an array: endpoint, id, and mode and account when scoped; then for each group at (microseconds), rank,
     * event id, sequence and what was before (JSON) when tied, and its columns as text.
     *
     * @param groups of one table, without a column in common, all scoped or none
     * @throws IllegalArgumentException if a name is not one, since it becomes part of the statement
     */
    static String of(List<Projection> groups) {
        ProjectionSql sql = new ProjectionSql(groups.get(0).scoped());
        groups.forEach(group -> sql.add(group, groups.size() == 1));
        return """
                INSERT INTO %s AS t (%s)
                SELECT %s
                FROM %s
                ON CONFLICT (%s) DO UPDATE
                SET %s
                WHERE %s
                """.formatted(
                        name(groups.get(0).table()),
                        String.join(", ", sql.columns),
                        String.join(", ", sql.values),
                        ArrayStatement.rows("w", String.join(" ", sql.arrays)),
                        String.join(", ", sql.key),
                        String.join(", ", sql.sets),
                        String.join(" OR ", sql.guards));
    }

    private void add(Projection group, boolean alone) {
        String prefix = "g" + guards.size();
        String newer = newer(group);
        guards.add(newer);
        // Alone, the statement's WHERE has decided already.
        String whenNewer =
                alone ? "%1$s = excluded.%1$s" : "%1$s = CASE WHEN " + newer + " THEN excluded.%1$s ELSE t.%1$s END";
        List<String> guarded = new ArrayList<>(guardColumns(group));
        List<String> own = new ArrayList<>(List.of(prefix + "at", prefix + "rank", prefix + "event"));
        values.addAll(List.of(PgTime.sql("w." + own.get(0)), "w." + own.get(1), "w." + own.get(2)));
        if (group.tied()) {
            guarded.addAll(List.of(sequence(group), before(group)));
            own.addAll(List.of(prefix + "sequence", prefix + "before"));
            values.addAll(List.of("w." + own.get(3), "w." + own.get(4) + "::jsonb"));
        }
        arrays.addAll(own);
        columns.addAll(guarded);
        guarded.forEach(column -> sets.add(whenNewer.formatted(column)));
        for (Projection.Column column : group.columns()) {
            String name = name(column.name());
            String array = "a" + arrays.size();
            arrays.add(array);
            values.add("w." + array + "::" + type(column.type()));
            columns.add(name);
            sets.add(whenNewer.formatted(name));
        }
    }

    /** Whether the row to be written is not older than the one that is there. */
    private static String newer(Projection group) {
        List<String> guarded = guardColumns(group);
        String order = "(%s) >= (%s)".formatted(prefixed("excluded.", guarded), prefixed("t.", guarded));
        if (group.tied()) {
            List<String> until = guarded.subList(0, 2);
            order = "(%1$s) > (%2$s) OR (%1$s) = (%2$s) AND %3$s"
                    .formatted(prefixed("excluded.", until), prefixed("t.", until), tie(group));
        }
        return "(excluded.%1$s IS NOT NULL AND (t.%1$s IS NULL OR %2$s))".formatted(guarded.get(0), order);
    }

    /** The same decision as {@link ProjectionOrder} makes within a batch. */
    private static String tie(Projection group) {
        String follows = "coalesce(%s @> excluded.%s, false)".formatted(object("t.", group), before(group));
        String precedes = "coalesce(%s @> t.%s, false)".formatted(object("excluded.", group), before(group));
        return "CASE WHEN excluded.%1$s <> t.%1$s THEN excluded.%1$s > t.%1$s WHEN %2$s <> %3$s THEN %2$s ELSE excluded.%4$s >= t.%4$s END"
                .formatted(
                        sequence(group), follows, precedes, guardColumns(group).get(2));
    }

    /** A row's columns of the group as a JSON object of texts. */
    private static String object(String row, Projection group) {
        return group.columns().stream()
                .map(column -> "'%s', %s%s::text".formatted(column.name(), row, name(column.name())))
                .collect(joining(", ", "jsonb_build_object(", ")"));
    }

    private static String sequence(Projection group) {
        return name(group.group() + "_sequence");
    }

    private static String before(Projection group) {
        return name(group.group() + "_before");
    }

    private static List<String> guardColumns(Projection group) {
        return List.of(name(group.group() + "_at"), name(group.group() + "_rank"), name(group.group() + "_event_id"));
    }

    private static String prefixed(String prefix, List<String> columns) {
        return columns.stream().map(column -> prefix + column).collect(joining(", "));
    }

    private static String name(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name of a table or column: '" + name + "'");
        }
        return '"' + name + '"';
    }

    private static String type(String type) {
        if (!TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException("not a type of a column: '" + type + "'");
        }
        return type;
    }
}

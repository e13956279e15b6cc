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
        String whenNewer = alone ? "%s = %s" : "%1$s = CASE WHEN " + newer + " THEN %2$s ELSE t.%1$s END";
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
        guarded.subList(0, 2).forEach(column -> sets.add(whenNewer.formatted(column, "excluded." + column)));
        sets.add(whenNewer.formatted(guarded.get(2), value(group, guarded.get(2), "event_id", "text")));
        if (group.tied()) {
            sets.add(whenNewer.formatted(sequence(group), value(group, sequence(group), "sequence", "bigint")));
            sets.add(whenNewer.formatted(before(group), value(group, before(group), "before", "jsonb")));
            String ties = name(group.group() + "_ties");
            sets.add(whenNewer.formatted(
                    ties,
                    "CASE WHEN %s THEN nullif(%s -> 'ties', 'null') END".formatted(isTie(group), newestTied(group))));
        }
        for (Projection.Column column : group.columns()) {
            String name = name(column.name());
            String array = "a" + arrays.size();
            arrays.add(array);
            values.add("w." + array + "::" + type(column.type()));
            columns.add(name);
            sets.add(whenNewer.formatted(name, value(group, name, "columns," + column.name(), type(column.type()))));
        }
    }

    /** Whether the row to be written is not older than the one that is there. */
    private static String newer(Projection group) {
        List<String> guarded = guardColumns(group);
        List<String> order = group.tied() ? guarded.subList(0, 2) : guarded;
        return "(excluded.%1$s IS NOT NULL AND (t.%1$s IS NULL OR (%2$s) >= (%3$s)))"
                .formatted(guarded.get(0), prefixed("excluded.", order), prefixed("t.", order));
    }

    /** Whether time and rank are those of what is there, so that something else decides. */
    private static String isTie(Projection group) {
        List<String> order = guardColumns(group).subList(0, 2);
        return "(%s) = (%s)".formatted(prefixed("excluded.", order), prefixed("t.", order));
    }

    /** The value that a column is set to: of a tied group's the value may be one that was told long ago and not known to be the last. */
    private static String value(Projection group, String column, String path, String type) {
        return group.tied()
                ? "CASE WHEN %s THEN (%s #>> '{%s}')::%s ELSE excluded.%s END"
                        .formatted(isTie(group), newestTied(group), path, type, column)
                : "excluded." + column;
    }

    /** The call of the function that decides between all that were told of one time and rank. */
    private static String newestTied(Projection group) {
        return "newest_tied(t.%s, %s, %s)"
                .formatted(name(group.group() + "_ties"), told("t.", group), told("excluded.", group));
    }

    /** A write as the function takes it: the columns of the group as texts, beside what decides. */
    private static String told(String row, Projection group) {
        String columns = group.columns().stream()
                .map(column -> "'%s', %s%s::text".formatted(column.name(), row, name(column.name())))
                .collect(joining(", "));
        return "jsonb_build_object('event_id', %1$s%2$s, 'sequence', %1$s%3$s, 'before', %1$s%4$s, 'columns', jsonb_build_object(%5$s))"
                .formatted(row, guardColumns(group).get(2), sequence(group), before(group), columns);
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

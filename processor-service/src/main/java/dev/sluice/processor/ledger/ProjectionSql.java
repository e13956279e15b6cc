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

    private final List<String> arrays = new ArrayList<>(List.of("endpoint", "id"));
    private final List<String> columns = new ArrayList<>(List.of("endpoint", "id"));
    private final List<String> values = new ArrayList<>(List.of("w.endpoint", "w.id"));
    private final List<String> sets = new ArrayList<>();
    private final List<String> guards = new ArrayList<>();

    private ProjectionSql() {}

    /**
     * Parameters, each an array: endpoint, id; then for each group at (microseconds), rank, event id, and its columns as
     * text.
     *
     * @param groups of one table, without a column in common
     * @throws IllegalArgumentException if a name is not one, since it becomes part of the statement
     */
    static String of(List<Projection> groups) {
        ProjectionSql sql = new ProjectionSql();
        groups.forEach(group -> sql.add(group, groups.size() == 1));
        return """
                INSERT INTO %s AS t (%s)
                SELECT %s
                FROM %s
                ON CONFLICT (endpoint, id) DO UPDATE
                SET %s
                WHERE %s
                """.formatted(
                        name(groups.get(0).table()),
                        String.join(", ", sql.columns),
                        String.join(", ", sql.values),
                        ArrayStatement.rows("w", String.join(" ", sql.arrays)),
                        String.join(", ", sql.sets),
                        String.join(" OR ", sql.guards));
    }

    private void add(Projection group, boolean alone) {
        String prefix = "g" + guards.size();
        List<String> guarded = guardColumns(group);
        String at = guarded.get(0);
        String newer = "(excluded.%1$s IS NOT NULL AND (t.%1$s IS NULL OR (%2$s) >= (%3$s)))"
                .formatted(at, prefixed("excluded.", guarded), prefixed("t.", guarded));
        guards.add(newer);
        // Alone, the statement's WHERE has decided already.
        String whenNewer =
                alone ? "%1$s = excluded.%1$s" : "%1$s = CASE WHEN " + newer + " THEN excluded.%1$s ELSE t.%1$s END";
        List<String> own = List.of(prefix + "at", prefix + "rank", prefix + "event");
        arrays.addAll(own);
        values.addAll(List.of(PgTime.sql("w." + own.get(0)), "w." + own.get(1), "w." + own.get(2)));
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

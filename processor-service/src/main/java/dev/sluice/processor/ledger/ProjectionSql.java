package dev.sluice.processor.ledger;

import static java.util.stream.Collectors.joining;

import dev.sluice.handler.Projection;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The statement that writes a projection: values come as text, and the guard decides. */
final class ProjectionSql {
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_ ]*(\\([0-9, ]+\\))?(\\[\\])?");

    private ProjectionSql() {}

    /**
     * Parameters, each an array: endpoint, id, at (microseconds), rank, event id, then the columns as text.
     *
     * @throws IllegalArgumentException if a name is not one, since it becomes part of the statement
     */
    static String of(Projection projection) {
        String table = name(projection.table());
        String group = projection.group();
        String columns = projection.columns().stream()
                .map(column -> ", " + name(column.name()))
                .collect(joining());
        String casts = IntStream.range(0, projection.columns().size())
                .mapToObj(i -> ", w.v%d::%s"
                        .formatted(i, type(projection.columns().get(i).type())))
                .collect(joining());
        String rows = ArrayStatement.rows(
                "w",
                IntStream.range(0, projection.columns().size())
                        .mapToObj(i -> " v" + i)
                        .collect(joining("", "endpoint id at rank event_id", "")));
        String sets = projection.columns().stream()
                .map(column -> ", %1$s = excluded.%1$s".formatted(name(column.name())))
                .collect(joining());
        String at = name(group + "_at");
        String rank = name(group + "_rank");
        String event = name(group + "_event_id");
        return """
                INSERT INTO %1$s AS t (endpoint, id, %2$s, %3$s, %4$s%5$s)
                SELECT w.endpoint, w.id, %6$s, w.rank, w.event_id%7$s
                FROM %8$s
                ON CONFLICT (endpoint, id) DO UPDATE
                SET %2$s = excluded.%2$s, %3$s = excluded.%3$s, %4$s = excluded.%4$s%9$s
                WHERE t.%2$s IS NULL
                   OR (excluded.%2$s, excluded.%3$s, excluded.%4$s) >= (t.%2$s, t.%3$s, t.%4$s)
                """.formatted(table, at, rank, event, columns, StoredTime.SQL.formatted("w.at"), casts, rows, sets);
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

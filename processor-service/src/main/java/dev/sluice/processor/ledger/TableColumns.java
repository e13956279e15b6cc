package dev.sluice.processor.ledger;

import static java.util.stream.Collectors.joining;

import dev.sluice.body.EventDocument;
import dev.sluice.body.JsonbFit;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table, each declared once: how rows go in by binary {@code COPY}, and how by {@code INSERT} with one array
 * for each column. Declared in static initializers, and thread-safe from then on.
 *
 * @param <R> what a row is made of
 */
final class TableColumns<R> {
    private static final int NEVER = 0;
    private static final int ASKED = 1;
    private static final int UNASKED = 2;

    private final String table;
    private final List<Column<R>> columns = new ArrayList<>();
    private int arrays;

    TableColumns(String table) {
        this.table = table;
    }

    private record Column<R>(String name, String expression, Bind<R> bind, Send<R> send) {}

    private interface Bind<R> {
        void to(ArrayStatement<R> statement) throws SQLException;
    }

    private interface Send<R> {
        void to(CopyStream copy, R row) throws SQLException;
    }

    TableColumns<R> text(String name, Function<R, @Nullable String> value) {
        return add(name, array -> array, to -> to.texts(value), (to, row) -> to.text(value.apply(row)));
    }

    TableColumns<R> integer(String name, Function<R, Integer> value) {
        return add(name, array -> array, to -> to.integers(value), (to, row) -> to.integer(value.apply(row)));
    }

    TableColumns<R> bigint(String name, Function<R, @Nullable Long> value) {
        return add(name, array -> array, to -> to.longs(value), (to, row) -> to.bigint(value.apply(row)));
    }

    TableColumns<R> bool(String name, Function<R, @Nullable Boolean> value) {
        return add(name, array -> array, to -> to.booleans(value), (to, row) -> to.bool(value.apply(row)));
    }

    TableColumns<R> bytes(String name, Function<R, byte @Nullable []> value) {
        return add(name, array -> array, to -> to.bytes(value), (to, row) -> to.bytes(value.apply(row)));
    }

    TableColumns<R> time(String name, Function<R, @Nullable Instant> value) {
        return add(name, PgTime::sql, to -> to.times(value), (to, row) -> to.time(value.apply(row)));
    }

    /** A {@code text[]}; as an array of arrays it could not be taken apart again, so it travels as an array's text. */
    TableColumns<R> textArray(String name, Function<R, List<String>> value) {
        return add(
                name,
                array -> array + "::text[]",
                to -> to.texts(row -> literal(value.apply(row))),
                (to, row) -> to.texts(value.apply(row)));
    }

    /**
     * A {@code jsonb} made of a document, if it can be; for {@code COPY} none may be {@link JsonbFit#ASK}.
     *
     * @param document null where there is to be none
     */
    TableColumns<R> json(String name, Function<R, @Nullable EventDocument> document) {
        String fits = nextArray();
        String json = "convert_from(" + nextArray() + ", 'UTF8')";
        columns.add(new Column<>(
                name,
                ("CASE %1$s WHEN " + UNASKED + " THEN %2$s::jsonb WHEN " + ASKED
                                + " THEN CASE WHEN pg_input_is_valid(%2$s, 'jsonb') THEN %2$s::jsonb END END")
                        .formatted(fits, json),
                to -> to.integers(row -> code(document.apply(row))).bytes(row -> json(document.apply(row))),
                (to, row) -> to.jsonb(json(document.apply(row)))));
        return this;
    }

    private static int code(@Nullable EventDocument document) {
        return document == null
                ? NEVER
                : switch (document.jsonb()) {
                    case NONE -> NEVER;
                    case ASK -> ASKED;
                    case PLAIN -> UNASKED;
                };
    }

    private static byte @Nullable [] json(@Nullable EventDocument document) {
        return document == null || document.jsonb() == JsonbFit.NONE
                ? null
                : document.json().orElse(null);
    }

    /** A column that only {@code INSERT} fills, by an expression over an array of texts. */
    TableColumns<R> computed(String name, UnaryOperator<String> expression, Function<R, @Nullable String> value) {
        return add(name, expression, to -> to.texts(value), (to, row) -> {
            throw new IllegalStateException(name + " can't be copied");
        });
    }

    private TableColumns<R> add(String name, UnaryOperator<String> expression, Bind<R> bind, Send<R> send) {
        columns.add(new Column<>(name, expression.apply(nextArray()), bind, send));
        return this;
    }

    private String nextArray() {
        return "r.a" + arrays++;
    }

    /** Postgres' own text for an array. */
    private static String literal(List<String> values) {
        return values.stream()
                .map(value -> '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(joining(",", "{", "}"));
    }

    private String names() {
        return columns.stream().map(Column::name).collect(joining(", "));
    }

    /**
     * SQL that inserts the rows that are not there yet.
     *
     * @param returning what is told of those that were inserted; empty for nothing
     */
    String insertSql(String returning) {
        return insertOr("DO NOTHING") + (returning.isEmpty() ? "" : " RETURNING " + returning);
    }

    /**
     * SQL that inserts rows, and gives those that are there the new values.
     *
     * @param key the columns of the primary key, separated by commas
     * @param besides what else is set of a row that is there
     */
    String upsertSql(String key, String besides) {
        return insertOr("(" + key + ") DO UPDATE SET "
                + columns.stream()
                        .map(Column::name)
                        .filter(name -> !List.of(key.split(", ", -1)).contains(name))
                        .map(name -> name + " = excluded." + name + ", ")
                        .collect(joining())
                + besides);
    }

    private String insertOr(String conflict) {
        String bound = IntStream.range(0, arrays).mapToObj(i -> "a" + i).collect(joining(" "));
        return "INSERT INTO %s AS present (%s) SELECT %s FROM %s ON CONFLICT %s"
                .formatted(
                        table,
                        names(),
                        columns.stream().map(Column::expression).collect(joining(", ")),
                        ArrayStatement.rows("r", bound),
                        conflict);
    }

    /** The statement {@link #insertSql} or {@link #upsertSql} made, with {@code rows} bound. */
    ArrayStatement<R> insert(Session session, String sql, List<R> rows) throws SQLException {
        ArrayStatement<R> statement = new ArrayStatement<>(session, sql, rows);
        for (Column<R> column : columns) {
            column.bind().to(statement);
        }
        return statement;
    }

    /** Inserts rows none of which may be there. */
    void copy(Session session, List<R> rows) throws SQLException {
        try (CopyStream copy = new CopyStream(session, table, names())) {
            for (R row : rows) {
                copy.row(columns.size());
                for (Column<R> column : columns) {
                    column.send().to(copy, row);
                }
            }
            copy.end();
        }
    }
}

package dev.sluice.processor.ledger;

import static java.util.stream.Collectors.joining;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * A statement over {@link #rows} that takes many rows as one array per column: its text, and so its plan, is the
 * same for any number of rows. Columns are bound in the order of their question marks.
 */
final class ArrayStatement<R> implements AutoCloseable {
    private final Connection connection;
    private final Deadline deadline;
    private final List<R> rows;
    private final PreparedStatement statement;
    private int column;

    /**
     * SQL that makes rows of arrays.
     *
     * @param columns their names, separated by spaces
     */
    static String rows(String alias, String columns) {
        // In the select list: in FROM each array would be copied into a tuple store of its own first.
        return Stream.of(columns.split(" "))
                .map(column -> "unnest(?) AS " + column)
                .collect(joining(", ", "(SELECT ", ") AS " + alias));
    }

    ArrayStatement(Session session, String sql, List<R> rows) throws SQLException {
        this.connection = session.connection();
        this.deadline = session.deadline();
        this.rows = rows;
        this.statement = connection.prepareStatement(sql);
    }

    /**
     * To be planned anew at each execution. A plan is kept otherwise, and a join planned while a table was small goes on
     * reading the whole of it long after it has grown.
     */
    ArrayStatement<R> plannedAnew() throws SQLException {
        statement.unwrap(PGStatement.class).setPrepareThreshold(0);
        return this;
    }

    ArrayStatement<R> texts(Function<R, @Nullable String> value) throws SQLException {
        return bind("text", rows.stream().map(value).toArray(String[]::new));
    }

    ArrayStatement<R> integers(Function<R, Integer> value) throws SQLException {
        return bind("int4", rows.stream().map(value).toArray(Integer[]::new));
    }

    ArrayStatement<R> longs(Function<R, @Nullable Long> value) throws SQLException {
        return bind("int8", rows.stream().map(value).toArray(Long[]::new));
    }

    ArrayStatement<R> booleans(Function<R, @Nullable Boolean> value) throws SQLException {
        return bind("bool", rows.stream().map(value).toArray(Boolean[]::new));
    }

    ArrayStatement<R> bytes(Function<R, byte @Nullable []> value) throws SQLException {
        return bind("bytea", rows.stream().map(value).toArray(byte[][]::new));
    }

    /** Bound as microseconds; see {@link StoredTime#SQL}. */
    ArrayStatement<R> times(Function<R, @Nullable Instant> value) throws SQLException {
        return longs(row -> {
            Instant instant = value.apply(row);
            return instant == null ? null : StoredTime.micros(instant);
        });
    }

    private ArrayStatement<R> bind(String type, Object[] values) throws SQLException {
        Array array = connection.createArrayOf(type, values);
        statement.setArray(++column, array);
        return this;
    }

    int update() throws SQLException {
        deadline.check();
        return statement.executeUpdate();
    }

    /** The result lives until the statement is closed. */
    ResultSet query() throws SQLException {
        deadline.check();
        return statement.executeQuery();
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}

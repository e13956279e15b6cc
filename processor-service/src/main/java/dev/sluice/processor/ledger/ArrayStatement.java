package dev.sluice.processor.ledger;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
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
    private int parameter;

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
     * To be planned anew at each execution, with the values at hand: {@link #between} leaves the partitions out then that
     * can't hold a row, before they are locked, and however many there are.
     */
    ArrayStatement<R> plannedAnew() throws SQLException {
        statement.unwrap(PGStatement.class).setPrepareThreshold(0);
        return this;
    }

    ArrayStatement<R> texts(Function<R, @Nullable String> value) throws SQLException {
        return array("text", rows.stream().map(value).toArray(String[]::new));
    }

    ArrayStatement<R> integers(Function<R, @Nullable Integer> value) throws SQLException {
        return array("int4", rows.stream().map(value).toArray(Integer[]::new));
    }

    ArrayStatement<R> longs(Function<R, @Nullable Long> value) throws SQLException {
        return array("int8", rows.stream().map(value).toArray(Long[]::new));
    }

    ArrayStatement<R> booleans(Function<R, @Nullable Boolean> value) throws SQLException {
        return array("bool", rows.stream().map(value).toArray(Boolean[]::new));
    }

    ArrayStatement<R> bytes(Function<R, byte @Nullable []> value) throws SQLException {
        return array("bytea", rows.stream().map(value).toArray(byte[][]::new));
    }

    /** Bound as microseconds; see {@link PgTime#sql}. */
    ArrayStatement<R> times(Function<R, @Nullable Instant> value) throws SQLException {
        return longs(row -> {
            Instant instant = value.apply(row);
            return instant == null ? null : PgTime.micros(instant);
        });
    }

    /** Two single times for {@code BETWEEN ? AND ?}: the bounds of all rows. */
    ArrayStatement<R> between(TimeRange range) throws SQLException {
        statement.setObject(++parameter, range.first().atOffset(ZoneOffset.UTC));
        statement.setObject(++parameter, range.last().atOffset(ZoneOffset.UTC));
        return this;
    }

    private ArrayStatement<R> array(String type, Object[] values) throws SQLException {
        statement.setArray(++parameter, connection.createArrayOf(type, values));
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

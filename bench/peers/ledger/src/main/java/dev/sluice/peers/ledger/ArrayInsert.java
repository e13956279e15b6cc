package dev.sluice.peers.ledger;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** An INSERT of many rows from one array for each column, so that its text and its plan are the same for any number. */
final class ArrayInsert<R> implements AutoCloseable {
    private final Connection connection;
    private final List<R> rows;
    private final PreparedStatement statement;
    private int column;

    ArrayInsert(Connection connection, String sql, List<R> rows) throws SQLException {
        this.connection = connection;
        this.rows = rows;
        this.statement = connection.prepareStatement(sql);
    }

    /** SQL that makes rows of arrays; columns are separated by spaces. */
    static String rows(String columns) {
        return Arrays.stream(columns.split(" "))
                .map(column -> "unnest(?) AS " + column)
                .collect(joining(", ", "(SELECT ", ") AS r"));
    }

    /** SQL that makes a timestamptz of microseconds. */
    static String time(String column) {
        return "timestamptz 'epoch' + r." + column + " * interval '1 microsecond'";
    }

    ArrayInsert<R> texts(Function<R, String> value) throws SQLException {
        return bind("text", rows.stream().map(value).toArray(String[]::new));
    }

    ArrayInsert<R> integers(Function<R, Integer> value) throws SQLException {
        return bind("int4", rows.stream().map(value).toArray(Integer[]::new));
    }

    ArrayInsert<R> longs(Function<R, Long> value) throws SQLException {
        return bind("int8", rows.stream().map(value).toArray(Long[]::new));
    }

    ArrayInsert<R> booleans(Function<R, Boolean> value) throws SQLException {
        return bind("bool", rows.stream().map(value).toArray(Boolean[]::new));
    }

    ArrayInsert<R> bytes(Function<R, byte[]> value) throws SQLException {
        return bind("bytea", rows.stream().map(value).toArray(byte[][]::new));
    }

    private ArrayInsert<R> bind(String type, Object[] values) throws SQLException {
        statement.setArray(++column, connection.createArrayOf(type, values));
        return this;
    }

    int execute() throws SQLException {
        return statement.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}

package dev.sluice.cli.bench.baseline;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Writes rows into the three tables of a schema over one connection, in whatever transaction is open. Not thread-safe. */
final class TableWriter {
    // The server parses one message while the next is sent.
    private static final int MESSAGE = 64 * 1024;
    private static final int FIRST_CAPACITY = 1024 * 1024;

    private final Connection connection;
    private final String schema;
    private final Map<RowTable, PreparedStatement> inserts = new HashMap<>();

    TableWriter(Connection connection, String schema) {
        this.connection = connection;
        this.schema = schema;
    }

    /** By one {@code INSERT … SELECT unnest}. */
    void insert(RowTable table, Collection<PlainRow> rows) throws SQLException {
        PreparedStatement statement = inserts.get(table);
        if (statement == null) {
            statement = connection.prepareStatement(table.insert(schema));
            inserts.put(table, statement);
        }
        int position = 0;
        for (Column column : table.columns()) {
            statement.setArray(++position, array(column, rows));
        }
        statement.executeUpdate();
    }

    /** By one binary {@code COPY}, which fails when a key is there. */
    void copy(RowTable table, Collection<PlainRow> rows) throws SQLException {
        BinaryCopy data = new BinaryCopy(FIRST_CAPACITY);
        for (PlainRow row : rows) {
            put(table, row, data);
        }
        data.end();
        copy(table, data.bytes(), data.size());
    }

    /** Appends one row. */
    static void put(RowTable table, PlainRow row, BinaryCopy data) {
        data.row(table.columns().size());
        table.columns().forEach(column -> column.copy(row, data));
    }

    /** Sends rows that have been encoded, with header and end. */
    void copy(RowTable table, byte[] data, int size) throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(table.copy(schema));
        try {
            for (int from = 0; from < size; from += MESSAGE) {
                copy.writeToCopy(data, from, Math.min(MESSAGE, size - from));
            }
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private Array array(Column column, Collection<PlainRow> rows) throws SQLException {
        @Nullable Object[] values = column.type().array(rows.size());
        int i = 0;
        for (PlainRow row : rows) {
            values[i++] = column.value().apply(row);
        }
        return connection.createArrayOf(column.type().element(), values);
    }
}

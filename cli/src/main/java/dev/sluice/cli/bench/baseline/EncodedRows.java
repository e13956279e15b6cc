package dev.sluice.cli.bench.baseline;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.List;

/** Rows of one table that are encoded once and sent often, each time with other ids. Not thread-safe. */
final class EncodedRows {
    /** How many digits at the end of each id are replaced. */
    static final int DIGITS = 9;

    private final RowTable table;
    private final byte[] bytes;
    private final int[] starts;
    private final int end;

    private EncodedRows(RowTable table, byte[] bytes, int[] starts, int end) {
        this.table = table;
        this.bytes = bytes;
        this.starts = starts;
        this.end = end;
    }

    static EncodedRows of(RowTable table, List<PlainRow> rows) {
        BinaryCopy data = new BinaryCopy(1024 * 1024);
        int[] starts = new int[rows.size()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = data.size();
            TableWriter.put(table, rows.get(i), data);
        }
        int end = data.size();
        data.end();
        return new EncodedRows(table, data.bytes(), starts, end);
    }

    /** Sends the first rows, with ids that end in {@code from} and the numbers after it. */
    void send(TableWriter writer, long from, int rows) throws SQLException {
        for (int i = 0; i < rows; i++) {
            number(starts[i], from + i);
        }
        int size = rows == starts.length ? end : starts[rows];
        byte first = bytes[size];
        byte second = bytes[size + 1];
        // The end of the rows, in the place of the next row's beginning.
        bytes[size] = -1;
        bytes[size + 1] = -1;
        writer.copy(table, bytes, size + Short.BYTES);
        bytes[size] = first;
        bytes[size + 1] = second;
    }

    // Endpoint and id are the first two columns of each table: a count of columns, then a length before each value.
    private void number(int start, long number) {
        ByteBuffer row = ByteBuffer.wrap(bytes);
        int endpoint = start + Short.BYTES;
        int id = endpoint + Integer.BYTES + row.getInt(endpoint);
        int at = id + Integer.BYTES + row.getInt(id);
        long rest = number;
        for (int digit = 0; digit < DIGITS; digit++) {
            at--;
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}

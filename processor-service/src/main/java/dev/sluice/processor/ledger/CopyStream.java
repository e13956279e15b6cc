package dev.sluice.processor.ledger;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows on their way to the server in the binary format of {@code COPY}. What is sent is not kept, except for a buffer of
 * fixed size. Not thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.4">Binary format</a>
 */
final class CopyStream implements AutoCloseable {
    private static final byte[] SIGNATURE = "PGCOPY\n\u00ff\r\n\0".getBytes(ISO_8859_1);
    private static final int BUFFER = 64 * 1024;
    private static final long MICROS_1970_TO_2000 = 946_684_800_000_000L;
    private static final int TEXT_OID = 25;
    private static final byte JSONB_VERSION = 1;

    private final CopyIn copy;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);

    CopyStream(Session session, String table, String columns) throws SQLException {
        session.deadline().check();
        copy = session.connection()
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + table + " (" + columns + ") FROM STDIN (FORMAT binary)");
        put(SIGNATURE);
        // No flags, no further header.
        room(2 * Integer.BYTES).putInt(0).putInt(0);
    }

    /** Begins a row; as many values follow. */
    void row(int columns) throws SQLException {
        room(Short.BYTES).putShort((short) columns);
    }

    void nothing() throws SQLException {
        room(Integer.BYTES).putInt(-1);
    }

    void text(@Nullable String value) throws SQLException {
        if (value == null) {
            nothing();
        } else {
            bytes(value.getBytes(UTF_8));
        }
    }

    void integer(int value) throws SQLException {
        room(2 * Integer.BYTES).putInt(Integer.BYTES).putInt(value);
    }

    void bigint(@Nullable Long value) throws SQLException {
        if (value == null) {
            nothing();
        } else {
            room(Integer.BYTES + Long.BYTES).putInt(Long.BYTES).putLong(value);
        }
    }

    void bool(@Nullable Boolean value) throws SQLException {
        if (value == null) {
            nothing();
        } else {
            room(Integer.BYTES + 1).putInt(1).put((byte) (value ? 1 : 0));
        }
    }

    void time(@Nullable Instant value) throws SQLException {
        if (value == null) {
            nothing();
        } else {
            bigint(PgTime.micros(value) - MICROS_1970_TO_2000);
        }
    }

    void bytes(byte @Nullable [] value) throws SQLException {
        if (value == null) {
            nothing();
        } else {
            room(Integer.BYTES).putInt(value.length);
            put(value);
        }
    }

    /** @param json as text, which the server must be able to read */
    void jsonb(byte @Nullable [] json) throws SQLException {
        if (json == null) {
            nothing();
        } else {
            room(Integer.BYTES + 1).putInt(json.length + 1).put(JSONB_VERSION);
            put(json);
        }
    }

    void texts(List<String> values) throws SQLException {
        List<byte[]> elements =
                values.stream().map(value -> value.getBytes(UTF_8)).toList();
        int dimensions = elements.isEmpty() ? 0 : 1;
        int size = (3 + 2 * dimensions) * Integer.BYTES
                + elements.stream()
                        .mapToInt(element -> Integer.BYTES + element.length)
                        .sum();
        room(4 * Integer.BYTES).putInt(size).putInt(dimensions).putInt(0).putInt(TEXT_OID);
        if (dimensions > 0) {
            room(2 * Integer.BYTES).putInt(elements.size()).putInt(1);
            for (byte[] element : elements) {
                bytes(element);
            }
        }
    }

    /** Returns when the server has taken all rows. */
    void end() throws SQLException {
        room(Short.BYTES).putShort((short) -1);
        flush();
        copy.endCopy();
    }

    private ByteBuffer room(int bytes) throws SQLException {
        if (buffer.remaining() < bytes) {
            flush();
        }
        return buffer;
    }

    private void put(byte[] bytes) throws SQLException {
        if (bytes.length > buffer.capacity()) {
            flush();
            copy.writeToCopy(bytes, 0, bytes.length);
        } else {
            room(bytes.length).put(bytes);
        }
    }

    private void flush() throws SQLException {
        copy.writeToCopy(buffer.array(), 0, buffer.position());
        buffer.clear();
    }

    /** Takes back what was sent, unless it has ended: the connection can be used again after a rollback. */
    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }
}

package dev.sluice.cli.bench.baseline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Rows in the binary format of {@code COPY}, gathered in memory. Not thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.55.9.4.6">PostgreSQL, binary format</a>
 */
final class BinaryCopy {
    // The signature, no flags, no header extension.
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final short END = -1;
    private static final byte JSONB_VERSION = 1;
    // 2000-01-01, from which Postgres counts.
    private static final long EPOCH_MICROS = 946_684_800_000_000L;
    private static final int NUMERIC_BASE = 10_000;
    private static final short NUMERIC_POSITIVE = 0;
    private static final short NUMERIC_NEGATIVE = 0x4000;

    private byte[] bytes;
    private int size;

    /** Begins with the header. */
    BinaryCopy(int capacity) {
        bytes = new byte[Math.max(capacity, HEADER.length)];
        raw(HEADER);
    }

    /** Begins a row; as many values have to follow. */
    void row(int columns) {
        putShort((short) columns);
    }

    /** Ends the rows. */
    void end() {
        putShort(END);
    }

    void putNull() {
        putInt(-1);
    }

    void text(String value) {
        sized(value.getBytes(UTF_8));
    }

    void sized(byte[] value) {
        putInt(value.length);
        raw(value);
    }

    void jsonb(String value) {
        byte[] text = value.getBytes(UTF_8);
        putInt(text.length + 1);
        putByte(JSONB_VERSION);
        raw(text);
    }

    void bool(boolean value) {
        putInt(Byte.BYTES);
        putByte((byte) (value ? 1 : 0));
    }

    void int4(int value) {
        putInt(Integer.BYTES);
        putInt(value);
    }

    void int8(long value) {
        putInt(Long.BYTES);
        putLong(value);
    }

    /** @param micros since 1970 */
    void timestamptz(long micros) {
        int8(micros - EPOCH_MICROS);
    }

    /** A whole number as {@code numeric}: digits of base 10,000, the first of which counts powers of {@code weight}. */
    void numeric(long value) {
        int count = 0;
        for (long rest = value; rest != 0; rest /= NUMERIC_BASE) {
            count++;
        }
        putInt((4 + count) * Short.BYTES);
        putShort((short) count);
        putShort((short) Math.max(0, count - 1));
        putShort(value < 0 ? NUMERIC_NEGATIVE : NUMERIC_POSITIVE);
        putShort((short) 0);
        int last = size + (count - 1) * Short.BYTES;
        ensure(count * Short.BYTES);
        long rest = value;
        for (int at = last; at >= size; at -= Short.BYTES) {
            short digit = (short) Math.abs(rest % NUMERIC_BASE);
            bytes[at] = (byte) (digit >> 8);
            bytes[at + 1] = (byte) digit;
            rest /= NUMERIC_BASE;
        }
        size += count * Short.BYTES;
    }

    int size() {
        return size;
    }

    /** Its own array, of which the first {@link #size} bytes count. */
    byte[] bytes() {
        return bytes;
    }

    private void raw(byte[] value) {
        ensure(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    private void putByte(byte value) {
        ensure(Byte.BYTES);
        bytes[size++] = value;
    }

    private void putShort(short value) {
        putByte((byte) (value >> 8));
        putByte((byte) value);
    }

    private void putInt(int value) {
        putShort((short) (value >> 16));
        putShort((short) value);
    }

    private void putLong(long value) {
        putInt((int) (value >> 32));
        putInt((int) value);
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}

package dev.sluice.record;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Headers and value of a record on {@code webhooks.retry} as one array of bytes, as the store of waiting deliveries keeps them: a
 * version byte, the number of headers, each with its length, then the value.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StoredRecord(Headers headers, byte[] value) {
    /** First byte; another one was written by a version that this one does not know. */
    private static final byte FORM = 1;

    /** The bytes that the store keeps. */
    public byte[] bytes() {
        Header[] all = headers.toArray();
        byte[][] names = new byte[all.length][];
        int size = 1 + Integer.BYTES + value.length;
        for (int i = 0; i < all.length; i++) {
            names[i] = all[i].key().getBytes(StandardCharsets.UTF_8);
            size += 2 * Integer.BYTES + names[i].length + all[i].value().length;
        }
        ByteBuffer out = ByteBuffer.allocate(size).put(FORM).putInt(all.length);
        for (int i = 0; i < all.length; i++) {
            byte[] header = all[i].value();
            out.putInt(names[i].length).put(names[i]).putInt(header.length).put(header);
        }
        return out.put(value).array();
    }

    /**
     * Reads what {@link #bytes} has written.
     *
     * @throws UndecodableRecordException if the bytes are cut short or of a form that this version does not know
     */
    public static StoredRecord read(byte[] stored) throws UndecodableRecordException {
        ByteBuffer in = ByteBuffer.wrap(stored);
        Headers headers = new RecordHeaders();
        try {
            byte form = in.get();
            if (form != FORM) {
                throw new UndecodableRecordException("a waiting delivery of unknown form " + form);
            }
            for (int left = in.getInt(); left > 0; left--) {
                String name = new String(bytes(in, in.getInt()), StandardCharsets.UTF_8);
                headers.add(name, bytes(in, in.getInt()));
            }
        } catch (BufferUnderflowException e) {
            throw new UndecodableRecordException("a waiting delivery is cut short", e);
        }
        return new StoredRecord(headers, bytes(in, in.remaining()));
    }

    private static byte[] bytes(ByteBuffer in, int length) throws UndecodableRecordException {
        if (length < 0 || length > in.remaining()) {
            throw new UndecodableRecordException("a waiting delivery is cut short");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}

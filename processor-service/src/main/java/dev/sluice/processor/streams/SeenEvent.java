package dev.sluice.processor.streams;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;

/**
 * What the deduplication window remembers of an event.
 *
 * @param copies seen so far, the first included
 * @param firstReceivedAt when the ingest service received the first
 * @param lastReceivedAt when it received the latest
 * @param sha256 of the first copy's body
 * @param lastOffset where the latest copy stands in its partition: what stands no later is no further copy, but a record met again
 */
@SuppressWarnings("ArrayRecordComponent") // Neither compared nor printed.
record SeenEvent(long copies, Instant firstReceivedAt, Instant lastReceivedAt, byte[] sha256, long lastOffset) {
    private static final int FIXED = 8 + 2 * (8 + 4);
    private static final int SHA256 = 32;
    /** Of an entry that was written before offsets were kept. */
    private static final long UNKNOWN = -1;

    byte[] encode() {
        return ByteBuffer.allocate(FIXED + SHA256 + Long.BYTES)
                .putLong(copies)
                .putLong(firstReceivedAt.getEpochSecond())
                .putInt(firstReceivedAt.getNano())
                .putLong(lastReceivedAt.getEpochSecond())
                .putInt(lastReceivedAt.getNano())
                .put(sha256)
                .putLong(lastOffset)
                .array();
    }

    static SeenEvent decode(byte[] stored) {
        ByteBuffer in = ByteBuffer.wrap(stored);
        return new SeenEvent(
                in.getLong(),
                Instant.ofEpochSecond(in.getLong(), in.getInt()),
                Instant.ofEpochSecond(in.getLong(), in.getInt()),
                Arrays.copyOfRange(stored, FIXED, FIXED + SHA256),
                stored.length < FIXED + SHA256 + Long.BYTES ? UNKNOWN : in.getLong(FIXED + SHA256));
    }

    /** Whether the record at an offset has been counted already. */
    boolean counted(long offset) {
        return offset <= lastOffset;
    }

    SeenEvent again(Instant receivedAt, long offset) {
        return new SeenEvent(copies + 1, firstReceivedAt, receivedAt, sha256, offset);
    }
}

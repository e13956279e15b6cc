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
 */
@SuppressWarnings("ArrayRecordComponent") // Neither compared nor printed.
record SeenEvent(long copies, Instant firstReceivedAt, Instant lastReceivedAt, byte[] sha256) {
    private static final int FIXED = 8 + 2 * (8 + 4);

    byte[] encode() {
        return ByteBuffer.allocate(FIXED + sha256.length)
                .putLong(copies)
                .putLong(firstReceivedAt.getEpochSecond())
                .putInt(firstReceivedAt.getNano())
                .putLong(lastReceivedAt.getEpochSecond())
                .putInt(lastReceivedAt.getNano())
                .put(sha256)
                .array();
    }

    static SeenEvent decode(byte[] stored) {
        ByteBuffer in = ByteBuffer.wrap(stored);
        return new SeenEvent(
                in.getLong(),
                Instant.ofEpochSecond(in.getLong(), in.getInt()),
                Instant.ofEpochSecond(in.getLong(), in.getInt()),
                Arrays.copyOfRange(stored, FIXED, stored.length));
    }

    SeenEvent again(Instant receivedAt) {
        return new SeenEvent(copies + 1, firstReceivedAt, receivedAt, sha256);
    }
}

package dev.sluice.processor.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.event.Coordinates;
import dev.sluice.route.Priority;
import dev.sluice.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;

/**
 * The place of an entry in the inbox and among the delayed. Made from the record's own coordinates, since a counter in
 * memory would overwrite undrained entries after a restart; the partition is the task's own and left out.
 *
 * @param priority what is drained first
 * @param due epoch milliseconds from which on it may be drained
 * @param retry whether the record stands on {@code webhooks.retry}, else on {@code webhooks.events}
 * @param offset of the record
 * @param route tells the units of one record apart; empty for what is no unit
 */
record QueueKey(Priority priority, long due, boolean retry, long offset, String route) {
    private static final int FIXED = 1 + 8 + 1 + 8;

    static QueueKey of(Priority priority, Instant due, Coordinates source, String route) {
        // Keys sort as unsigned: a time before 1970 would come after all others.
        long from = Math.max(0, due.toEpochMilli());
        return new QueueKey(priority, from, source.topic().equals(Topics.RETRY), source.offset(), route);
    }

    QueueKey dueAt(Instant later) {
        return new QueueKey(priority, later.toEpochMilli(), retry, offset, route);
    }

    /** Sorted by priority, then due time. */
    Bytes inboxKey() {
        byte[] name = route.getBytes(UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(FIXED + name.length)
                .put(code(priority))
                .putLong(due)
                .put((byte) (retry ? 1 : 0))
                .putLong(offset)
                .put(name)
                .array());
    }

    /** Sorted by due time alone. */
    Bytes delayedKey() {
        byte[] name = route.getBytes(UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(FIXED + name.length)
                .putLong(due)
                .put(code(priority))
                .put((byte) (retry ? 1 : 0))
                .putLong(offset)
                .put(name)
                .array());
    }

    static QueueKey ofInboxKey(Bytes key) {
        ByteBuffer buffer = ByteBuffer.wrap(key.get());
        byte priority = buffer.get();
        return rest(buffer, priority, buffer.getLong());
    }

    static QueueKey ofDelayedKey(Bytes key) {
        ByteBuffer buffer = ByteBuffer.wrap(key.get());
        long due = buffer.getLong();
        return rest(buffer, buffer.get(), due);
    }

    private static QueueKey rest(ByteBuffer buffer, byte priority, long due) {
        boolean retry = buffer.get() == 1;
        long offset = buffer.getLong();
        return new QueueKey(
                priority(priority), due, retry, offset, UTF_8.decode(buffer).toString());
    }

    /** Stored, so it must not change; the smaller is drained first. */
    private static byte code(Priority priority) {
        return switch (priority) {
            case HIGH -> 0;
            case NORMAL -> 1;
            case LOW -> 2;
        };
    }

    private static Priority priority(byte code) {
        return switch (code) {
            case 0 -> Priority.HIGH;
            case 1 -> Priority.NORMAL;
            case 2 -> Priority.LOW;
            default -> throw new IllegalStateException("a key of unknown priority " + code + " is in the store");
        };
    }
}

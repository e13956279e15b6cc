package dev.sluice.processor.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.processor.delivery.Delivery;
import dev.sluice.record.Coordinates;
import dev.sluice.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;

/**
 * The place of a delivery in {@link WaitingStore}: sorted by route, then by due time. It is made from the coordinates of the record
 * that brought the delivery, since a counter in memory would overwrite entries after a restart; the partition is the task's own and
 * left out.
 *
 * @param route the delivery's route; each route is a lane of its own, so that a long one is never scanned for another
 * @param due epoch milliseconds from which on it may be attempted
 * @param again whether it has been attempted before, and so is a retry
 * @param retry whether the record stands on {@code webhooks.retry}, else on {@code webhooks.events}
 * @param offset of the record
 */
record WaitingKey(String route, long due, boolean again, boolean retry, long offset) {
    private static final int AGAIN = 2;
    private static final int RETRY = 1;
    private static final int TAIL = Long.BYTES + 1 + Long.BYTES;

    static WaitingKey of(Delivery delivery, Instant due, Coordinates at) {
        return new WaitingKey(
                delivery.route(),
                // Keys sort as unsigned: a time before 1970 would come after all others.
                Math.max(0, due.toEpochMilli()),
                delivery.attempts() > 0,
                at.topic().equals(Topics.RETRY),
                at.offset());
    }

    WaitingKey dueAt(Instant later) {
        return new WaitingKey(route, later.toEpochMilli(), again, retry, offset);
    }

    /** Where the record stands that brought the delivery. */
    Coordinates coordinates(int partition) {
        return new Coordinates(retry ? Topics.RETRY : Topics.EVENTS, partition, offset);
    }

    Bytes bytes() {
        int flags = (again ? AGAIN : 0) | (retry ? RETRY : 0);
        return Bytes.wrap(laneStart(route, TAIL)
                .putLong(due)
                .put((byte) flags)
                .putLong(offset)
                .array());
    }

    static WaitingKey of(Bytes stored) {
        ByteBuffer in = ByteBuffer.wrap(stored.get());
        byte[] name = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(name);
        long due = in.getLong();
        int flags = in.get();
        return new WaitingKey(new String(name, UTF_8), due, (flags & AGAIN) != 0, (flags & RETRY) != 0, in.getLong());
    }

    /** The key before which nothing of the lane is due earlier than {@code due}. */
    static Bytes from(String route, long due) {
        return Bytes.wrap(laneStart(route, Long.BYTES).putLong(due).array());
    }

    private static ByteBuffer laneStart(String route, int more) {
        byte[] name = route.getBytes(UTF_8);
        return ByteBuffer.allocate(Short.BYTES + name.length + more)
                .putShort((short) name.length)
                .put(name);
    }
}

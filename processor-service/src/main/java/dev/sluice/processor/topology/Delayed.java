package dev.sluice.processor.topology;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What is not yet due, or did not fit into the inbox, by due time. Used by its task's thread alone.
 *
 * <p>The low-water mark is a time before which nothing waits: without it every scan would wade through the tombstones of
 * all that has been promoted since RocksDB last compacted.
 */
final class Delayed {
    private final KeyValueStore<Bytes, byte[]> store;
    private long lowWater = 0;
    private long count;

    /** Counts what the restored store holds. */
    Delayed(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            while (all.hasNext()) {
                all.next();
                count++;
            }
        }
    }

    void put(QueueKey key, byte[] entry) {
        Bytes delayedKey = key.delayedKey();
        if (store.get(delayedKey) == null) {
            count++;
        }
        store.put(delayedKey, entry);
        lowWater = Math.min(lowWater, key.due());
    }

    /**
     * Moves what is due to the inbox, oldest first.
     *
     * @param now epoch milliseconds
     * @param inboxBytes size of the inbox at which to stop
     */
    void promote(long now, Inbox inbox, long inboxBytes) {
        if (count == 0 || lowWater > now) {
            return;
        }
        long reached = now + 1;
        try (KeyValueIterator<Bytes, byte[]> due = store.range(bound(lowWater), bound(now + 1))) {
            while (due.hasNext()) {
                KeyValue<Bytes, byte[]> entry = due.next();
                QueueKey key = QueueKey.ofDelayedKey(entry.key);
                if (inbox.bytes() >= inboxBytes) {
                    reached = key.due();
                    break;
                }
                inbox.put(key, entry.value);
                store.delete(entry.key);
                count--;
            }
        }
        lowWater = reached;
    }

    long count() {
        return count;
    }

    private static Bytes bound(long due) {
        return Bytes.wrap(ByteBuffer.allocate(8).putLong(due).array());
    }
}

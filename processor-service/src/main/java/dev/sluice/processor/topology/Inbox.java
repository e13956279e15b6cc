package dev.sluice.processor.topology;

import dev.sluice.route.Priority;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What is due, in order, backed by a changelogged store. The order is also kept here, since every range scan of an
 * in-memory store copies all of its keys. Used by its task's thread alone.
 */
final class Inbox {
    private static final Set<Priority> LOWER = EnumSet.range(Priority.NORMAL, Priority.LOW);

    private final KeyValueStore<Bytes, byte[]> store;
    private final Map<Priority, SortedMap<Bytes, Integer>> lanes = new EnumMap<>(Priority.class);
    private long bytes;
    private int count;

    /** Reads back what the restored store holds. */
    Inbox(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        for (Priority priority : Priority.values()) {
            lanes.put(priority, new TreeMap<>());
        }
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> index(entry.key, entry.value.length));
        }
    }

    void put(QueueKey key, byte[] entry) {
        Bytes inboxKey = key.inboxKey();
        store.put(inboxKey, entry);
        index(inboxKey, entry.length);
    }

    byte[] get(QueueKey key) {
        return store.get(key.inboxKey());
    }

    void remove(QueueKey key) {
        Bytes inboxKey = key.inboxKey();
        Integer size = lane(key.priority()).remove(inboxKey);
        if (size != null) {
            bytes -= size;
            count--;
            store.delete(inboxKey);
        }
    }

    /**
     * The next entries in order; up to a tenth of the places is kept for each lower priority, so that none starves.
     *
     * @param most how many at most
     * @param mostBytes how many bytes together, though always at least one entry
     * @param skip entries not to be taken now
     */
    List<QueueKey> pick(int most, long mostBytes, Predicate<QueueKey> skip) {
        List<QueueKey> picked = new ArrayList<>();
        long left = mostBytes;
        int keptForLower = 0;
        for (Priority lower : LOWER) {
            keptForLower += Math.min(most / 10, lane(lower).size());
        }
        for (Priority priority : Priority.values()) {
            if (LOWER.contains(priority)) {
                keptForLower -= Math.min(most / 10, lane(priority).size());
            }
            for (Map.Entry<Bytes, Integer> entry : lane(priority).entrySet()) {
                if (picked.size() >= most - keptForLower || (!picked.isEmpty() && left < entry.getValue())) {
                    break;
                }
                QueueKey key = QueueKey.ofInboxKey(entry.getKey());
                if (!skip.test(key)) {
                    picked.add(key);
                    left -= entry.getValue();
                }
            }
        }
        return picked;
    }

    /** The entry that would be drained last. */
    QueueKey last() {
        return List.of(Priority.values()).reversed().stream()
                .map(this::lane)
                .filter(lane -> !lane.isEmpty())
                .map(lane -> QueueKey.ofInboxKey(lane.lastKey()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the inbox is empty"));
    }

    private SortedMap<Bytes, Integer> lane(Priority priority) {
        return Objects.requireNonNull(lanes.get(priority));
    }

    int count() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    private void index(Bytes key, int size) {
        Integer before = lane(QueueKey.ofInboxKey(key).priority()).put(key, size);
        if (before == null) {
            count++;
        } else {
            bytes -= before;
        }
        bytes += size;
    }
}

package dev.sluice.processor.streams;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The deliveries of one task that outlive a batch, on disk and changelogged: retries that are not due, deliveries of handlers that call
 * other systems, deliveries of a route that is paused, and low ones while there is other work. Used by the task's thread alone.
 *
 * <p>Each route is a lane. A lane remembers the first key that may be there: without it every scan would wade through the
 * tombstones of all that has been taken since RocksDB last compacted.
 */
final class WaitingStore {
    private final KeyValueStore<Bytes, byte[]> store;
    private final Map<String, Lane> lanes = new HashMap<>();
    private long first;
    private long again;

    /** A delivery that is due, as the store holds it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Due(WaitingKey key, byte[] stored) {}

    private static final class Lane {
        private Bytes from;
        /** Epoch milliseconds before which nothing of the lane is due. */
        private long due;

        private long deliveries;

        Lane(Bytes from, long due) {
            this.from = from;
            this.due = due;
        }
    }

    /** Counts what the restored store holds. */
    WaitingStore(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> count(WaitingKey.of(entry.key), entry.key));
        }
    }

    void put(WaitingKey key, byte[] stored) {
        Bytes bytes = key.bytes();
        if (store.get(bytes) == null) {
            count(key, bytes);
        }
        store.put(bytes, stored);
    }

    private void count(WaitingKey key, Bytes bytes) {
        Lane lane = lanes.computeIfAbsent(key.route(), route -> new Lane(bytes, key.due()));
        if (bytes.compareTo(lane.from) < 0) {
            lane.from = bytes;
        }
        lane.due = Math.min(lane.due, key.due());
        lane.deliveries++;
        if (key.again()) {
            again++;
        } else {
            first++;
        }
    }

    void remove(WaitingKey key) {
        Lane lane = lanes.get(key.route());
        if (lane == null || store.delete(key.bytes()) == null) {
            return;
        }
        if (key.again()) {
            again--;
        } else {
            first--;
        }
        if (--lane.deliveries == 0) {
            lanes.remove(key.route());
        }
    }

    /**
     * The first deliveries of a route that are due, in order; they stay until they are removed.
     *
     * @param now epoch milliseconds
     * @param most how many at most
     * @param skip those that are not wanted, such as those being attempted already
     */
    List<Due> due(String route, long now, int most, Predicate<WaitingKey> skip) {
        Lane lane = lanes.get(route);
        if (lane == null || lane.due > now || most <= 0) {
            return List.of();
        }
        List<Due> found = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(lane.from, WaitingKey.from(route, Long.MAX_VALUE))) {
            for (boolean start = true; entries.hasNext() && found.size() < most; start = false) {
                KeyValue<Bytes, byte[]> entry = entries.next();
                WaitingKey key = WaitingKey.of(entry.key);
                if (start) {
                    lane.from = entry.key;
                    lane.due = key.due();
                }
                if (key.due() > now) {
                    break;
                }
                if (!skip.test(key)) {
                    found.add(new Due(key, entry.value));
                }
            }
        }
        return found;
    }

    /** The routes that have deliveries here. */
    Collection<String> routes() {
        return lanes.keySet();
    }

    /** Epoch milliseconds before which no delivery of the route is due; {@link Long#MAX_VALUE} if it has none. */
    long nextDue(String route) {
        Lane lane = lanes.get(route);
        return lane == null ? Long.MAX_VALUE : lane.due;
    }

    /** Deliveries that have not been attempted yet. */
    long waiting() {
        return first;
    }

    /** Deliveries that wait for a further attempt. */
    long retries() {
        return again;
    }
}

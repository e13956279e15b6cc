package dev.sluice.processor.streams;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/** How far the stream threads of this instance have read. Thread-safe. */
public final class ReadPositions {
    private final Map<Object, Map<TopicPartition, Long>> consumers = new ConcurrentHashMap<>();

    /** A consumer has these partitions, and reads each from that offset on. */
    void set(Object consumer, Map<TopicPartition, Long> positions) {
        consumers.put(consumer, Map.copyOf(positions));
    }

    /** A consumer has been closed. */
    void remove(Object consumer) {
        consumers.remove(consumer);
    }

    /** The next offset to be read of each partition that this instance has. */
    public Map<TopicPartition, Long> all() {
        Map<TopicPartition, Long> all = new HashMap<>();
        consumers.values().forEach(all::putAll);
        return all;
    }
}

package dev.sluice.processor.streams;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.processor.TaskId;

/** How much waits in the stores of this instance. Thread-safe. */
public final class WaitingGauges {
    private final Map<TaskId, Waiting> tasks = new ConcurrentHashMap<>();

    private record Waiting(long first, long retries) {}

    void set(TaskId task, long first, long retries) {
        tasks.put(task, new Waiting(first, retries));
    }

    void remove(TaskId task) {
        tasks.remove(task);
    }

    /** Deliveries that have not been attempted yet. */
    public long waiting() {
        return tasks.values().stream().mapToLong(Waiting::first).sum();
    }

    /** Deliveries that wait for a further attempt. */
    public long retries() {
        return tasks.values().stream().mapToLong(Waiting::retries).sum();
    }
}

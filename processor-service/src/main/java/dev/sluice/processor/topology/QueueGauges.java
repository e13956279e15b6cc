package dev.sluice.processor.topology;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.processor.TaskId;

/** How much waits in the queues of this instance. Thread-safe. */
public final class QueueGauges {
    private final Map<TaskId, Waiting> tasks = new ConcurrentHashMap<>();

    private record Waiting(long due, long delayed) {}

    void set(TaskId task, long due, long delayed) {
        tasks.put(task, new Waiting(due, delayed));
    }

    void remove(TaskId task) {
        tasks.remove(task);
    }

    /** Entries that are due. */
    public long due() {
        return tasks.values().stream().mapToLong(Waiting::due).sum();
    }

    /** Entries that wait for their time. */
    public long delayed() {
        return tasks.values().stream().mapToLong(Waiting::delayed).sum();
    }
}

package dev.sluice.processor.api;

import java.util.List;
import java.util.Optional;

/** Tells how far the processor is on each partition. */
public interface PartitionSource {
    /**
     * A partition of a topic that the processor reads.
     *
     * @param owner the member of its consumer group that has it
     * @param committed the next offset that it has not yet taken in
     * @param end the offset that the next record is going to have
     */
    record Partition(String topic, int partition, Optional<String> owner, long committed, long end) {}

    /**
     * Asks the broker.
     *
     * @return in order of topic and partition; empty if it does not answer in time
     */
    Optional<List<Partition>> partitions() throws InterruptedException;
}

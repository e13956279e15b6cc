package dev.sluice.processor.streams;

import dev.sluice.event.WebhookEvent;
import dev.sluice.record.EventRecords;
import org.apache.kafka.common.utils.Utils;

/**
 * The one partition that all deliveries of an event belong to, as Kafka's default partitioner finds it. A record may stand on another:
 * it was sent when the topics had fewer partitions, or by a client that partitions otherwise. Two copies of an event that are read
 * from two partitions could be flushed by two threads at the same moment, and both be applied (decision 10). Thread-safe.
 */
public final class HomePartition {
    private volatile int partitions;

    /** To be told before the first record is read: how many {@code webhooks.events} and {@code webhooks.retry} have. */
    public void partitions(int count) {
        partitions = count;
    }

    boolean isHome(WebhookEvent event, int partition) {
        return Utils.toPositive(Utils.murmur2(EventRecords.key(event))) % partitions == partition;
    }
}

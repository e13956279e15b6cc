package dev.sluice.processor.job;

import static java.util.stream.Collectors.groupingBy;

import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.ledger.JobUnit;
import dev.sluice.record.EventRecords;
import dev.sluice.record.UndecodableRecordException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads events' own records again, wherever they stand on a topic. Not thread-safe. */
final class TopicRecords {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Records that are cheaper to read over than to skip. */
    private static final int NEAR = 500;

    private final Consumer<byte[], byte[]> consumer;

    TopicRecords(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** Gets what is read. */
    interface Reader {
        /** Returns whether to go on. */
        boolean read(ConsumerRecord<byte[], byte[]> message);
    }

    /**
     * The events of units, by the unit's number, as far as the topic still has their records.
     *
     * @throws TimeoutException if the broker does not answer
     */
    Map<Integer, WebhookEvent> events(List<JobUnit> units) {
        Map<Integer, WebhookEvent> events = new HashMap<>();
        units.stream()
                .collect(groupingBy(unit ->
                        new TopicPartition(unit.origin().topic(), unit.origin().partition())))
                .forEach((partition, wanted) -> events(partition, wanted, events));
        return events;
    }

    private void events(TopicPartition partition, List<JobUnit> units, Map<Integer, WebhookEvent> events) {
        consumer.assign(List.of(partition));
        long first = beginning(partition);
        long end = end(partition);
        List<JobUnit> there = units.stream()
                .filter(unit -> unit.origin().offset() >= first && unit.origin().offset() < end)
                .sorted(Comparator.comparingLong(unit -> unit.origin().offset()))
                .toList();
        Map<Long, ConsumerRecord<byte[], byte[]>> found = new HashMap<>();
        int next = 0;
        while (next < there.size()) {
            int last = next;
            while (last + 1 < there.size()
                    && there.get(last + 1).origin().offset()
                            <= there.get(last).origin().offset() + NEAR) {
                last++;
            }
            read(
                    partition,
                    there.get(next).origin().offset(),
                    there.get(last).origin().offset() + 1,
                    message -> {
                        found.put(message.offset(), message);
                        return true;
                    });
            next = last + 1;
        }
        for (JobUnit unit : there) {
            ConsumerRecord<byte[], byte[]> message = found.get(unit.origin().offset());
            if (message != null) {
                event(message)
                        // A topic that was deleted and made again holds other events there.
                        .filter(event -> event.key().equals(unit.event()))
                        .ifPresent(event -> events.put(unit.n(), event));
            }
        }
    }

    /**
     * Reads a partition.
     *
     * @param first the first offset wanted, which must still be there
     * @param end the first that is not wanted any more
     * @throws TimeoutException if nothing more comes although there is more
     */
    void read(TopicPartition partition, long first, long end, Reader reader) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, first);
        long silentSince = System.nanoTime();
        while (consumer.position(partition) < end) {
            ConsumerRecords<byte[], byte[]> messages = consumer.poll(POLL);
            if (!messages.isEmpty()) {
                silentSince = System.nanoTime();
            } else if (System.nanoTime() - silentSince > PATIENCE.toNanos()) {
                throw new TimeoutException("nothing comes of " + partition + " at " + consumer.position(partition));
            }
            for (ConsumerRecord<byte[], byte[]> message : messages) {
                if (message.offset() < end && !reader.read(message)) {
                    return;
                }
            }
        }
    }

    /** The event of a record; empty where it holds none that can be read. */
    static Optional<WebhookEvent> event(ConsumerRecord<byte[], byte[]> message) {
        try {
            return Optional.of(EventRecords.read(message.value(), message.headers()));
        } catch (UndecodableRecordException e) {
            return Optional.empty();
        }
    }

    /** The first offset that is still there. */
    long beginning(TopicPartition partition) {
        return consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    /** The offset that the next record is going to have. */
    long end(TopicPartition partition) {
        return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }
}

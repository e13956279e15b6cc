package dev.sluice.processor.job;

import dev.sluice.job.Selection;
import dev.sluice.job.Selection.Bound;
import dev.sluice.processor.ledger.AuditedEvents;
import dev.sluice.processor.ledger.AuditedEvents.Audited;
import dev.sluice.processor.ledger.LedgerUnavailableException;
import dev.sluice.record.Coordinates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/** Makes offsets of each partition of what a selection says: offsets, moments, events. */
final class OffsetRanges {
    private final Consumer<byte[], byte[]> consumer;
    private final AuditedEvents audit;

    OffsetRanges(Consumer<byte[], byte[]> consumer, AuditedEvents audit) {
        this.consumer = consumer;
        this.audit = audit;
    }

    /**
     * What of a partition is wanted.
     *
     * @param first the first offset wanted, which may be gone
     * @param kept the first that is still there, between the two others
     * @param end the first that is not wanted any more
     */
    record Range(TopicPartition partition, long first, long kept, long end) {}

    /**
     * The ranges of all partitions of which something is wanted.
     *
     * @throws PlanImpossibleException if an event is named that is not known
     */
    List<Range> of(String topic, Selection selection) throws PlanImpossibleException, LedgerUnavailableException {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> from = offsets(partitions, selection.from(), false);
        Map<TopicPartition, Long> to = offsets(partitions, selection.to(), true);
        List<Range> ranges = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            Optional<Long> first = Optional.ofNullable(from.get(partition));
            if (first.isPresent()) {
                long end = Math.min(to.getOrDefault(partition, Long.MAX_VALUE), ends.getOrDefault(partition, 0L));
                long kept = Math.clamp(beginnings.getOrDefault(partition, 0L), first.get(), Math.max(first.get(), end));
                if (first.get() < end) {
                    ranges.add(new Range(partition, first.get(), kept, end));
                }
            }
        }
        return ranges;
    }

    /** By partition; one that is not there is not wanted (from) or wanted to its end (to). */
    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, Optional<Bound> bound, boolean to)
            throws PlanImpossibleException, LedgerUnavailableException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        if (bound.isEmpty()) {
            return offsets;
        }
        switch (bound.get()) {
            case Bound.Offsets given ->
                partitions.forEach(partition ->
                        given.of(partition.partition()).ifPresent(offset -> offsets.put(partition, offset)));
            case Bound.Time time -> offsets.putAll(at(partitions, time.at(), to));
            case Bound.Event event -> {
                Audited known = audit.named(List.of(event.key())).stream()
                        .findFirst()
                        .orElseThrow(() -> new PlanImpossibleException("there is no event " + event.key()
                                + " to begin or end at; look for it with: sluice events list"));
                offsets.putAll(at(partitions, known.known().receivedAt(), to));
                Coordinates origin = known.origin();
                // Its own partition needs no clock.
                offsets.put(new TopicPartition(origin.topic(), origin.partition()), origin.offset() + (to ? 1 : 0));
            }
        }
        return offsets;
    }

    /** The broker's time of each record; where retention has eaten the first ones that are wanted, it can't be told how many. */
    private Map<TopicPartition, Long> at(List<TopicPartition> partitions, Instant at, boolean to) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, Math.max(0, at.toEpochMilli())));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> offsets = new HashMap<>();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp first = found.get(partition);
            long offset = first == null ? ends.getOrDefault(partition, 0L) : first.offset();
            // Whatever stood before the first one that is left may be later than the moment as well.
            boolean mayBeEaten = !to && offset == beginnings.getOrDefault(partition, 0L) && offset > 0;
            offsets.put(partition, mayBeEaten ? 0 : offset);
        }
        return offsets;
    }
}

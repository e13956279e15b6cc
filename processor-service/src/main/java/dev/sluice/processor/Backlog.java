package dev.sluice.processor;

import dev.sluice.topic.KafkaAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the topics are ahead of what this instance has read, and since when. Measured to the high watermark: to who reads committed
 * records alone, a topic with an open transaction seems to end there, and all that comes after waits unseen. What it says is as old as
 * the last {@link #measure}, which one thread calls; it may be asked by any.
 */
final class Backlog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);
    /** A transaction that is open for longer than any of Sluice's own. */
    private static final Duration HELD = Duration.ofSeconds(75);

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(2);

    private final Admin admin;
    private final Supplier<Map<TopicPartition, Long>> positions;
    private final KafkaConsumer<byte[], byte[]> first;
    private final Clock clock;
    private Set<TopicPartition> told = Set.of();
    private volatile Measured last = new Measured(0, Duration.ZERO, List.of());

    private record Measured(long records, Duration oldest, List<String> held) {}

    /** @param positions the next offset to be read of each partition that this instance has */
    Backlog(Admin admin, KafkaAddress kafka, Supplier<Map<TopicPartition, Long>> positions, Clock clock) {
        this.admin = admin;
        this.positions = positions;
        this.clock = clock;
        first = new KafkaConsumer<>(
                kafka.with(Map.of(
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "sluice-backlog",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_uncommitted",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        1,
                        // A broker gives one batch at least.
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                        1)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Records that are not yet taken in. */
    long records() {
        return last.records();
    }

    /** How long the oldest of them has been on its topic; zero without. */
    Duration oldest() {
        return last.oldest();
    }

    /** What keeps records from being read though nobody is behind, each in a sentence. */
    List<String> held() {
        return last.held();
    }

    /** Asks the broker; while it is away, what was known last stays. */
    void measure() {
        try {
            last = measured();
        } catch (KafkaException e) {
            LOG.debug("the backlog can't be measured", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Measured measured() throws InterruptedException {
        Map<TopicPartition, Long> read = positions.get();
        Map<TopicPartition, Long> unread = new HashMap<>();
        ends(read.keySet(), IsolationLevel.READ_UNCOMMITTED).forEach((partition, end) -> {
            long from = read.getOrDefault(partition, end);
            if (from < end) {
                unread.put(partition, end - from);
            }
        });
        if (unread.isEmpty()) {
            told = Set.of();
            return new Measured(0, Duration.ZERO, List.of());
        }
        Map<TopicPartition, Instant> since = since(unread.keySet(), read);
        Instant now = clock.instant();
        List<String> held = new ArrayList<>();
        Set<TopicPartition> holding = new HashSet<>();
        ends(unread.keySet(), IsolationLevel.READ_COMMITTED).forEach((partition, stable) -> {
            Instant open = since.getOrDefault(partition, now);
            if (read.getOrDefault(partition, 0L) >= stable && open.plus(HELD).isBefore(now)) {
                holding.add(partition);
                held.add(sentence(partition, stable, open));
            }
        });
        if (!told.containsAll(holding)) {
            held.forEach(LOG::warn);
        }
        told = holding;
        Instant oldest = since.values().stream().min(Instant::compareTo).orElse(now);
        return new Measured(
                unread.values().stream().mapToLong(Long::longValue).sum(),
                oldest.isAfter(now) ? Duration.ZERO : Duration.between(oldest, now),
                held);
    }

    private Map<TopicPartition, Long> ends(Set<TopicPartition> partitions, IsolationLevel isolation)
            throws InterruptedException {
        try {
            return admin
                    .listOffsets(
                            partitions.stream()
                                    .collect(Collectors.toMap(Function.identity(), each -> OffsetSpec.latest())),
                            new ListOffsetsOptions(isolation))
                    .all()
                    .get()
                    .entrySet()
                    .stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, end -> end.getValue().offset()));
        } catch (ExecutionException e) {
            throw new KafkaException("could not ask for the ends of the topics: " + e.getMessage(), e);
        }
    }

    /** The broker's time of the first unread record of each. */
    private Map<TopicPartition, Instant> since(Set<TopicPartition> partitions, Map<TopicPartition, Long> from) {
        first.assign(partitions);
        partitions.forEach(partition -> first.seek(partition, from.getOrDefault(partition, 0L)));
        Map<TopicPartition, Instant> since = new HashMap<>();
        long deadline = System.nanoTime() + LONGEST_LOOK.toNanos();
        while (since.size() < partitions.size() && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> message : first.poll(Duration.ofMillis(200))) {
                since.putIfAbsent(
                        new TopicPartition(message.topic(), message.partition()),
                        Instant.ofEpochMilli(message.timestamp()));
            }
            first.pause(since.keySet());
        }
        return since;
    }

    private String sentence(TopicPartition partition, long offset, Instant since) {
        return partition + " can't be read from offset " + offset + " on: " + producer(partition, offset)
                + " has a transaction open there since " + since + ". It ends by its time-out; or end it by:"
                + " kafka-transactions.sh abort --topic " + partition.topic() + " --partition " + partition.partition()
                + " --start-offset " + offset;
    }

    private String producer(TopicPartition partition, long offset) {
        try {
            return admin
                    .describeProducers(List.of(partition))
                    .partitionResult(partition)
                    .get()
                    .activeProducers()
                    .stream()
                    .filter(state -> state.currentTransactionStartOffset().orElse(-1) == offset)
                    .map(ProducerState::producerId)
                    .findFirst()
                    .map(id -> "the producer of id " + id)
                    .orElse("a producer");
        } catch (ExecutionException e) {
            return "a producer";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "a producer";
        }
    }

    @Override
    public void close() {
        first.close();
    }
}

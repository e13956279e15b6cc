package dev.sluice.topic;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a changelog says that a store holds: of each key the last value, unless it was deleted. Only keys are held in memory. Whoever
 * reads one sees to it that nobody writes to it.
 */
final class CompactedTopic {
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaAddress kafka;
    private final String topic;

    CompactedTopic(KafkaAddress kafka, String topic) {
        this.kafka = kafka;
        this.topic = topic;
    }

    /** Takes one entry. */
    interface Reader {
        void entry(ConsumerRecord<byte[], byte[]> last) throws InterruptedException;
    }

    private record Key(int partition, ByteBuffer bytes) {}

    /** How many keys have a value. */
    long size() throws InterruptedException {
        return lastOffsets().size();
    }

    /** Shows every key with its value, each partition in the order of its offsets. */
    void read(Reader reader) throws InterruptedException {
        Map<Key, Long> last = lastOffsets();
        if (!last.isEmpty()) {
            toEnd(message -> {
                Long offset = last.get(key(message));
                if (offset != null && offset == message.offset()) {
                    reader.entry(message);
                }
            });
        }
    }

    private Map<Key, Long> lastOffsets() throws InterruptedException {
        Map<Key, Long> last = new HashMap<>();
        toEnd(message -> {
            if (message.value() == null) {
                last.remove(key(message));
            } else {
                last.put(key(message), message.offset());
            }
        });
        return last;
    }

    private static Key key(ConsumerRecord<byte[], byte[]> message) {
        return new Key(message.partition(), ByteBuffer.wrap(message.key()));
    }

    private void toEnd(Reader reader) throws InterruptedException {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_committed")) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            refuseOpenTransactions(ends);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                    reader.entry(message);
                }
            }
        }
    }

    /** What an instance that has ended badly has left open, the broker ends after a minute; until then its end is not known. */
    private void refuseOpenTransactions(Map<TopicPartition, Long> ends) {
        try (KafkaConsumer<byte[], byte[]> all = consumer("read_uncommitted")) {
            if (!all.endOffsets(ends.keySet()).equals(ends)) {
                throw new KafkaException("a transaction is still open on " + topic + "; try again in a minute");
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        return new KafkaConsumer<>(
                kafka.with(Map.of(
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        isolation,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}

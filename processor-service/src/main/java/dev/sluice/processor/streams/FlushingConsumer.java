package dev.sluice.processor.streams;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The main consumer of a stream thread. Kafka Streams polls when it has processed all it has: that is the moment to flush, so a
 * batch is as large as what came in while the one before was written, and a lone event waits for nothing. Where the records that it
 * is to read are gone, it goes on with the first there are, and says what is lost: Kafka's own reset would do it in silence.
 */
final class FlushingConsumer extends KafkaConsumer<byte[], byte[]> {
    private final ThreadBatches batches;

    FlushingConsumer(Map<String, Object> config, ThreadBatches batches) {
        super(withoutReset(config), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.batches = batches;
    }

    private static Map<String, Object> withoutReset(Map<String, Object> config) {
        Map<String, Object> own = new HashMap<>(config);
        own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return own;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        ThreadBatch batch = batches.current();
        var unused = batch.flushEarly();
        ConsumerRecords<byte[], byte[]> records;
        try {
            records = super.poll(timeout.isZero() ? timeout : batch.pollTimeout(timeout));
        } catch (InvalidOffsetException e) {
            fromTheFirstThereIs(e);
            return ConsumerRecords.empty();
        }
        notePositions();
        return records;
    }

    private void notePositions() {
        Map<TopicPartition, Long> positions = new HashMap<>();
        for (TopicPartition partition : assignment()) {
            known(partition).ifPresent(offset -> positions.put(partition, offset));
        }
        batches.positions().set(this, positions);
    }

    /**
     * Empty for a partition that has only just been assigned: its position is known after the next poll, which also meets again what is
     * wrong with it. Here nothing may be thrown, since records have been polled.
     */
    private OptionalLong known(TopicPartition partition) {
        try {
            return OptionalLong.of(position(partition, Duration.ZERO));
        } catch (TimeoutException | InvalidOffsetException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void close(CloseOptions options) {
        batches.positions().remove(this);
        super.close(options);
    }

    private void fromTheFirstThereIs(InvalidOffsetException gone) {
        // Never the end: a group without offsets, or with offsets from beyond the end, has read none of what there is.
        Map<TopicPartition, Long> wanted =
                gone instanceof OffsetOutOfRangeException range ? range.offsetOutOfRangePartitions() : Map.of();
        beginningOffsets(gone.partitions()).forEach((partition, first) -> {
            seek(partition, first);
            Long from = wanted.get(partition);
            if (from != null && from < first) {
                batches.listener().lost(partition.topic(), partition.partition(), from, first);
            }
        });
    }
}

package dev.sluice.processor.streams;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The main consumer of a stream thread. Kafka Streams polls when it has processed all it has: that is the moment to flush, so a
 * batch is as large as what came in while the one before was written, and a lone event waits for nothing.
 */
final class FlushingConsumer extends KafkaConsumer<byte[], byte[]> {
    private final ThreadBatches batches;

    FlushingConsumer(Map<String, Object> config, ThreadBatches batches) {
        super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.batches = batches;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        ThreadBatch batch = batches.current();
        var unused = batch.flushEarly();
        return super.poll(timeout.isZero() ? timeout : batch.patience(timeout));
    }
}

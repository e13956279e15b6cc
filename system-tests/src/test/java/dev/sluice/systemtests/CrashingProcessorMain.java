package dev.sluice.systemtests;

import dev.sluice.config.ConfigurationException;
import dev.sluice.processor.ProcessorService;
import dev.sluice.processor.ProcessorSettings;
import dev.sluice.processor.attempt.HandlerCatalog;
import dev.sluice.processor.streams.FlushingClients;
import dev.sluice.processor.streams.FlushingProducer;
import dev.sluice.processor.streams.ThreadBatches;
import dev.sluice.topic.Topics;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * A processor that dies at the point that {@code CRASH_AT} names, once it has passed it as often as {@code CRASH_AFTER} says: it
 * halts as by SIGKILL.
 */
public final class CrashingProcessorMain {
    /** Where it dies. */
    enum Point {
        /** Postgres has the batch; Kafka has neither its retries nor its offsets for good. */
        AFTER_FLUSH,
        /** The offsets are in the Kafka transaction, which is not committed. */
        BEFORE_COMMIT,
        /** Postgres has the batch, and some of the records that come of it have been sent. */
        WITHIN_FLUSH,
        /** The database is away, and some of the batch has been sent to the retry topic as it is. */
        WHILE_PARKING
    }

    private CrashingProcessorMain() {}

    public static void main(String[] args) throws ConfigurationException, InterruptedException {
        int crashAfter = Integer.parseInt(System.getenv("CRASH_AFTER"));
        Point point = Point.valueOf(System.getenv("CRASH_AT"));
        HandlerCatalog handlers = HandlerCatalog.of(System.getenv());
        AtomicInteger passed = new AtomicInteger();
        new ProcessorService(
                        ProcessorSettings.read(System.getenv(), handlers),
                        handlers,
                        batches -> crashing(batches, at -> {
                            if (at == point && passed.incrementAndGet() > crashAfter) {
                                Runtime.getRuntime().halt(137);
                            }
                        }))
                .start();
    }

    private interface Passing {
        void at(Point point);
    }

    private static KafkaClientSupplier crashing(ThreadBatches batches, Passing passing) {
        return new FlushingClients(batches) {
            @Override
            public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
                return new CrashingProducer(config, batches, passing);
            }
        };
    }

    private static final class CrashingProducer extends FlushingProducer {
        private final Passing passing;
        private boolean hasOffsets;

        CrashingProducer(Map<String, Object> config, ThreadBatches batches, Passing passing) {
            super(config, batches);
            this.passing = passing;
        }

        @Override
        public void sendOffsetsToTransaction(
                Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
            hasOffsets = !offsets.isEmpty();
            if (hasOffsets) {
                flushBatch();
                passing.at(Point.AFTER_FLUSH);
            }
            super.sendOffsetsToTransaction(offsets, groupMetadata);
        }

        @Override
        public void commitTransaction() {
            if (hasOffsets) {
                passing.at(Point.BEFORE_COMMIT);
            }
            super.commitTransaction();
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> message, Callback callback) {
            if (message.topic().equals(Topics.RETRY)) {
                passing.at(
                        message.headers().lastHeader("sluice_source") == null
                                ? Point.WITHIN_FLUSH
                                : Point.WHILE_PARKING);
            }
            return super.send(message, callback);
        }
    }
}

package dev.sluice.processor.streams;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.errors.TaskMigratedException;

/**
 * The transactional producer of a stream thread. No offset of the thread is ever committed except through it, so it is where the
 * batch is flushed: before the offsets are added to the Kafka transaction, whatever path the commit takes. Kafka Streams itself
 * has no hook before its commit.
 */
public class FlushingProducer extends KafkaProducer<byte[], byte[]> {
    private final ThreadBatches batches;
    private boolean open;
    private boolean committing;

    public FlushingProducer(Map<String, Object> config, ThreadBatches batches) {
        super(config, new ByteArraySerializer(), new ByteArraySerializer());
        this.batches = batches;
    }

    @Override
    public void initTransactions() {
        super.initTransactions();
        batches.current().sendThrough(this::sendInTransaction);
    }

    @Override
    public void beginTransaction() {
        // Kafka Streams opens it with its own first record; a flush may have come before.
        if (!open) {
            super.beginTransaction();
            open = true;
            batches.current().time().begin();
            batches.current().sendThrough(this::sendInTransaction);
        }
    }

    private void sendInTransaction(ProducerRecord<byte[], byte[]> message) {
        try {
            beginTransaction();
            // A failure leaves the transaction in a state in which it can only be aborted: the commit will say so.
            var unused = send(message);
        } catch (KafkaException e) {
            Throwable cause = e.getCause();
            if (cause instanceof KafkaException inner && fenced(inner)) {
                throw migrated(inner);
            }
            throw fenced(e) ? migrated(e) : e;
        }
    }

    /** During a commit Kafka Streams expects the producer's exception, and handles TaskMigratedException as another failure. */
    private KafkaException migrated(KafkaException fenced) {
        return committing
                ? fenced
                : new TaskMigratedException("another instance has taken over while a batch was flushed", fenced);
    }

    private static boolean fenced(Throwable failure) {
        return failure instanceof ProducerFencedException
                || failure instanceof InvalidProducerEpochException
                || failure instanceof InvalidPidMappingException;
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
        committing = true;
        try {
            flushBatch();
        } finally {
            committing = false;
        }
        super.sendOffsetsToTransaction(offsets, groupMetadata);
    }

    /** On return all that the thread has gathered is in Postgres, or in this Kafka transaction on its way to webhooks.retry. */
    protected void flushBatch() {
        batches.current().flushBeforeCommit();
    }

    @Override
    public void commitTransaction() {
        ThreadBatch batch = batches.current();
        if (!batch.isEmpty()) {
            throw new IllegalStateException(
                    "a Kafka commit that came another way would lose what is not in Postgres yet");
        }
        super.commitTransaction();
        open = false;
        batch.time().end();
    }

    @Override
    public void abortTransaction() {
        ThreadBatch batch = batches.current();
        batch.clear();
        try {
            super.abortTransaction();
        } finally {
            open = false;
            batch.time().end();
        }
    }

    @Override
    public void close(Duration timeout) {
        // Also when Kafka Streams replaces a producer that was fenced, without aborting.
        ThreadBatch batch = batches.current();
        batch.clear();
        batch.time().end();
        super.close(timeout);
    }
}

package dev.sluice.processor.rejection;

import dev.sluice.processor.ledger.LedgerUnavailableException;
import dev.sluice.processor.ledger.RejectionLog;
import dev.sluice.record.Coordinates;
import dev.sluice.record.RejectionRecords;
import dev.sluice.record.UndecodableRecordException;
import dev.sluice.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code webhooks.rejections} on a thread of its own and keeps what it reads. Offsets are committed after the rows, and
 * rows that are there already stay, so that none is lost or kept twice. While the database is away it stands still.
 */
public final class RejectionSink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RejectionSink.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final RejectionLog log;
    private final Runnable unreadable;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("rejections").daemon().unstarted(this::run);
    /** Known to the thread alone. */
    private boolean databaseAway;

    /** @param unreadable told of every record that is no rejection */
    public RejectionSink(Supplier<Consumer<byte[], byte[]>> consumers, RejectionLog log, Runnable unreadable) {
        this.consumers = consumers;
        this.log = log;
        this.unreadable = unreadable;
    }

    /** Begins to read; returns at once. */
    public void start() {
        thread.start();
    }

    private void run() {
        while (!stopped(Duration.ZERO)) {
            try {
                Consumer<byte[], byte[]> consumer = consumers.get();
                try {
                    read(consumer);
                } finally {
                    consumer.close(CloseOptions.timeout(STOP_TIMEOUT));
                }
            } catch (KafkaException e) {
                LOG.warn("rejections can't be read, trying again: {}", e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("rejections were not kept, trying again", e);
            }
            if (stopped(AFTER_FAILURE)) {
                return;
            }
        }
    }

    private void read(Consumer<byte[], byte[]> consumer) {
        consumer.subscribe(List.of(Topics.REJECTIONS));
        while (!stopped(Duration.ZERO)) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            consumer.resume(consumer.paused());
            if (!records.isEmpty()) {
                keep(consumer, records);
            }
        }
    }

    private void keep(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records) {
        List<RejectionLog.KeptRejection> entries = entries(records);
        try {
            if (!entries.isEmpty()) {
                log.keep(entries);
            }
        } catch (LedgerUnavailableException e) {
            if (!databaseAway) {
                LOG.warn("the database is away; rejections wait on their topic: {}", e.getMessage());
            }
            databaseAway = true;
            rewind(consumer, records);
            return;
        }
        if (databaseAway) {
            LOG.info("the database is back; rejections are kept again");
        }
        databaseAway = false;
        commit(consumer);
    }

    /** To the same records; the next poll gives none, and so waits its time while the consumer stays in its group. */
    private static void rewind(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            consumer.seek(partition, records.records(partition).getFirst().offset());
        }
        consumer.pause(records.partitions());
    }

    private static void commit(Consumer<byte[], byte[]> consumer) {
        try {
            consumer.commitSync(COMMIT_TIMEOUT);
        } catch (CommitFailedException | RebalanceInProgressException | TimeoutException e) {
            // Whoever reads them again finds their rows.
            LOG.debug("offsets of rejections are not committed yet", e);
        }
    }

    private List<RejectionLog.KeptRejection> entries(ConsumerRecords<byte[], byte[]> records) {
        List<RejectionLog.KeptRejection> entries = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> message : records) {
            Coordinates source = new Coordinates(message.topic(), message.partition(), message.offset());
            try {
                entries.add(new RejectionLog.KeptRejection(source, RejectionRecords.read(message.value())));
            } catch (UndecodableRecordException e) {
                unreadable.run();
                LOG.atWarn()
                        .addKeyValue("topic", source.topic())
                        .addKeyValue("partition", source.partition())
                        .addKeyValue("offset", source.offset())
                        .log("a record that is no rejection is skipped: {}", e.getMessage());
            }
        }
        return entries;
    }

    private boolean stopped(Duration within) {
        try {
            return stopping.await(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Returns once what has been read is kept, or the time for it is over. */
    @Override
    public void close() {
        stopping.countDown();
        // While the broker or the database is awaited at the start, nothing reads yet.
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            thread.join(STOP_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

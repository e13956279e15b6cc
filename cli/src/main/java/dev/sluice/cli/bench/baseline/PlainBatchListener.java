package dev.sluice.cli.bench.baseline;

import dev.sluice.topic.Topics;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer that writes each poll in one Postgres transaction and then commits its offsets: what an engineer would
 * write by hand. Three rows an event, as Sluice writes them; no routes, retries, dead letters, duplicates counted or
 * outages outlived.
 */
public final class PlainBatchListener implements Runnable {
    /** How the rows of events and attempts are written; payments are always inserted, since they may exist. */
    public enum Variant {
        /** A redelivered event changes nothing. */
        UNNEST,
        /** The fastest there is, and not fit for use: a redelivered event ends the listener. */
        COPY
    }

    /** Variable with the database's JDBC URL, user and password included: arguments can be read by everyone. */
    public static final String POSTGRES_URL = "POSTGRES_URL";

    // As many as Sluice has stream threads.
    private static final int THREADS = 2;
    private static final int RECORDS_PER_POLL = 2000;
    // A poll shall be full: 2,000 records of some 1,500 bytes with their headers, from one partition if need be.
    private static final int FETCH_BYTES = 4 * 1024 * 1024;
    private static final Duration LONGEST_POLL = Duration.ofSeconds(1);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Variant variant;
    private final String schema;

    private PlainBatchListener(String bootstrap, Variant variant, String schema, String group) {
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.GROUP_ID_CONFIG,
                        group,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        RECORDS_PER_POLL,
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                        FETCH_BYTES),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.variant = variant;
        this.schema = schema;
    }

    /** Listens until it is told to end; the arguments are bootstrap servers, variant, schema and consumer group. */
    public static void main(String[] args) throws InterruptedException {
        ProcessHandle.current().parent().ifPresent(PlainBatchListener::endWith);
        List<PlainBatchListener> listeners = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            PlainBatchListener listener = new PlainBatchListener(args[0], Variant.valueOf(args[1]), args[2], args[3]);
            listeners.add(listener);
            threads.add(Thread.ofPlatform()
                    .name("listener-" + i)
                    .uncaughtExceptionHandler(PlainBatchListener::failed)
                    .start(listener));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(listeners, threads), "stop"));
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Override
    public void run() {
        try (consumer;
                Connection connection = DriverManager.getConnection(System.getenv(POSTGRES_URL))) {
            connection.setAutoCommit(false);
            TableWriter writer = new TableWriter(connection, schema);
            consumer.subscribe(List.of(Topics.EVENTS));
            while (true) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(LONGEST_POLL);
                if (!records.isEmpty()) {
                    write(writer, records);
                    connection.commit();
                    consumer.commitSync();
                }
            }
        } catch (WakeupException e) {
            // Asked to end by stop().
        } catch (SQLException e) {
            throw new IllegalStateException("Postgres did not take a batch: " + e.getMessage(), e);
        }
    }

    private void write(TableWriter writer, ConsumerRecords<byte[], byte[]> records) throws SQLException {
        List<PlainRow> rows = new ArrayList<>(records.count());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            rows.add(PlainRow.of(record));
        }
        for (RowTable table : List.of(RowTable.EVENT, RowTable.ATTEMPT)) {
            switch (variant) {
                case UNNEST -> writer.insert(table, rows);
                case COPY -> writer.copy(table, rows);
            }
        }
        writer.insert(RowTable.PAYMENT, PlainRow.newest(rows));
    }

    // Or it would go on when whoever measures it was killed.
    private static void endWith(ProcessHandle parent) {
        var unused = parent.onExit().thenRun(() -> Runtime.getRuntime().halt(1));
    }

    private static void stop(List<PlainBatchListener> listeners, List<Thread> threads) {
        listeners.forEach(listener -> listener.consumer.wakeup());
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void failed(Thread thread, Throwable failure) {
        failure.printStackTrace();
        Runtime.getRuntime().halt(1);
    }
}

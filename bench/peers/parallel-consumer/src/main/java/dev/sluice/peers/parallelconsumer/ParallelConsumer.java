package dev.sluice.peers.parallelconsumer;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sluice.peers.ledger.LedgerWriter;
import dev.sluice.peers.ledger.PeerSettings;
import io.confluent.parallelconsumer.ParallelConsumerOptions;
import io.confluent.parallelconsumer.ParallelConsumerOptions.CommitMode;
import io.confluent.parallelconsumer.ParallelConsumerOptions.ProcessingOrder;
import io.confluent.parallelconsumer.ParallelStreamProcessor;
import io.confluent.parallelconsumer.PollContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Confluent's parallel consumer: one consumer, batches of any events, each in a transaction, on several threads. */
final class ParallelConsumer {
    private static final Duration BETWEEN_COMMITS = Duration.ofSeconds(1);

    private ParallelConsumer() {}

    /** Runs until it is told to stop. */
    public static void main(String[] args) throws InterruptedException {
        PeerSettings settings = PeerSettings.read();
        HikariDataSource pool = pool(settings);
        ParallelStreamProcessor<byte[], byte[]> processor =
                ParallelStreamProcessor.createEosStreamProcessor(ParallelConsumerOptions.<byte[], byte[]>builder()
                        .consumer(new KafkaConsumer<>(settings.consumer()))
                        .ordering(ProcessingOrder.UNORDERED)
                        .commitMode(CommitMode.PERIODIC_CONSUMER_ASYNCHRONOUS)
                        .commitInterval(BETWEEN_COMMITS)
                        .batchSize(settings.batch())
                        .maxConcurrency(settings.threads())
                        .build());
        CountDownLatch end = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            processor.closeDrainFirst();
            pool.close();
            end.countDown();
        }));
        processor.subscribe(List.of(settings.topic()));
        processor.poll(batch -> write(settings, pool, batch));
        end.await();
    }

    private static void write(PeerSettings settings, DataSource pool, PollContext<byte[], byte[]> batch) {
        try (Connection connection = pool.getConnection()) {
            LedgerWriter.write(settings.rows(), connection, batch.streamConsumerRecords());
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("the database refused a batch", e);
        }
    }

    private static HikariDataSource pool(PeerSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(settings.postgresUrl());
        config.setMaximumPoolSize(settings.threads());
        config.setAutoCommit(false);
        return new HikariDataSource(config);
    }
}

package dev.sluice.peers.plainlistener;

import dev.sluice.peers.ledger.LedgerWriter;
import dev.sluice.peers.ledger.PeerSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;

/**
 * The yardstick of the peers that read the topic: poll, one transaction with the rows of all events, commit the offsets.
 * The rows of a batch that comes twice conflict and stay as they are.
 */
final class PlainListener implements Runnable {
    private static final Duration LONGEST_POLL = Duration.ofMillis(200);

    private final PeerSettings settings;
    private final KafkaConsumer<byte[], byte[]> consumer;

    private PlainListener(PeerSettings settings) {
        this.settings = settings;
        this.consumer = new KafkaConsumer<>(settings.consumer());
    }

    /** Runs until it is told to stop. */
    public static void main(String[] args) throws InterruptedException {
        PeerSettings settings = PeerSettings.read();
        List<PlainListener> listeners = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < settings.threads(); i++) {
            PlainListener listener = new PlainListener(settings);
            listeners.add(listener);
            threads.add(Thread.ofPlatform().name("listener-" + i).start(listener));
        }
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> listeners.forEach(listener -> listener.consumer.wakeup())));
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Override
    public void run() {
        try (consumer;
                Connection connection = DriverManager.getConnection(settings.postgresUrl())) {
            connection.setAutoCommit(false);
            consumer.subscribe(List.of(settings.topic()));
            while (true) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(LONGEST_POLL);
                if (!records.isEmpty()) {
                    LedgerWriter.write(settings.rows(), connection, StreamSupport.stream(records.spliterator(), false));
                    connection.commit();
                    consumer.commitSync();
                }
            }
        } catch (WakeupException e) {
            // Told to stop.
        } catch (SQLException e) {
            throw new IllegalStateException("the database refused a batch", e);
        }
    }
}

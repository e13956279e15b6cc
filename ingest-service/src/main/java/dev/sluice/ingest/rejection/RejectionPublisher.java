package dev.sluice.ingest.rejection;

import dev.sluice.record.Rejection;
import dev.sluice.record.RejectionRecords;
import dev.sluice.topic.Topics;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Appends rejections to {@code webhooks.rejections} as far as rate and broker allow. Nobody waits for it: what does not fit is
 * dropped and counted. Thread-safe.
 */
public final class RejectionPublisher implements AutoCloseable {
    /** 100 a second in the long run, a quarter of them of one endpoint. */
    private static final int PER_SECOND = 100;

    private static final int BURST = 500;
    private static final int WAITING = 1000;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);

    private final Producer<byte[], byte[]> producer;
    private final Runnable dropped;
    private final EndpointTurns turns = new EndpointTurns(BURST, PER_SECOND, System.nanoTime());
    private final ThreadPoolExecutor sender;

    /** @param dropped told of every rejection that is not recorded */
    public RejectionPublisher(Producer<byte[], byte[]> producer, Runnable dropped) {
        this.producer = producer;
        this.dropped = dropped;
        this.sender = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().name("rejections").daemon().factory(),
                (task, executor) -> dropped.run());
    }

    void offer(String endpoint, Supplier<Rejection> refused) {
        if (turns.next(endpoint, System.nanoTime()).granted()) {
            Rejection rejection = refused.get();
            sender.execute(() -> send(rejection));
        } else {
            dropped.run();
        }
    }

    /** On a thread of its own: to send may wait for memory, and for the topic's metadata. */
    private void send(Rejection rejection) {
        try {
            var unused = producer.send(
                    new ProducerRecord<>(
                            Topics.REJECTIONS, RejectionRecords.key(rejection), RejectionRecords.value(rejection)),
                    (metadata, failure) -> {
                        if (failure != null) {
                            dropped.run();
                        }
                    });
        } catch (KafkaException | IllegalStateException e) {
            // The broker is away, or the producer closed.
            dropped.run();
        }
    }

    /** Hands what waits to the producer, if it takes it soon. */
    @Override
    public void close() {
        sender.shutdown();
        try {
            if (!sender.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                sender.shutdownNow().forEach(left -> dropped.run());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.sluice.ingest.publish;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.sluice.event.UnfitItem;
import dev.sluice.event.WebhookEvent;
import dev.sluice.record.EventRecords;
import dev.sluice.topic.KafkaAddress;
import dev.sluice.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;

/** Appends events to {@code webhooks.events} and waits for all in-sync replicas. Thread-safe. */
public final class KafkaEventPublisher implements EventPublisher {
    private final Producer<byte[], byte[]> producer;
    private final Duration ackTimeout;

    public KafkaEventPublisher(Producer<byte[], byte[]> producer, Duration ackTimeout) {
        this.producer = producer;
        this.ackTimeout = ackTimeout;
    }

    /** A producer that keeps what {@link EventPublisher} promises. */
    public static Producer<byte[], byte[]> producer(KafkaAddress kafka, int maxBody, Duration ackTimeout) {
        return new KafkaProducer<>(ProducerConfiguration.of(kafka, maxBody, ackTimeout));
    }

    @Override
    public void publish(List<WebhookEvent> events, List<UnfitItem> unfit) throws BrokerUnavailableException {
        long deadline = System.nanoTime() + ackTimeout.toNanos();
        List<Future<RecordMetadata>> sent = new ArrayList<>(events.size() + unfit.size());
        for (WebhookEvent event : events) {
            sent.add(send(EventRecords.key(event), event.body(), EventRecords.headers(event)));
        }
        for (UnfitItem item : unfit) {
            sent.add(send(EventRecords.key(item), item.body(), EventRecords.headers(item)));
        }
        for (Future<RecordMetadata> acknowledgement : sent) {
            await(acknowledgement, deadline);
        }
    }

    private Future<RecordMetadata> send(byte[] key, byte[] value, Headers headers) throws BrokerUnavailableException {
        try {
            return producer.send(new ProducerRecord<>(Topics.EVENTS, null, key, value, headers));
        } catch (KafkaException | IllegalStateException e) {
            // IllegalStateException: the producer is closed, because the service is stopping.
            throw new BrokerUnavailableException("could not send to " + Topics.EVENTS + ": " + e.getMessage(), e);
        }
    }

    private static void await(Future<RecordMetadata> acknowledgement, long deadline) throws BrokerUnavailableException {
        try {
            acknowledgement.get(deadline - System.nanoTime(), NANOSECONDS);
        } catch (TimeoutException e) {
            throw new BrokerUnavailableException("no acknowledgement from " + Topics.EVENTS + " in time", e);
        } catch (ExecutionException e) {
            String why = String.valueOf(e.getCause() == null ? e : e.getCause());
            throw new BrokerUnavailableException(Topics.EVENTS + " did not take it: " + why, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerUnavailableException("interrupted while waiting for " + Topics.EVENTS, e);
        }
    }
}

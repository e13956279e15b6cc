package dev.sluice.ingest.rejection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.record.Rejection;
import dev.sluice.record.RejectionRecords;
import dev.sluice.topic.Topics;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RejectionPublisherTest {
    private final AtomicInteger dropped = new AtomicInteger();
    private final Rejection rejection = Refused.with("no secret matched");

    @Test
    void rejectionIsARecordUnderItsEndpoint() throws Exception {
        MockProducer<byte[], byte[]> producer = producer(true);
        try (RejectionPublisher rejectionPublisher = new RejectionPublisher(producer, dropped::incrementAndGet)) {
            rejectionPublisher.offer(rejection.endpoint(), () -> rejection);
        }

        ProducerRecord<byte[], byte[]> record = producer.history().getFirst();
        assertThat(record.topic()).isEqualTo(Topics.REJECTIONS);
        assertThat(record.key()).asString().isEqualTo("shop");
        assertThat(RejectionRecords.read(record.value())).isEqualTo(rejection);
        assertThat(dropped).hasValue(0);
    }

    @Test
    void floodIsRecordedInPartAndTheRestIsCounted() {
        MockProducer<byte[], byte[]> producer = producer(true);
        try (RejectionPublisher rejectionPublisher = new RejectionPublisher(producer, dropped::incrementAndGet)) {
            for (int i = 0; i < 5_000; i++) {
                rejectionPublisher.offer(rejection.endpoint(), () -> rejection);
            }
        }

        assertThat(producer.history()).hasSizeBetween(125, 250);
        assertThat(dropped).hasValue(5_000 - producer.history().size());
    }

    @Test
    void silentBrokerHoldsNobodyUp() {
        CountDownLatch answer = new CountDownLatch(1);
        MockProducer<byte[], byte[]> silent =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                    @Override
                    public synchronized Future<RecordMetadata> send(
                            ProducerRecord<byte[], byte[]> record, Callback callback) {
                        try {
                            answer.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        throw new TimeoutException("the test silenced it");
                    }
                };

        try (RejectionPublisher rejectionPublisher = new RejectionPublisher(silent, dropped::incrementAndGet)) {
            for (int i = 0; i < 100; i++) {
                rejectionPublisher.offer(rejection.endpoint(), () -> rejection);
            }
            answer.countDown();

            await().until(() -> dropped.get() == 100);
        }
    }

    @Test
    void rejectionThatTheBrokerDoesNotTakeIsCounted() {
        MockProducer<byte[], byte[]> producer = producer(false);
        try (RejectionPublisher rejectionPublisher = new RejectionPublisher(producer, dropped::incrementAndGet)) {
            rejectionPublisher.offer(rejection.endpoint(), () -> rejection);
            await().until(() -> producer.errorNext(new TimeoutException("the test refused it")));
        }

        assertThat(dropped).hasValue(1);
    }

    @Test
    void whatIsRefusedWhileStoppingIsCounted() {
        RejectionPublisher rejectionPublisher = new RejectionPublisher(producer(true), dropped::incrementAndGet);
        rejectionPublisher.close();

        rejectionPublisher.offer(rejection.endpoint(), () -> rejection);

        assertThat(dropped).hasValue(1);
    }

    private static MockProducer<byte[], byte[]> producer(boolean acknowledges) {
        return new MockProducer<>(acknowledges, null, new ByteArraySerializer(), new ByteArraySerializer());
    }
}

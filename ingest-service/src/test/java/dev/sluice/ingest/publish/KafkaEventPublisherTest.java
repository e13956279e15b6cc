package dev.sluice.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.WebhookEvent;
import dev.sluice.record.EventRecords;
import dev.sluice.testing.EventBuilder;
import dev.sluice.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaEventPublisherTest {
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final KafkaEventPublisher publisher = new KafkaEventPublisher(producer, Duration.ofMillis(300));

    @Test
    void eventIsTheRecordOfItsBytesUnderItsId() throws Exception {
        WebhookEvent event = event("evt_1");
        CompletableFuture<Void> published = publish(event);
        await().until(producer::completeNext);
        published.join();

        ProducerRecord<byte[], byte[]> record = producer.history().getFirst();
        assertThat(record.topic()).isEqualTo(Topics.EVENTS);
        assertThat(record.partition()).isNull();
        assertThat(record.key()).asString().isEqualTo("evt_1");
        assertThat(EventRecords.read(record.value(), record.headers()).key()).isEqualTo(event.key());
    }

    @Test
    void publishingEndsOnlyWhenEveryEventIsAcknowledged() {
        CompletableFuture<Void> published = publish(event("evt_1"), event("evt_2"));
        await().until(producer::completeNext);
        assertThat(published).isNotDone();
        await().until(producer::completeNext);
        await().until(published::isDone);
        assertThat(published).isCompleted();
    }

    @Test
    void missingAcknowledgementIsAnUnavailableBroker() {
        assertThatThrownBy(() -> publisher.publish(List.of(event("evt_1")), List.of()))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("no acknowledgement");
    }

    @Test
    void failedAcknowledgementIsAnUnavailableBroker() {
        CompletableFuture<Void> published = publish(event("evt_1"));
        await().until(() -> producer.errorNext(new NotEnoughReplicasException("1 of 2")));

        assertThatThrownBy(published::join)
                .hasCauseInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("1 of 2");
    }

    @Test
    void sendThatThrowsIsAnUnavailableBroker() {
        producer.sendException = new TimeoutException("no metadata");

        assertThatThrownBy(() -> publisher.publish(List.of(event("evt_1")), List.of()))
                .isInstanceOf(BrokerUnavailableException.class);
    }

    @Test
    void closedProducerIsAnUnavailableBroker() {
        producer.close();

        assertThatThrownBy(() -> publisher.publish(List.of(event("evt_1")), List.of()))
                .isInstanceOf(BrokerUnavailableException.class);
    }

    private CompletableFuture<Void> publish(WebhookEvent... events) {
        return CompletableFuture.runAsync(() -> {
            try {
                publisher.publish(List.of(events), List.of());
            } catch (BrokerUnavailableException e) {
                throw new java.util.concurrent.CompletionException(e);
            }
        });
    }

    private static WebhookEvent event(String id) {
        return EventBuilder.event("shop", id).type("payment.succeeded").build();
    }
}

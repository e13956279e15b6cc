package dev.sluice.processor.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.processor.delivery.UndecodableRecord;
import dev.sluice.processor.ledger.InMemoryLedger;
import dev.sluice.record.Coordinates;
import dev.sluice.record.FailureCause;
import dev.sluice.record.Redelivery;
import dev.sluice.testing.EventBuilder;
import dev.sluice.testing.RealParts;
import dev.sluice.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The producer of a stream thread, against a real broker: its commit flushes the batch, and what it sends is seen after that or never. */
final class FlushingProducerIT {
    private final InMemoryLedger ledger = new InMemoryLedger();

    @BeforeEach
    void makeTopics() throws Exception {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                RealParts.sharedBroker().bootstrap()))) {
            EmptyTopics.make(admin, 1);
        }
    }

    @Test
    void fencedProducerSendsNothingAndItsSuccessorWhatWasRecorded() throws Exception {
        fencedAfterWriting(failed("all"), failed("all"));

        assertThat(ledger.attempts()).hasSize(1);
        assertThat(committedRecords(Topics.RETRY)).isEqualTo(1);
    }

    @Test
    void successorWithOtherRoutesSendsWhatTheFencedOneRecordedToo() throws Exception {
        fencedAfterWriting(failed("all"), failed("other"));

        assertThat(ledger.attempts()).hasSize(2);
        assertThat(committedRecords(Topics.RETRY)).isEqualTo(2);
    }

    /** A first attempt at the same record, by the one route that takes it. */
    private static Attempt failed(String route) {
        Coordinates source = new Coordinates(Topics.EVENTS, 0, 7);
        WebhookEvent event = EventBuilder.event("shop", "evt_1").build();
        return new Attempt(
                new Delivery(
                        event, event.document(), "x", route, "", 0, List.of(), source, source, List.of(route), true),
                new AttemptOutcome.Retry(
                        Instant.now(), FailureCause.RETRYABLE, new Redelivery.Failure("E", "later", "")),
                Instant.now(),
                Duration.ZERO);
    }

    private void fencedAfterWriting(Attempt first, Attempt again) throws Exception {
        ThreadBatches zombies = BatchesOfTests.of(ledger);
        ThreadBatches successors = BatchesOfTests.of(ledger);
        try (FlushingProducer zombie = producer("zombie", zombies);
                FlushingProducer successor = producer("zombie", successors)) {
            zombie.initTransactions();
            zombie.beginTransaction();
            zombies.current().add(new TaskId(0, 0), first, 100);
            successor.initTransactions();

            assertThatThrownBy(() -> commit(zombie)).isInstanceOf(KafkaException.class);
            assertThat(ledger.attempts()).hasSize(1);
            assertThat(committedRecords(Topics.RETRY)).isZero();

            successor.beginTransaction();
            successors.current().add(new TaskId(0, 0), again, 100);
            commit(successor);
        }
    }

    private static void commit(FlushingProducer producer) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            producer.sendOffsetsToTransaction(
                    Map.of(new TopicPartition(Topics.EVENTS, 0), new OffsetAndMetadata(8)), consumer.groupMetadata());
        }
        producer.commitTransaction();
    }

    private static KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        RealParts.sharedBroker().bootstrap(),
                        ConsumerConfig.GROUP_ID_CONFIG,
                        "zombie",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static int committedRecords(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            int count = 0;
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                count += consumer.poll(Duration.ofMillis(100)).count();
            }
            return count;
        }
    }

    private static FlushingProducer producer(String id, ThreadBatches batches) {
        return new FlushingProducer(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        RealParts.sharedBroker().bootstrap(),
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        id),
                batches);
    }

    @Test
    void commitThatCameAnotherWayFailsLoudly() {
        ThreadBatches batches = BatchesOfTests.of(ledger);
        try (FlushingProducer producer = producer("another-way", batches)) {
            producer.initTransactions();
            producer.beginTransaction();
            batches.current().add(new TaskId(0, 0), undecodable(), 100);

            assertThatThrownBy(producer::commitTransaction).isInstanceOf(IllegalStateException.class);

            producer.abortTransaction();
            assertThat(batches.current().isEmpty()).isTrue();
            producer.beginTransaction();
            producer.commitTransaction();
        }
    }

    private static BatchEntry undecodable() {
        return new UndecodableRecord(
                new Coordinates(Topics.EVENTS, 0, 0), new byte[0], "{}", "as the test wants it", Instant.EPOCH);
    }
}

package dev.sluice.peers.measure;

import dev.sluice.cli.load.SignedEvents;
import dev.sluice.event.Tracing;
import dev.sluice.event.WebhookEvent;
import dev.sluice.provider.EventReader;
import dev.sluice.record.EventRecords;
import dev.sluice.topic.TopicCreation;
import dev.sluice.topic.TopicPlan;
import dev.sluice.topic.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic made as Sluice makes its own, so that all peers have one alike. */
record Topic(Admin admin, String bootstrap, String name, int partitions) {
    /** Sluice's topic of events, with all others that it needs. */
    static Topic events(Admin admin, String bootstrap, TopicPlan plan) throws InterruptedException {
        TopicCreation.ensure(admin, plan);
        return new Topic(admin, bootstrap, Topics.EVENTS, plan.partitions());
    }

    /** Another one like it. */
    static Topic like(Admin admin, String bootstrap, TopicPlan plan, String name)
            throws InterruptedException, ExecutionException {
        NewTopic events = plan.newTopics().stream()
                .filter(topic -> topic.name().equals(Topics.EVENTS))
                .findFirst()
                .orElseThrow();
        admin.createTopics(List.of(new NewTopic(name, Optional.of(plan.partitions()), plan.replicationFactor())
                        .configs(events.configs())))
                .all()
                .get();
        return new Topic(admin, bootstrap, name, plan.partitions());
    }

    /** Adds events as the ingest service would, without the HTTP; on return the broker has them all. */
    void fill(SignedEvents events, int count) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrap, "linger.ms", 5, "batch.size", 128 * 1024, "acks", "all");
        AtomicReference<Exception> failure = new AtomicReference<>();
        EventReader reader = new EventReader();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                WebhookEvent event = event(events, i, reader);
                producer.send(
                        new ProducerRecord<>(
                                name, null, EventRecords.key(event), event.body(), EventRecords.headers(event)),
                        (sent, problem) -> {
                            if (problem != null) {
                                failure.compareAndSet(null, problem);
                            }
                        });
            }
        }
        if (failure.get() != null) {
            throw new IllegalStateException("the broker did not take the events", failure.get());
        }
    }

    /** Records that were ever written to it. */
    long records() throws InterruptedException, ExecutionException {
        return admin
                .listOffsets(all().collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest())))
                .all()
                .get()
                .values()
                .stream()
                .mapToLong(end -> end.offset())
                .sum();
    }

    /** How far a group has committed, over all partitions. */
    long committed(String group) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        return all().map(offsets::get)
                .filter(offset -> offset != null)
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    private Stream<TopicPartition> all() {
        return IntStream.range(0, partitions).mapToObj(each -> new TopicPartition(name, each));
    }

    private static WebhookEvent event(SignedEvents events, int number, EventReader reader) {
        Instant now = Instant.now();
        return reader.read(events.endpoint(), events.signed(number, now), now, Tracing.NONE)
                .orElseThrow()
                .events()
                .getFirst();
    }
}

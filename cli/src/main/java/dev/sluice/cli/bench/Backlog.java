package dev.sluice.cli.bench;

import static java.util.stream.Collectors.toMap;

import dev.sluice.cli.load.SignedEvents;
import dev.sluice.event.Tracing;
import dev.sluice.event.WebhookEvent;
import dev.sluice.provider.EventReader;
import dev.sluice.record.EventRecords;
import dev.sluice.topic.Topics;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The events that wait on the topic while the processor is stopped. */
record Backlog(String bootstrap) {
    /** Throws away whatever waits. */
    void clear() throws InterruptedException, ExecutionException {
        try (Admin admin = admin()) {
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            offsets(admin, OffsetSpec.latest())
                    .forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end)));
            admin.deleteRecords(all).all().get();
        }
    }

    /** The offset of the first record of each partition. */
    Map<TopicPartition, Long> starts() throws InterruptedException, ExecutionException {
        try (Admin admin = admin()) {
            return offsets(admin, OffsetSpec.earliest());
        }
    }

    private Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap));
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, OffsetSpec which)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> wanted =
                admin.describeTopics(List.of(Topics.EVENTS)).allTopicNames().get().values().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .collect(toMap(
                                partition -> new TopicPartition(Topics.EVENTS, partition.partition()),
                                partition -> which));
        return admin.listOffsets(wanted).all().get().entrySet().stream()
                .collect(toMap(Map.Entry::getKey, found -> found.getValue().offset()));
    }

    /** Adds events as the ingest service would, without the HTTP; on return the broker has them all. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told
    void fill(SignedEvents events, int count) throws InterruptedException {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.BATCH_SIZE_CONFIG,
                128 * 1024);
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            EventReader reader = new EventReader();
            for (int i = 0; i < count; i++) {
                WebhookEvent event = event(events, i, reader);
                var unused = producer.send(
                        new ProducerRecord<>(
                                Topics.EVENTS,
                                null,
                                EventRecords.key(event),
                                event.body(),
                                EventRecords.headers(event)),
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

    /** One event as the ingest service would read it. */
    static WebhookEvent event(SignedEvents events, int number, EventReader reader) {
        Instant now = Instant.now();
        return reader.read(events.endpoint(), events.signed(number, now), now, Tracing.NONE)
                .orElseThrow()
                .events()
                .getFirst();
    }
}

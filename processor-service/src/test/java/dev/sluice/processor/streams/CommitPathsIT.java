package dev.sluice.processor.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.EventKey;
import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.processor.attempt.AttemptRunner;
import dev.sluice.processor.attempt.BlockingPermits;
import dev.sluice.processor.attempt.HandlerCatalog;
import dev.sluice.processor.attempt.HandlerTimeouts;
import dev.sluice.processor.attempt.NoTopics;
import dev.sluice.processor.attempt.RouteBreakers;
import dev.sluice.processor.attempt.Routing;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.ledger.InMemoryLedger;
import dev.sluice.processor.ledger.Ledger;
import dev.sluice.provider.Categories;
import dev.sluice.record.EventRecords;
import dev.sluice.route.Priority;
import dev.sluice.testing.EventBuilder;
import dev.sluice.testing.RealParts;
import dev.sluice.topic.TopicPlan;
import dev.sluice.topic.Topics;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever path a Kafka commit takes, what it commits has been flushed. The batch is never flushed early here, so each row is there
 * because of the commit's own flush.
 */
class CommitPathsIT {
    private static final int PARTITIONS = 4;
    private static final int EVENTS = 400;
    private static final Duration AT_MOST = Duration.ofMinutes(1);

    private final InMemoryLedger ledger = new InMemoryLedger();
    /** Whether instances read as they do in production; else nothing but a commit flushes. */
    private boolean flushingConsumer;

    private final HomePartition home = new HomePartition();
    private final AtomicLong lost = new AtomicLong();
    private final Map<String, Integer> handled = new ConcurrentHashMap<>();
    private final List<Instance> instances = new ArrayList<>();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private Admin admin;

    @TempDir
    private Path state;

    @BeforeEach
    void makeTopics() throws Exception {
        admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                RealParts.sharedBroker().bootstrap()));
        EmptyTopics.make(admin, PARTITIONS);
    }

    @AfterEach
    void close() {
        instances.forEach(Instance::close);
        admin.close();
        executor.shutdownNow();
    }

    @Test
    void commitByTheIntervalFlushes() throws Exception {
        Instance instance = start("interval", 100);
        send(0, EVENTS);

        await().atMost(AT_MOST)
                .untilAsserted(() -> assertThat(committed("interval"))
                        .as("handled %d", handled.size())
                        .isEqualTo(EVENTS));
        assertAllRecordedOnce(EVENTS);
        assertThat(instance.state()).isEqualTo(KafkaStreams.State.RUNNING);
    }

    @Test
    void recordsMetAgainAfterTheOffsetsWereSetBackAreNoDuplicates() throws Exception {
        Instance instance = start("back", 100);
        send(0, EVENTS);
        send(0, 10);
        await().atMost(AT_MOST).until(() -> committed("back") == EVENTS + 10);
        instance.close();
        await().atMost(AT_MOST).ignoreExceptions().until(() -> {
            setBack("back");
            return committed("back") == 0;
        });

        start("back", 100);

        await().atMost(AT_MOST).until(() -> committed("back") == EVENTS + 10);
        assertAllRecordedOnce(EVENTS);
        for (int i = 0; i < EVENTS; i++) {
            assertThat(ledger.event(new EventKey("shop", "evt_" + i))
                            .orElseThrow()
                            .duplicates())
                    .as("evt_%d", i)
                    .isEqualTo(i < 10 ? 1 : 0);
        }
    }

    @Test
    void recordsDeletedBeforeTheyWereReadAreToldOf() throws Exception {
        flushingConsumer = true;
        Instance instance = start("gap", 100);
        send(0, EVENTS);
        await().atMost(AT_MOST).until(() -> committed("gap") == EVENTS);
        instance.close();
        send(EVENTS, EVENTS);
        Map<TopicPartition, RecordsToDelete> before = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            before.put(new TopicPartition(Topics.EVENTS, partition), RecordsToDelete.beforeOffset(-1));
        }
        admin.deleteRecords(before).all().get();
        send(2 * EVENTS, 1);

        start("gap", 100);

        await().atMost(AT_MOST).until(() -> handled.containsKey("evt_" + 2 * EVENTS));
        await().atMost(AT_MOST).untilAsserted(() -> assertThat(lost).hasValue(EVENTS));
    }

    @Test
    void groupThatHasLostItsOffsetsSkipsNothing() throws Exception {
        flushingConsumer = true;
        Instance instance = start("forgotten", 100);
        send(0, EVENTS);
        await().atMost(AT_MOST).until(() -> committed("forgotten") == EVENTS);
        instance.close();
        // Nobody has read these when the offsets are lost.
        send(EVENTS, EVENTS);
        await().atMost(AT_MOST).ignoreExceptions().until(() -> {
            admin.deleteConsumerGroups(List.of("forgotten")).all().get();
            return true;
        });

        Instance again = start("forgotten", 100);

        await().atMost(AT_MOST).until(() -> committed("forgotten") == 2 * EVENTS);
        assertAllRecordedOnce(2 * EVENTS);
        assertThat(lost).hasValue(0);
        assertThat(again.read()).isEqualTo(2 * EVENTS);
    }

    private void setBack(String group) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> begin = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            begin.put(new TopicPartition(Topics.EVENTS, partition), new OffsetAndMetadata(0));
        }
        admin.alterConsumerGroupOffsets(group, begin).all().get();
    }

    @Test
    void gracefulStopWithAFullBatchFlushes() throws Exception {
        Instance instance = start("stop", 60_000);
        send(0, EVENTS);
        await().atMost(AT_MOST).until(() -> handled.size() == EVENTS);
        assertThat(ledger.attempts()).isEmpty();

        instance.close();

        assertThat(committed("stop")).isEqualTo(EVENTS);
        assertAllRecordedOnce(EVENTS);
    }

    @Test
    void revocationWithAFullBatchFlushes() throws Exception {
        start("revocation", 60_000);
        send(0, EVENTS);
        await().atMost(AT_MOST).until(() -> handled.size() == EVENTS);
        assertThat(ledger.attempts()).isEmpty();

        // It takes some of the partitions: they are committed when they are given up, and the others with them.
        start("revocation", 60_000);

        await().atMost(AT_MOST).until(() -> committed("revocation") == EVENTS);
        assertAllRecordedOnce(EVENTS);
    }

    @Test
    void idleInstanceMakesNoTransactions() throws Exception {
        Instance instance = start("idle", 100);
        send(0, 1);
        await().atMost(AT_MOST).until(() -> committed("idle") == 1);
        double before = instance.transactions();

        // The thread polls every 100 ms: thirty commits would have had their chance.
        double polls = instance.polls();
        await().atMost(AT_MOST).until(() -> instance.polls() >= polls + 30);

        assertThat(instance.transactions()).isEqualTo(before);
    }

    private void assertAllRecordedOnce(int events) {
        Set<String> recorded = new HashSet<>();
        for (Attempt attempt : ledger.attempts()) {
            assertThat(recorded.add(attempt.delivery().event().key().id())).isTrue();
        }
        assertThat(recorded).hasSize(events);
    }

    private void send(int from, int count) {
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        RealParts.sharedBroker().bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = from; i < from + count; i++) {
                WebhookEvent event = EventBuilder.event("shop", "evt_" + i)
                        .type("do.it")
                        .receivedAt(Instant.now())
                        .build();
                var unused = producer.send(new ProducerRecord<>(
                        Topics.EVENTS, null, EventRecords.key(event), event.body(), EventRecords.headers(event)));
            }
        }
    }

    /** Events of which the group has committed that it is done with them. */
    private long committed(String group) throws Exception {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, offset) -> {
                    if (offset != null && partition.topic().equals(Topics.EVENTS)) {
                        offsets.put(partition, offset.offset());
                    }
                });
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    private Instance start(String group, int commitInterval) {
        Instance instance = new Instance(group, commitInterval, state.resolve(group + instances.size()));
        instances.add(instance);
        instance.start();
        return instance;
    }

    private final class Instance implements AutoCloseable {
        private final KafkaStreams streams;
        private final ThreadBatches batches;

        Instance(String group, int commitInterval, Path directory) {
            Routing routing = new Routing(
                    List.of(Rig.route("all", "do.*", "noting", Priority.NORMAL)),
                    new HandlerCatalog(List.of(new Noting())),
                    new Categories(Map.of()));
            Clock clock = Clock.systemUTC();
            batches = BatchesOfTests.of(ledger, new Unheard());
            StreamParts parts = new StreamParts(
                    routing,
                    new AttemptRunner(routing, new NoTopics(), new HandlerTimeouts(), clock, new Random(1)),
                    new RouteBreakers(routing::breaker, clock),
                    new BlockingPermits(1),
                    executor,
                    ledger,
                    batches,
                    home,
                    new WaitingGauges(),
                    clock);
            home.partitions(PARTITIONS);
            Properties properties = new Properties();
            properties.put(StreamsConfig.APPLICATION_ID_CONFIG, group);
            properties.put(
                    StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
                    RealParts.sharedBroker().bootstrap());
            properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
            properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
            properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitInterval);
            properties.put(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, 1_000_000L);
            // Kafka Streams wants it to be longer than the interval of commits.
            properties.put(StreamsConfig.producerPrefix("transaction.timeout.ms"), 120_000);
            properties.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
            properties.put(StreamsConfig.consumerPrefix("session.timeout.ms"), 6000);
            TopicPlan plan = new TopicPlan(PARTITIONS, Optional.empty(), 1 << 20, Duration.ofDays(1));
            streams = new KafkaStreams(
                    new SluiceTopology(parts, plan, Duration.ofDays(1)).build(),
                    properties,
                    new FlushingClients(batches) {
                        @Override
                        public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
                            return flushingConsumer ? super.getConsumer(config) : getRestoreConsumer(config);
                        }
                    });
        }

        void start() {
            streams.start();
            await().atMost(AT_MOST).until(() -> streams.state() == KafkaStreams.State.RUNNING);
        }

        /** How far its consumers say that they have read. */
        long read() {
            return batches.positions().all().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }

        KafkaStreams.State state() {
            return streams.state();
        }

        double transactions() {
            return metric("txn-commit-time-ns-total", "");
        }

        double polls() {
            return metric("poll-total", "stream-thread-metrics");
        }

        private double metric(String name, String group) {
            return streams.metrics().values().stream()
                    .filter(metric -> metric.metricName().name().equals(name)
                            && (group.isEmpty() || metric.metricName().group().equals(group)))
                    .mapToDouble(metric -> ((Number) metric.metricValue()).doubleValue())
                    .sum();
        }

        @Override
        public void close() {
            streams.close(Duration.ofSeconds(20));
        }
    }

    private final class Noting implements Handler {
        @Override
        public String name() {
            return "noting";
        }

        @Override
        public HandlerResult handle(HandlerRequest request) {
            handled.merge(request.event().id(), 1, Integer::sum);
            return new HandlerResult.Ignored(new String(request.event().body(), UTF_8));
        }
    }

    private final class Unheard implements FlushListener {
        @Override
        public void lost(String topic, int partition, long from, long to) {
            lost.addAndGet(to - from);
        }

        @Override
        public void flushed(List<BatchEntry> batch, List<Ledger.Recorded> recorded) {}

        @Override
        public void parked(int entries) {}
    }
}

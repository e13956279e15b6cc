package dev.sluice.processor.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.EventKey;
import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Effect;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.RetryableException;
import dev.sluice.processor.attempt.AttemptRunner;
import dev.sluice.processor.attempt.BlockingPermits;
import dev.sluice.processor.attempt.HandlerCatalog;
import dev.sluice.processor.attempt.HandlerTimeouts;
import dev.sluice.processor.attempt.PublicationTopics;
import dev.sluice.processor.attempt.RouteBreakers;
import dev.sluice.processor.attempt.Routing;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.ledger.InMemoryLedger;
import dev.sluice.processor.ledger.Ledger;
import dev.sluice.processor.outage.DatabaseBreaker;
import dev.sluice.provider.Categories;
import dev.sluice.record.Coordinates;
import dev.sluice.record.EventRecords;
import dev.sluice.route.Attribute;
import dev.sluice.route.AttributeCondition;
import dev.sluice.route.BreakerPolicy;
import dev.sluice.route.Condition;
import dev.sluice.route.EventPattern;
import dev.sluice.route.Priority;
import dev.sluice.route.RetryPolicy;
import dev.sluice.route.Route;
import dev.sluice.route.RouteOptions;
import dev.sluice.testing.EventBuilder;
import dev.sluice.topic.TopicPlan;
import dev.sluice.topic.Topics;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/** The topology in a test driver, with handlers that do as the event's type says. */
final class Rig implements AutoCloseable {
    static final Instant START = Instant.parse("2025-06-01T10:00:00Z");
    static final RetryPolicy THREE_ATTEMPTS =
            new RetryPolicy(RetryPolicy.Strategy.EXPONENTIAL, Duration.ofSeconds(2), Duration.ofMinutes(1), 3, 0);

    static final TopicPlan PLAN = new TopicPlan(1, Optional.empty(), 1 << 20, Duration.ofDays(7));

    final MovableClock clock = new MovableClock(START);
    final InMemoryLedger ledger = new InMemoryLedger();
    final List<String> handled = new ArrayList<>();
    final CountDownLatch slowAnswer = new CountDownLatch(1);
    final WaitingGauges gauges = new WaitingGauges();
    final Map<String, PublicationTopics.State> topics = new HashMap<>();
    final Set<String> topicsGoneAtFlush = new HashSet<>();
    /** How often the broker itself has been asked about topics. */
    int topicsAskedAgain;

    boolean listenerFails;
    final List<Integer> flushed = new ArrayList<>();
    final List<Integer> parked = new ArrayList<>();
    /** The driver has one partition of each topic. */
    final HomePartition home = new HomePartition();

    private final Routing routing;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final DatabaseBreaker database = new DatabaseBreaker(ledger::reachable);
    private final Supplier<TopologyTestDriver> starts;
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> events;
    private TestInputTopic<byte[], byte[]> retries;

    private final ThreadBatches batches;
    private final List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
    private final Map<String, List<TestRecord<byte[], byte[]>>> written = new HashMap<>();

    Rig(Route... routes) {
        this(BatchLimits.DEFAULT, routes);
    }

    Rig(BatchLimits limits, Route... routes) {
        topics.put("payments-out", new PublicationTopics.State.Open(10_000));
        home.partitions(1);
        routing = new Routing(
                List.of(routes),
                new HandlerCatalog(List.of(new Obedient("obedient", false), new Obedient("slow", true))),
                new Categories(Map.of()));
        RouteBreakers breakers = new RouteBreakers(routing::breaker, clock);
        AttemptRunner attempts = new AttemptRunner(routing, new Told(), new HandlerTimeouts(), clock, new Random(1));
        batches = new ThreadBatches(ledger, attempts, new Told(), database, breakers, limits, new Noted(), clock);
        batches.current().sendThrough(this::send);
        StreamParts parts = new StreamParts(
                routing, attempts, breakers, new BlockingPermits(10), executor, ledger, batches, home, gauges, clock);
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        starts = () -> new TopologyTestDriver(
                new SluiceTopology(parts, PLAN, Duration.ofDays(3)).build(), properties, clock.instant());
        database.control(new NothingToPause());
        start();
    }

    private void start() {
        driver = starts.get();
        events = driver.createInputTopic(Topics.EVENTS, new ByteArraySerializer(), new ByteArraySerializer());
        retries = driver.createInputTopic(Topics.RETRY, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private final class Told implements PublicationTopics {
        @Override
        public State of(String topic) {
            return topics.getOrDefault(topic, new State.Absent());
        }

        @Override
        public State askAgain(String topic) {
            topicsAskedAgain++;
            return topicsGoneAtFlush.contains(topic) ? new State.Absent() : of(topic);
        }
    }

    private final class Noted implements FlushListener {
        @Override
        public void flushed(List<BatchEntry> batch, List<Ledger.Recorded> recorded) {
            flushed.add(batch.size());
            if (listenerFails) {
                throw new IllegalStateException("as the test wants it");
            }
        }

        @Override
        public void parked(int entries) {
            parked.add(entries);
        }
    }

    static Route route(String name, String pattern, String handler, Priority priority) {
        return route(
                name,
                new AttributeCondition(Attribute.EVENTS, List.of(new EventPattern(pattern))),
                handler,
                priority,
                THREE_ATTEMPTS);
    }

    static Route route(String name, Condition match, String handler, Priority priority, RetryPolicy retry) {
        return new Route(
                name,
                match,
                handler,
                RouteOptions.NONE,
                Optional.of("as the test wants it"),
                priority,
                Duration.ofSeconds(5),
                retry,
                BreakerPolicy.USUAL);
    }

    /** Other routes come into force. */
    void reload(Route... routes) {
        routing.replace(List.of(routes), new Categories(Map.of()));
    }

    static Route all() {
        return route("all", "do.*", "obedient", Priority.NORMAL);
    }

    static WebhookEvent event(String id, String type) {
        return EventBuilder.event("shop", id)
                .type(type)
                .receivedAt(START)
                .body("{\"id\":\"%s\"}".formatted(id))
                .build();
    }

    void arrive(String id, String type) {
        arrive(event(id, type));
    }

    void arrive(WebhookEvent event) {
        events.pipeInput(
                new TestRecord<>(EventRecords.key(event), event.body(), EventRecords.headers(event), clock.instant()));
    }

    void arrive(WebhookEvent event, Header more) {
        events.pipeInput(new TestRecord<>(
                EventRecords.key(event),
                event.body(),
                EventRecords.headers(event).add(more),
                clock.instant()));
    }

    void arriveStamped(String id, String type, Instant stamp) {
        WebhookEvent event = event(id, type);
        events.pipeInput(new TestRecord<>(EventRecords.key(event), event.body(), EventRecords.headers(event), stamp));
    }

    void arriveRaw(byte[] value) {
        events.pipeInput(new TestRecord<>(new byte[0], value, null, clock.instant()));
    }

    void arriveRaw(byte[] value, Headers headers) {
        events.pipeInput(new TestRecord<>(new byte[0], value, headers, clock.instant()));
    }

    void arriveOnRetry(TestRecord<byte[], byte[]> retry) {
        retries.pipeInput(new TestRecord<>(retry.key(), retry.value(), retry.headers(), clock.instant()));
    }

    /** Lets time pass, and the thread come to its next poll. */
    void pass(Duration time) {
        passWithoutPoll(time);
        poll();
    }

    /** Lets time pass: what is due is attempted, and nothing written. */
    void passWithoutPoll(Duration time) {
        clock.advance(time);
        driver.advanceWallClockTime(time);
    }

    /** A stream thread dies while it processes a record. */
    void dieAt(Coordinates record, RuntimeException cause) {
        batches.deaths().begin(record);
        batches.deaths().died(cause);
        batches.deaths().end();
    }

    /** A stream thread does this, and dies of it: what it has not committed comes again. */
    boolean diesOf(Runnable work) {
        try {
            work.run();
            return false;
        } catch (RuntimeException e) {
            batches.deaths().died(e);
            batches.deaths().end();
            restart();
            return true;
        }
    }

    /** What the thread's consumer does before it polls. */
    void poll() {
        var unused = batches.current().flushEarly();
        deliver();
    }

    /** What the thread's producer does when Kafka Streams commits. */
    void commit() {
        batches.current().flushBeforeCommit();
        assertThat(batches.current().isEmpty()).isTrue();
        deliver();
    }

    /** The thread has flushed, and the process dies before Kafka has its offsets: the records come again. */
    void flushAndCrash() {
        var unused = batches.current().flushEarly();
        restart();
    }

    /** Another task takes over without what the Kafka transaction held: the records stand at the same offsets. */
    void restart() {
        driver.close();
        sent.clear();
        batches.current().clear();
        start();
    }

    /** Leaves the database breaker open. */
    void breakDatabase() {
        ledger.goAway();
        arrive("breaking", "do.it");
        commit();
        assertThat(flowing()).isFalse();
    }

    /** How long the thread would wait for records. */
    Duration pollTimeout() {
        return batches.current().pollTimeout(Duration.ofHours(1));
    }

    /** Puts other bytes in the place of every delivery that waits. */
    void spoilWaiting(byte[] stored) {
        KeyValueStore<Bytes, byte[]> store = driver.getKeyValueStore(AttemptProcessor.WAITING);
        List<Bytes> keys = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> keys.add(entry.key));
        }
        keys.forEach(key -> store.put(key, stored));
    }

    /** What a producer does whose transaction is aborted. */
    void abort() {
        batches.current().clear();
        sent.clear();
    }

    void drain() {
        pass(Duration.ofMillis(20));
    }

    /** As the producer does, whose thread dies of a record that is too large for its topic. */
    private void send(ProducerRecord<byte[], byte[]> message) {
        // With what Kafka puts around a batch of one, and the lengths of each header.
        int size = 100 + message.key().length + message.value().length;
        for (Header header : message.headers()) {
            size += 6 + header.key().length() + header.value().length;
        }
        if (size > PLAN.maxRecord()) {
            throw new RecordTooLargeException(message.topic() + " takes no record of " + size + " bytes");
        }
        sent.add(message);
    }

    /** As the broker does; what goes to the retry topic is read by this very topology. */
    private void deliver() {
        List<ProducerRecord<byte[], byte[]>> records = List.copyOf(sent);
        sent.clear();
        for (ProducerRecord<byte[], byte[]> message : records) {
            TestRecord<byte[], byte[]> record =
                    new TestRecord<>(message.key(), message.value(), message.headers(), clock.instant());
            written.computeIfAbsent(message.topic(), topic -> new ArrayList<>()).add(record);
            if (message.topic().equals(Topics.RETRY)) {
                arriveOnRetry(record);
            }
        }
    }

    /** Returns when an attempt at an event is recorded: those of slow handlers are some drains later. */
    void awaitAttempt(String id) {
        drainUntil(() -> !attempts(id).isEmpty());
    }

    /** On the calling thread, since the batch is this thread's. */
    void drainUntil(BooleanSupplier reached) {
        await().pollInSameThread().until(() -> {
            drain();
            return reached.getAsBoolean();
        });
    }

    boolean flowing() {
        return database.closed();
    }

    /** What has been written to a topic since the last call. */
    List<TestRecord<byte[], byte[]>> written(String topic) {
        List<TestRecord<byte[], byte[]>> records = written.remove(topic);
        return records == null ? List.of() : records;
    }

    static String header(TestRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    List<String> attempts(String id) {
        return ledger.attempts(new EventKey("shop", id));
    }

    @Override
    public void close() {
        driver.close();
        database.close();
        executor.shutdownNow();
    }

    private final class Obedient implements Handler {
        private final String name;
        private final boolean slow;

        Obedient(String name, boolean slow) {
            this.name = name;
            this.slow = slow;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean slow() {
            return slow;
        }

        @Override
        public HandlerResult handle(HandlerRequest request)
                throws RetryableException, PermanentException, InterruptedException {
            String id = request.event().id();
            handled.add(id);
            return switch (request.event().type()) {
                case "do.nothing" -> new HandlerResult.Ignored("told to");
                // Of characters that take three bytes, or six in JSON.
                case "do.fail-at-length" -> throw new RetryableException("\u0001".repeat(500) + "€".repeat(100_000));
                case "do.fail" -> throw new RetryableException("told to");
                case "do.fail-once" -> {
                    if (request.attempt() == 1) {
                        throw new RetryableException("told to once");
                    }
                    yield processed(id);
                }
                case "do.die" -> throw new PermanentException("told to");
                case "do.throw" -> throw new IllegalStateException("a bug");
                case "do.publish" ->
                    new HandlerResult.Processed(
                            List.of(new Effect.Publish("payments-out", id, "out".getBytes(UTF_8), Map.of("a", "b"))),
                            "published");
                case "do.publish-too-much" ->
                    new HandlerResult.Processed(
                            List.of(new Effect.Publish("payments-out", id, new byte[10_000], Map.of())), "published");
                case "do.publish-nowhere" ->
                    new HandlerResult.Processed(
                            List.of(new Effect.Publish("nowhere", id, new byte[0], Map.of())), "published");
                case "do.wait" -> {
                    slowAnswer.await();
                    yield processed(id);
                }
                default -> processed(id);
            };
        }

        private static HandlerResult processed(String id) {
            return new HandlerResult.Processed(List.of(new Effect.Sql("INSERT", List.of("shop", id))), "done");
        }
    }

    private static final class NothingToPause implements DatabaseBreaker.Flow {
        @Override
        public boolean isPaused() {
            return false;
        }

        @Override
        public void pause() {}

        @Override
        public void resume() {}
    }
}

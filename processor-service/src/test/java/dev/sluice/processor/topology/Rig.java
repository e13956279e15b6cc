package dev.sluice.processor.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.EventKey;
import dev.sluice.event.EventRecords;
import dev.sluice.event.RequestTrace;
import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Delivery;
import dev.sluice.handler.Effect;
import dev.sluice.handler.Handler;
import dev.sluice.handler.Outcome;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.RetryableException;
import dev.sluice.processor.attempt.Attempts;
import dev.sluice.processor.attempt.HandlerCatalog;
import dev.sluice.processor.attempt.RouteBreakers;
import dev.sluice.processor.attempt.Routing;
import dev.sluice.processor.attempt.UnfinishedException;
import dev.sluice.processor.ledger.InMemoryLedger;
import dev.sluice.processor.outage.DatabaseBreaker;
import dev.sluice.processor.outage.DrainBudget;
import dev.sluice.provider.Categories;
import dev.sluice.route.EventPattern;
import dev.sluice.route.Match;
import dev.sluice.route.Priority;
import dev.sluice.route.RetryPolicy;
import dev.sluice.route.Route;
import dev.sluice.topic.TopicPlan;
import dev.sluice.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The topology in a test driver, with handlers that do as the event's type says. */
final class Rig implements AutoCloseable {
    static final Instant START = Instant.parse("2025-06-01T10:00:00Z");
    static final RetryPolicy THREE_ATTEMPTS =
            new RetryPolicy(RetryPolicy.Strategy.EXPONENTIAL, Duration.ofSeconds(2), Duration.ofMinutes(1), 3, 0);

    final MovableClock clock = new MovableClock(START);
    final InMemoryLedger ledger = new InMemoryLedger();
    final List<String> handled = new ArrayList<>();
    final CountDownLatch slowAnswer = new CountDownLatch(1);
    boolean brokerSilent;
    final QueueGauges gauges = new QueueGauges();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final DatabaseBreaker database = new DatabaseBreaker(ledger::reachable);
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> events;
    private final TestInputTopic<byte[], byte[]> retries;

    Rig(Route... routes) {
        this(DrainLimits.DEFAULT, routes);
    }

    Rig(DrainLimits limits, Route... routes) {
        Routing routing = new Routing(
                List.of(routes),
                new HandlerCatalog(List.of(new Obedient("obedient", false), new Obedient("slow", true))),
                new Categories(Map.of()));
        TopicPlan topics = new TopicPlan(1, Optional.empty(), 1 << 20, Duration.ofDays(7));
        WorkQueueParts parts = new WorkQueueParts(
                routing,
                new Attempts(routing, this::largestRecord, clock, new Random(1)),
                new RouteBreakers(),
                ledger,
                database,
                new DrainBudget(Duration.ofSeconds(15)),
                limits,
                gauges,
                (attempts, recorded, unreadable) -> {},
                clock);
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        driver = new TopologyTestDriver(
                new SluiceTopology(parts, executor, new Semaphore(10), topics, Duration.ofDays(3)).build(),
                properties,
                START);
        events = driver.createInputTopic(Topics.EVENTS, new ByteArraySerializer(), new ByteArraySerializer());
        retries = driver.createInputTopic(Topics.RETRY, new ByteArraySerializer(), new ByteArraySerializer());
        database.control(new NothingToPause());
    }

    private OptionalInt largestRecord(String topic) throws UnfinishedException {
        if (brokerSilent) {
            throw new UnfinishedException("the test silenced it");
        }
        return topic.equals("payments-out") ? OptionalInt.of(10_000) : OptionalInt.empty();
    }

    static Route route(String name, String pattern, String handler, Priority priority) {
        return new Route(
                name,
                new Match(List.of(new EventPattern(pattern)), List.of(), List.of()),
                handler,
                priority,
                Duration.ofSeconds(5),
                THREE_ATTEMPTS);
    }

    static Route all() {
        return route("all", "do.*", "obedient", Priority.NORMAL);
    }

    static WebhookEvent event(String id, String type) {
        return new WebhookEvent(
                new EventKey("shop", id),
                "generic",
                type,
                Optional.empty(),
                Optional.empty(),
                START,
                "application/json",
                Optional.empty(),
                new RequestTrace("POST https://example.com/webhooks/shop", "{}"),
                Optional.empty(),
                Optional.empty(),
                "{\"id\":\"%s\"}".formatted(id).getBytes(UTF_8));
    }

    void arrive(String id, String type) {
        arrive(event(id, type));
    }

    void arrive(WebhookEvent event) {
        events.pipeInput(
                new TestRecord<>(EventRecords.key(event), event.body(), EventRecords.headers(event), clock.instant()));
    }

    void arriveStamped(String id, String type, Instant stamp) {
        WebhookEvent event = event(id, type);
        events.pipeInput(new TestRecord<>(EventRecords.key(event), event.body(), EventRecords.headers(event), stamp));
    }

    void arriveRaw(byte[] value) {
        events.pipeInput(new TestRecord<>(new byte[0], value, null, clock.instant()));
    }

    void arriveOnRetry(TestRecord<byte[], byte[]> retry) {
        retries.pipeInput(new TestRecord<>(retry.key(), retry.value(), retry.headers(), clock.instant()));
    }

    /** Lets time pass and the queues be drained. */
    void pass(Duration time) {
        clock.advance(time);
        driver.advanceWallClockTime(time);
    }

    void drain() {
        pass(Duration.ofMillis(20));
    }

    /** Returns when an attempt at an event is recorded: those of slow handlers are some drains later. */
    void awaitAttempt(String id) {
        await().until(() -> {
            drain();
            return !attempts(id).isEmpty();
        });
    }

    boolean flowing() {
        return database.closed();
    }

    /** What has been written to a topic since the last call; the driver itself feeds retries back in. */
    List<TestRecord<byte[], byte[]>> written(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
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
        public Outcome handle(Delivery delivery) throws RetryableException, PermanentException, InterruptedException {
            String id = delivery.event().key().id();
            handled.add(id);
            return switch (delivery.event().type()) {
                case "do.nothing" -> new Outcome.Ignored("told to");
                case "do.fail" -> throw new RetryableException("told to");
                case "do.fail-once" -> {
                    if (delivery.attempt() == 1) {
                        throw new RetryableException("told to once");
                    }
                    yield processed(id);
                }
                case "do.die" -> throw new PermanentException("told to");
                case "do.throw" -> throw new IllegalStateException("a bug");
                case "do.publish" ->
                    new Outcome.Processed(
                            List.of(new Effect.Publish("payments-out", id, "out".getBytes(UTF_8), Map.of("a", "b"))),
                            "published");
                case "do.publish-too-much" ->
                    new Outcome.Processed(
                            List.of(new Effect.Publish("payments-out", id, new byte[10_000], Map.of())), "published");
                case "do.publish-nowhere" ->
                    new Outcome.Processed(
                            List.of(new Effect.Publish("nowhere", id, new byte[0], Map.of())), "published");
                case "do.wait" -> {
                    slowAnswer.await();
                    yield processed(id);
                }
                default -> processed(id);
            };
        }

        private static Outcome processed(String id) {
            return new Outcome.Processed(List.of(new Effect.Sql("INSERT", List.of("shop", id))), "done");
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

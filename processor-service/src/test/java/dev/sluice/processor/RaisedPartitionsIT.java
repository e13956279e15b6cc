package dev.sluice.processor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Effect;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.RetryableException;
import dev.sluice.processor.attempt.HandlerCatalog;
import dev.sluice.record.EventRecords;
import dev.sluice.testing.Broker;
import dev.sluice.testing.Database;
import dev.sluice.testing.EventBuilder;
import dev.sluice.testing.RealParts;
import dev.sluice.topic.Changelogs;
import dev.sluice.topic.KafkaAddress;
import dev.sluice.topic.PartitionCounts;
import dev.sluice.topic.PartitionRaise;
import dev.sluice.topic.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Topics whose partitions are raised while deliveries wait and copies are on their way: nothing is lost or applied twice. */
@Timeout(300)
class RaisedPartitionsIT {
    private static final int BEFORE = 2;
    private static final int AFTER = 5;
    private static final int WAITING = 60;
    private static final int FAILING = 20;
    private static final int PLAIN = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Changelogs CHANGELOGS = new Changelogs("sluice-processor");

    private final Broker broker = RealParts.broker();
    private final Database database = RealParts.sharedDatabase();
    private final String url = database.jdbcUrl("raised");
    private final CountDownLatch gate = new CountDownLatch(1);
    private final Map<String, Integer> sent = new HashMap<>();
    private Admin admin;

    @TempDir
    private Path directory;

    @BeforeEach
    void open() throws Exception {
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
        execute("DROP SCHEMA public CASCADE");
        execute("CREATE SCHEMA public");
        execute("CREATE TABLE effect (event_id text)");
    }

    @AfterEach
    void close() {
        gate.countDown();
        admin.close();
        broker.close();
    }

    @Test
    void raisedPartitionsLoseNothingAndApplyNothingTwice() throws Exception {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        ch.qos.logback.classic.Logger states = (ch.qos.logback.classic.Logger)
                LoggerFactory.getLogger("org.apache.kafka.streams.processor.internals.StateDirectory");
        states.addAppender(lines);
        ProcessorService before = service("a");
        CompletableFuture<Void> unfit = run(before);
        await().atMost(PATIENCE).until(() -> health(before).statusCode() == 200);
        states.detachAppender(lines);
        // A first start finds nothing to clean up. The directory of a test is a temporary one, of which Kafka Streams
        // warns rightly.
        assertThat(List.copyOf(lines.list))
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .extracting(ILoggingEvent::getFormattedMessage)
                .allMatch(line -> line.contains("OS temp directory"));
        send("wait.", WAITING);
        send("fail.", FAILING);
        send("do.", PLAIN);
        await().atMost(PATIENCE).until(() -> count("SELECT count(*) FROM effect") == PLAIN);
        await().atMost(PATIENCE)
                .until(() -> count("SELECT count(*) FROM webhook_event WHERE status IN ('processing', 'retrying')")
                        == WAITING + FAILING);

        // As somebody does by hand.
        admin.createPartitions(Map.of(
                        Topics.EVENTS, NewPartitions.increaseTo(AFTER),
                        Topics.RETRY, NewPartitions.increaseTo(AFTER),
                        Topics.DEAD_LETTERS, NewPartitions.increaseTo(AFTER)))
                .all()
                .get();

        await().atMost(PATIENCE).until(unfit::isDone);
        assertThat(health(before).statusCode()).isEqualTo(503);
        assertThat(health(before).body()).contains("sluice partitions raise --to 5");
        before.close();

        ProcessorService after = service("a");
        CompletableFuture<Void> again = run(after);
        await().atMost(PATIENCE).until(() -> health(after).body().contains("sluice partitions raise --to 5"));
        assertThat(health(after).statusCode()).isEqualTo(503);
        // Copies of all of them, of which many go to another partition than before, and new ones.
        send("wait.", WAITING / 2);
        send("fail.", FAILING / 2);
        send("do.", 2 * PLAIN);

        List<String> progress = new CopyOnWriteArrayList<>();
        new PartitionRaise(admin, KafkaAddress.plain(broker.bootstrap()), CHANGELOGS, progress::add).to(AFTER);
        // The others' next attempts were on their way, on webhooks.retry.
        assertThat(progress).anySatisfy(line -> assertThat(putBack(line)).isBetween(WAITING, WAITING + FAILING));
        gate.countDown();

        await().atMost(PATIENCE).until(() -> health(after).statusCode() == 200);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(count("SELECT count(*) FROM webhook_event WHERE status = 'processed'"))
                        .isEqualTo(sent.size()));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(count("SELECT sum(duplicates) FROM webhook_event"))
                        .isEqualTo(WAITING / 2 + FAILING / 2 + PLAIN));
        assertThat(count("SELECT count(*) FROM effect")).isEqualTo(sent.size());
        assertThat(count("SELECT count(DISTINCT event_id) FROM effect")).isEqualTo(sent.size());
        assertThat(count("SELECT count(*) FROM webhook_dead_letter")).isZero();
        // Attempts go on being counted where they were.
        assertThat(count("SELECT count(*) FROM (SELECT event_id FROM webhook_attempt WHERE event_id LIKE 'fail.%'"
                        + " GROUP BY event_id HAVING count(*) <> max(attempt)) AS gaps"))
                .isZero();
        assertThat(PartitionCounts.of(admin, CHANGELOGS).refusal()).isEmpty();
        assertThat(metrics(after)).contains("webhook_stream_thread_deaths_total 0");
        after.close();
        again.cancel(true);
    }

    @Test
    void storesOfAnEarlierVersionThatHoldEntriesAreRefused() throws Exception {
        String inbox = "sluice-processor-inbox-changelog";
        admin.createTopics(List.of(new NewTopic(inbox, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
                .all()
                .get();
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>(inbox, new byte[] {1}, new byte[] {1}))
                    .get();
            producer.send(new ProducerRecord<>(inbox, new byte[] {2}, new byte[] {2}))
                    .get();
            producer.send(new ProducerRecord<>(inbox, new byte[] {2}, null)).get();
        }

        ProcessorService service = service("b");
        CompletableFuture<Void> running = run(service);
        await().atMost(PATIENCE)
                .until(() -> health(service).body().contains(inbox + " holds 1 delivery(s) of an earlier version"));
        assertThat(health(service).statusCode()).isEqualTo(503);
        assertThat(health(service).body()).contains("Start the earlier version");

        // What the earlier version does when it goes on.
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>(inbox, new byte[] {1}, null)).get();
        }
        await().atMost(PATIENCE).until(() -> health(service).statusCode() == 200);
        service.close();
        running.cancel(true);
    }

    private static int putBack(String line) {
        Matcher told = Pattern.compile("(\\d+) waiting deliveries have been put onto webhooks.retry as they were")
                .matcher(line);
        return told.matches() ? Integer.parseInt(told.group(1)) : 0;
    }

    private CompletableFuture<Void> run(ProcessorService service) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        service.start();
                        service.awaitUnfit();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                task -> Thread.ofPlatform().daemon().start(task));
    }

    private ProcessorService service(String state) throws Exception {
        Path routes = Files.writeString(directory.resolve("routes.yaml"), """
                routes:
                  - {name: plain, match: {events: ["do.*"]}, handler: noting}
                  - name: failing
                    match: {events: ["fail.*"]}
                    handler: noting
                    retry: {strategy: linear, base: 500ms, max_delay: 500ms, max_attempts: 100, jitter: 0}
                  - {name: waiting, match: {events: ["wait.*"]}, handler: waiting, timeout: 1h}
                """);
        HandlerCatalog handlers = new HandlerCatalog(List.of(new Noting("noting", false), new Noting("waiting", true)));
        Map<String, String> environment = Map.of(
                "SLUICE_KAFKA_BOOTSTRAP", broker.bootstrap(),
                "SLUICE_PARTITIONS", Integer.toString(BEFORE),
                "SLUICE_BIND", "127.0.0.1",
                "SLUICE_PROCESSOR_PORT", "0",
                "SLUICE_ROUTES", routes.toString(),
                "SLUICE_POSTGRES_URL", url,
                "SLUICE_POSTGRES_USER", database.user(),
                "SLUICE_POSTGRES_PASSWORD", database.password(),
                "SLUICE_STATE_DIR", directory.resolve(state).toString());
        return new ProcessorService(ProcessorSettings.read(environment, handlers), handlers);
    }

    private static HttpResponse<String> health(ProcessorService service) throws Exception {
        return get(service, "/health");
    }

    private static String metrics(ProcessorService service) throws Exception {
        return get(service, "/metrics").body();
    }

    private static HttpResponse<String> get(ProcessorService service, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private void send(String type, int count) {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int i = 0; i < count; i++) {
                WebhookEvent event = EventBuilder.event("shop", type + i)
                        .type(type + "it")
                        .receivedAt(Instant.now())
                        .build();
                sent.merge(type + i, 1, Integer::sum);
                var unused = producer.send(new ProducerRecord<>(
                        Topics.EVENTS, null, EventRecords.key(event), event.body(), EventRecords.headers(event)));
            }
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private long count(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, database.user(), database.password());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, database.user(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Leaves a row for each effect, but for failing events and in the waiting handler only once the gate is open. */
    private final class Noting implements Handler {
        private final String name;
        private final boolean slow;

        Noting(String name, boolean slow) {
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
        public HandlerResult handle(HandlerRequest request) throws RetryableException, InterruptedException {
            String id = request.event().id();
            if (slow) {
                gate.await();
            } else if (id.startsWith("fail.") && gate.getCount() > 0) {
                throw new RetryableException("the gate is closed");
            }
            return new HandlerResult.Processed(
                    List.of(new Effect.Sql("INSERT INTO effect (event_id) VALUES (?)", List.of(id))),
                    new String(request.event().body(), UTF_8));
        }
    }
}

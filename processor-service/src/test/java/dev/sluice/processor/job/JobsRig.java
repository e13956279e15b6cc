package dev.sluice.processor.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Effect;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.RetryableException;
import dev.sluice.processor.ProcessorService;
import dev.sluice.processor.ProcessorSettings;
import dev.sluice.processor.attempt.HandlerCatalog;
import dev.sluice.processor.handlers.forward.ForwardHttp;
import dev.sluice.processor.handlers.forward.ForwardKafka;
import dev.sluice.processor.streams.FlushingClients;
import dev.sluice.processor.streams.ThreadBatches;
import dev.sluice.record.EventRecords;
import dev.sluice.testing.Broker;
import dev.sluice.testing.EventBuilder;
import dev.sluice.testing.RealParts;
import dev.sluice.topic.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.awaitility.core.ThrowingRunnable;

/** A processor in this JVM, on a broker and a database of its own, and a handler that a test tells what to do. */
public final class JobsRig {
    /** How long anything may take. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Tokens of the API. */
    public static final String ADMIN = "admin-token-0123456789";

    public static final String OPERATE = "operate-token-0123456789";
    public static final String READ = "read-token-0123456789";
    /** What {@code ${FORWARD_SECRET}} stands for in the routes. */
    static final String SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    private static final String COUNTING = "INSERT INTO test_effect (route, event_id, note) VALUES (?, ?, ?)";

    private final Broker broker = RealParts.broker();
    private final Path directory;
    private final Producer<byte[], byte[]> producer;
    private final String jdbc;
    private final List<ProcessorService> services = new ArrayList<>();
    private volatile Behaviour behaviour = request -> processed(request, "v1");
    final Admin admin;

    /** What the handler does. */
    public interface Behaviour {
        HandlerResult handle(HandlerRequest request) throws RetryableException, PermanentException;
    }

    public JobsRig(Path directory) throws Exception {
        this(directory, """
                routes:
                  - name: first
                    match: {events: ["order.*"], endpoints: [shop]}
                    handler: told
                    retry: {strategy: linear, base: 24h, max_delay: 48h, max_attempts: 3, jitter: 0}
                  - name: second
                    match: {events: ["order.paid"], endpoints: [shop]}
                    handler: told
                  - {name: bulk, match: {events: ["bulk.*"], endpoints: [shop]}, handler: told, priority: low}
                  - {name: urgent, match: {events: ["urgent.*"], endpoints: [shop]}, handler: told, priority: high}
                  - name: flaky
                    match: {events: ["flaky.*"], endpoints: [shop]}
                    handler: told
                    retry: {strategy: linear, base: 3s, max_delay: 3s, max_attempts: 3, jitter: 0}
                  - name: patient
                    match: {events: ["patient.*"], endpoints: [shop]}
                    handler: told
                    retry: {strategy: linear, base: 24h, max_delay: 48h, max_attempts: 3, jitter: 0}
                """);
    }

    JobsRig(Path directory, String routes) throws Exception {
        this.directory = directory;
        jdbc = RealParts.sharedDatabase().jdbcUrl("jobs");
        Map<String, Object> kafka = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap());
        producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap()));
        run("CREATE TABLE IF NOT EXISTS test_effect (n bigserial, route text, event_id text, note text)");
        routes(routes);
    }

    /** Writes the file with the routes. */
    void routes(String routes) throws Exception {
        Files.writeString(directory.resolve("routes.yaml"), routes);
    }

    /** Starts an instance. */
    public ProcessorService start(String name) throws Exception {
        return start(name, FlushingClients::new);
    }

    /** @param clients makes the Kafka clients of its stream threads */
    ProcessorService start(String name, Function<ThreadBatches, KafkaClientSupplier> clients) throws Exception {
        Map<String, String> environment = new HashMap<>(Map.of(
                "SLUICE_ROUTES", directory.resolve("routes.yaml").toString(),
                "SLUICE_KAFKA_BOOTSTRAP", broker.bootstrap(),
                "SLUICE_PROCESSOR_PORT", "0",
                "SLUICE_PARTITIONS", "2",
                "SLUICE_STREAM_THREADS", "1",
                "SLUICE_POSTGRES_URL", jdbc,
                "SLUICE_POSTGRES_USER", RealParts.sharedDatabase().user(),
                "SLUICE_POSTGRES_PASSWORD", RealParts.sharedDatabase().password(),
                "SLUICE_STATE_DIR", directory.resolve(name).toString()));
        environment.put("FORWARD_SECRET", SECRET);
        environment.put("SLUICE_ADMIN_TOKEN", ADMIN);
        environment.put("SLUICE_OPERATE_TOKENS", "ana:" + OPERATE);
        environment.put("SLUICE_READ_TOKENS", "first-reader:reader-0000000000, " + READ);
        HandlerCatalog handlers = new HandlerCatalog(List.of(new Told(), new ForwardHttp(), new ForwardKafka()));
        ProcessorService service =
                new ProcessorService(ProcessorSettings.read(environment, handlers), handlers, clients);
        services.add(service);
        service.start();
        return service;
    }

    void stop(ProcessorService service) {
        services.remove(service);
        service.close();
    }

    public void tell(Behaviour anew) {
        behaviour = anew;
    }

    /** A result with one effect that a test can count. */
    public static HandlerResult processed(HandlerRequest request, String note) {
        return new HandlerResult.Processed(
                List.of(new Effect.Sql(
                        COUNTING,
                        List.of(request.idempotencyKey(), request.event().id(), note))),
                note);
    }

    public static WebhookEvent event(String id, String type) {
        return EventBuilder.event("shop", id)
                .type(type)
                .receivedAt(Instant.now())
                .createdAt(Instant.now())
                .body("{\"id\":\"%s\"}".formatted(id).getBytes(UTF_8))
                .build();
    }

    public RecordMetadata send(WebhookEvent event) throws Exception {
        Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(
                Topics.EVENTS, null, null, EventRecords.key(event), event.body(), EventRecords.headers(event)));
        return sent.get();
    }

    /** A record that is no event, but for its endpoint. */
    RecordMetadata sendUndecodable() throws Exception {
        Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(
                Topics.EVENTS,
                null,
                null,
                null,
                new byte[] {0},
                List.of(new RecordHeader(EventRecords.ENDPOINT, "shop".getBytes(UTF_8)))));
        return sent.get();
    }

    /** Sends many events, and returns when the broker has acknowledged all. */
    void sendAll(Iterable<WebhookEvent> events) {
        for (WebhookEvent event : events) {
            var unused = producer.send(new ProducerRecord<>(
                    Topics.EVENTS, null, null, EventRecords.key(event), event.body(), EventRecords.headers(event)));
        }
        producer.flush();
    }

    /** Asks for a job as the command line does, and waits until it has been planned. */
    String plan(String kind, String selection) {
        return plan(kind, selection, "NULL", "'{}'", "NULL");
    }

    String plan(String kind, String selection, String rate, String ramp, String maxFailures) {
        String id = kind + "-" + Long.toString(System.nanoTime(), 36);
        run(
                "INSERT INTO webhook_job (id, kind, selection, rate, ramp, max_failures, reason, created_by) VALUES ('%s', '%s', '%s', %s, %s, %s, 'because', 'test')"
                        .formatted(id, kind, selection, rate, ramp, maxFailures));
        await().atMost(PATIENCE).until(() -> !state(id).equals("planning"));
        return id;
    }

    void go(String id) {
        run("UPDATE webhook_job SET state = 'running', next_at = now() WHERE id = '" + id + "'");
    }

    String run(String kind, String selection) {
        String id = plan(kind, selection);
        go(id);
        awaitState(id, "completed");
        return id;
    }

    String state(String id) {
        return one("SELECT state FROM webhook_job WHERE id = '" + id + "'");
    }

    void awaitState(String id, String state) {
        eventually(() -> {
            if (!state(id).equals(state)) {
                throw new AssertionError(one("SELECT to_jsonb(j)::text FROM webhook_job j WHERE id = '" + id + "'"));
            }
        });
    }

    String plan(String id) {
        return one("SELECT plan::text FROM webhook_job WHERE id = '" + id + "'");
    }

    /** Outcomes of a job's units, in order. */
    List<String> outcomes(String id) {
        return rows(
                "SELECT event_id || '/' || route || ' ' || coalesce(outcome, '-') FROM webhook_job_unit WHERE job_id = '"
                        + id + "' ORDER BY event_id, route");
    }

    /** Effects of an event, in the order in which they were written. */
    List<String> effects(String eventId) {
        return rows("SELECT route || ' ' || note FROM test_effect WHERE event_id = '" + eventId + "' ORDER BY n");
    }

    public String one(String sql) {
        return rows(sql).getFirst();
    }

    List<String> rows(String sql) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(String.valueOf(row.getString(1)));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    public void run(String sql) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                jdbc,
                RealParts.sharedDatabase().user(),
                RealParts.sharedDatabase().password());
    }

    public static void eventually(ThrowingRunnable assertion) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(assertion);
    }

    /** All records of a topic. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker.bootstrap(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
            }
        }
        return all;
    }

    public void close() throws Exception {
        for (ProcessorService service : List.copyOf(services)) {
            stop(service);
        }
        producer.close(Duration.ZERO);
        admin.close(Duration.ZERO);
        broker.close();
    }

    private final class Told implements Handler {
        @Override
        public String name() {
            return "told";
        }

        @Override
        public HandlerResult handle(HandlerRequest request) throws RetryableException, PermanentException {
            return behaviour.handle(request);
        }
    }
}

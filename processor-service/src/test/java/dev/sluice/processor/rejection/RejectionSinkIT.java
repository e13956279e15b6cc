package dev.sluice.processor.rejection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.processor.ledger.LedgerAddress;
import dev.sluice.processor.ledger.LedgerPool;
import dev.sluice.processor.ledger.LedgerSchema;
import dev.sluice.processor.ledger.LedgerUnavailableException;
import dev.sluice.processor.ledger.PostgresRejectionLog;
import dev.sluice.processor.ledger.RejectionLog;
import dev.sluice.record.RejectedRequest;
import dev.sluice.record.Rejection;
import dev.sluice.record.RejectionRecords;
import dev.sluice.rejection.Diagnosis;
import dev.sluice.testing.Broker;
import dev.sluice.testing.Database;
import dev.sluice.testing.RealParts;
import dev.sluice.topic.KafkaAddress;
import dev.sluice.topic.TopicCreation;
import dev.sluice.topic.TopicPlan;
import dev.sluice.topic.Topics;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Refused requests end as rows, each once, whatever is away or ends in between. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class RejectionSinkIT {
    private static final Instant AT = Instant.parse("2025-06-01T10:00:00.123456Z");
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Broker broker = RealParts.broker();
    private final Database database = RealParts.database();
    private final LedgerAddress address = new LedgerAddress(database.jdbcUrl(), database.user(), database.password());
    private final AtomicInteger unreadable = new AtomicInteger();
    private Admin admin;
    private LedgerPool pool;
    private PostgresRejectionLog log;
    private KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    void open() throws Exception {
        LedgerSchema.migrate(address);
        pool = new LedgerPool(address, 1);
        log = new PostgresRejectionLog(pool, Clock.systemUTC());
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
        TopicCreation.ensure(admin, new TopicPlan(1, Optional.empty(), 1 << 20, Duration.ofDays(1)));
        producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterEach
    void empty() throws Exception {
        rows("TRUNCATE webhook_rejection");
        admin.deleteRecords(Map.of(new TopicPartition(Topics.REJECTIONS, 0), RecordsToDelete.beforeOffset(-1)))
                .all()
                .get();
        unreadable.set(0);
    }

    @AfterAll
    void close() {
        producer.close();
        admin.close();
        pool.close();
        database.close();
        broker.close();
    }

    @Test
    void rejectionIsARowWithAllThatWasRecorded() throws Exception {
        send(RejectionRecords.value(rejection("req-1", AT)));

        try (RejectionSink keeping = keeping("whole", log)) {
            keeping.start();
            awaitRows(1);
        }

        assertThat(rows(
                        "SELECT extract(epoch FROM rejected_at)::text, endpoint, code, status, finding, diagnoses, request_id,"
                                + " tier, address, method, path, content_length, content_type, header_count, header_bytes,"
                                + " user_agent, topic, partition FROM webhook_rejection"))
                .containsExactly("1748772000.123456|shop|signature_mismatch|401|no secret matched|"
                        + "[{\"code\": \"newline\", \"detail\": \"matches without it\", \"by_current_secret\": true}]|req-1|"
                        + "address|192.0.2.7|POST|/webhooks/shop|12|application/json|9|300|curl/8 \"é\"|"
                        + "webhooks.rejections|0");
    }

    @Test
    void restartBetweenTheTwoCommitsKeepsEachOnce() throws Exception {
        RejectionLog crashing = entries -> {
            log.keep(entries);
            throw new IllegalStateException("the test ended it before the offsets were committed");
        };
        for (int i = 0; i < 20; i++) {
            send(RejectionRecords.value(rejection("before-" + i, AT)));
        }
        try (RejectionSink first = keeping("restart", crashing)) {
            first.start();
            awaitRows(20);
        }
        for (int i = 0; i < 20; i++) {
            send(RejectionRecords.value(rejection("after-" + i, AT)));
        }
        AtomicInteger again = new AtomicInteger();
        RejectionLog counting = entries -> {
            again.addAndGet(entries.size());
            log.keep(entries);
        };

        try (RejectionSink second = keeping("restart", counting)) {
            second.start();
            awaitRows(40);
        }

        assertThat(again).as("records read after the restart").hasValueGreaterThanOrEqualTo(40);
        assertThat(rows("SELECT count(DISTINCT request_id), count(*) FROM webhook_rejection"))
                .containsExactly("40|40");
    }

    @Test
    void databaseThatIsAwayLosesNone() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        RejectionLog watched = entries -> {
            asked.incrementAndGet();
            log.keep(entries);
        };
        database.stop();
        try (RejectionSink keeping = keeping("outage", watched)) {
            keeping.start();
            for (int i = 0; i < 20; i++) {
                send(RejectionRecords.value(rejection("req-" + i, AT)));
            }
            await().atMost(SOON).until(() -> asked.get() >= 3);
            database.start();
            awaitRows(20);
        }

        assertThat(rows("SELECT count(DISTINCT request_id), count(*) FROM webhook_rejection"))
                .containsExactly("20|20");
    }

    @Test
    void databaseThatRefusesAtOnceIsNotAskedWithoutPause() throws Exception {
        List<Instant> asked = new CopyOnWriteArrayList<>();
        RejectionLog away = entries -> {
            asked.add(Instant.now());
            throw new LedgerUnavailableException("the test sent it away", new SQLException("gone", "08006"));
        };
        send(RejectionRecords.value(rejection("req-1", AT)));
        try (RejectionSink keeping = keeping("refusing", away)) {
            keeping.start();
            await().atMost(SOON).until(() -> asked.size() >= 4);
        }

        assertThat(Duration.between(asked.get(0), asked.get(3))).isGreaterThan(Duration.ofSeconds(1));
    }

    @Test
    void recordsOfOthersAreSkippedAndCounted() throws Exception {
        send("junk".getBytes(UTF_8));
        send(null);
        send(RejectionRecords.value(rejection("req-1", AT)));

        try (RejectionSink keeping = keeping("junk", log)) {
            keeping.start();
            awaitRows(1);
        }

        assertThat(unreadable).hasValueGreaterThanOrEqualTo(2);
    }

    @Test
    void rowsOlderThanThirtyDaysAreDeleted() throws Exception {
        rows(
                "INSERT INTO webhook_rejection SELECT timestamptz '2025-04-01', 'shop', 'c', 401, '', '[]', '', null, '', '', '',"
                        + " null, null, 0, 0, null, 'old', 0, n FROM generate_series(1, 2500) n");
        rows(
                "INSERT INTO webhook_rejection SELECT timestamptz '2025-05-31', 'shop', 'c', 401, '', '[]', '', null, '', '', '',"
                        + " null, null, 0, 0, null, 'new', 0, n FROM generate_series(1, 10) n");

        new PostgresRejectionLog(pool, Clock.fixed(AT, ZoneOffset.UTC)).deleteOld();

        assertThat(rows("SELECT topic, count(*) FROM webhook_rejection GROUP BY 1"))
                .containsExactly("new|10");
    }

    private RejectionSink keeping(String application, RejectionLog into) {
        return new RejectionSink(
                () -> RejectionConsumer.of(KafkaAddress.plain(broker.bootstrap()), application),
                into,
                unreadable::incrementAndGet);
    }

    private void send(byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(Topics.REJECTIONS, "shop".getBytes(UTF_8), value))
                .get();
    }

    private void awaitRows(int count) {
        await().atMost(SOON)
                .ignoreException(SQLException.class)
                .until(() -> rows("SELECT 1 FROM webhook_rejection").size() >= count);
    }

    private List<String> rows(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(address.url(), address.user(), address.password());
                var statement = connection.createStatement()) {
            List<String> rows = new ArrayList<>();
            if (statement.execute(sql)) {
                ResultSet result = statement.getResultSet();
                while (result.next()) {
                    List<String> columns = new ArrayList<>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        columns.add(result.getString(i));
                    }
                    rows.add(String.join("|", columns));
                }
            }
            return rows;
        }
    }

    private static Rejection rejection(String requestId, Instant at) {
        return new Rejection(
                at,
                "shop",
                "signature_mismatch",
                401,
                "no secret matched",
                List.of(new Diagnosis("newline", "matches without it", true)),
                requestId,
                Optional.of("address"),
                new RejectedRequest(
                        "192.0.2.7",
                        "POST",
                        "/webhooks/shop",
                        OptionalLong.of(12),
                        Optional.of("application/json"),
                        9,
                        300,
                        Optional.of("curl/8 \"é\"")));
    }
}

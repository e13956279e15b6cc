package dev.sluice.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RealPartsIT {
    @Test
    void recordsSurviveAKilledAndAStoppedBroker() throws Exception {
        try (Broker broker = RealParts.broker()) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
                admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                        .all()
                        .get();
            }
            produce(broker, "first");
            broker.kill();
            broker.start();
            produce(broker, "second");
            broker.stop();
            broker.start();
            assertThat(consume(broker, 2)).containsExactly("first", "second");
        }
    }

    @Test
    void rowsSurviveAKilledAndAStoppedDatabase() throws Exception {
        try (Database database = RealParts.database()) {
            execute(database, "CREATE TABLE kept (n int)");
            execute(database, "INSERT INTO kept VALUES (1)");
            database.kill();
            database.start();
            execute(database, "INSERT INTO kept VALUES (2)");
            database.stop();
            database.start();
            assertThat(query(database, "SELECT string_agg(n::text, ',' ORDER BY n) FROM kept"))
                    .isEqualTo("1,2");
        }
    }

    @Test
    void databaseIsDurableAndAsksForThePassword() throws Exception {
        Database database = RealParts.sharedDatabase();
        assertThat(query(database, "SHOW fsync")).isEqualTo("on");
        assertThat(query(database, "SHOW synchronous_commit")).isEqualTo("on");
        assertThat(query(database, "SHOW full_page_writes")).isEqualTo("on");
        assertThat(query(database, "SHOW server_version")).startsWith("18");
        Awaitility.await()
                .untilAsserted(() -> assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                        SQLException.class,
                                        () -> DriverManager.getConnection(database.jdbcUrl(), database.user(), "wrong"))
                                .getSQLState())
                        .isEqualTo("28P01"));
    }

    @Test
    void frozenDatabaseDoesNotAnswerUntilItIsThawed() throws Exception {
        try (Database database = RealParts.database()) {
            database.freeze();
            assertThat(answersWithin2Seconds(database)).isFalse();
            database.thaw();
            Awaitility.await().until(() -> answersWithin2Seconds(database));
        }
    }

    private static boolean answersWithin2Seconds(Database database) {
        try (Connection connection = DriverManager.getConnection(
                database.jdbcUrl() + "?loginTimeout=2", database.user(), database.password())) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    private static void execute(Database database, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(Database database, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static void produce(Broker broker, String value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("kept", value.getBytes(UTF_8))).get();
        }
    }

    private static List<String> consume(Broker broker, int count) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrap(), "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition("kept", 0)));
            List<String> values = new ArrayList<>();
            Awaitility.await().until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(polled -> values.add(new String(polled.value(), UTF_8)));
                return values.size() >= count;
            });
            return values;
        }
    }
}

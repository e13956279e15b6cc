package dev.sluice.systemtests;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.ingest.IngestMain;
import dev.sluice.local.FreePorts;
import dev.sluice.local.LocalBroker;
import dev.sluice.processor.ProcessorMain;
import dev.sluice.testing.Database;
import dev.sluice.testing.RealParts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;

/**
 * Both services on a broker with TLS, SCRAM and an authorizer that denies by default, each with exactly what {@code
 * docs/deployment.md} lists. A process of this machine always: the image has other ways to make users.
 */
class SecuredKafkaIT {
    private static final String ROUTES = """
            routes:
              - name: count
                match: {events: ["test.count"]}
                handler: count
                retry: {strategy: exponential, base: 100ms, max_attempts: 3}
            """;

    /** Under {@code target}, so that the logs can be read after a failure. */
    private final Path directory;

    private final int ingestPort = FreePorts.pick();
    private final int securePort = FreePorts.pick();
    private final List<AutoCloseable> open = new ArrayList<>();

    SecuredKafkaIT() throws IOException {
        directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "runs")), "secured-")
                .toAbsolutePath();
    }

    @Test
    void servicesNeedNoMoreThanIsDocumented() throws Exception {
        LocalBroker broker = broker();
        try (Database database = RealParts.database();
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            List<AclBinding> lists = AccessControlLists.documented();
            assertThat(lists).hasSizeGreaterThan(20);
            admin.createAcls(lists).all().get();
            admin.createTopics(List.of(new NewTopic(CountingHandler.PUBLISHED, 1, (short) 1)))
                    .all()
                    .get();
            execute(database, CountingHandler.TABLE);
            JavaProcess ingest = ingest();
            JavaProcess processor = processor(database);
            ingest.awaitReady();
            processor.awaitReady();

            try (StripeSender sender =
                    new StripeSender(URI.create("http://127.0.0.1:" + ingestPort + "/webhooks/stripe"), 8)) {
                for (int i = 0; i < 20; i++) {
                    sender.send("evt_" + i, StripeSender.event("evt_" + i, i % 4 == 0 ? "{\"fail_times\":1}" : "{}"));
                }
                sender.send("evt_dead", StripeSender.event("evt_dead", "{\"poison\":true}"));
                assertThat(sender.post("no JSON")).isEqualTo(400);
                assertThat(sender.finish()).hasSize(21);
            }
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                assertThat(count(database, "test_effect")).isEqualTo(20);
                assertThat(count(database, "webhook_dead_letter")).isEqualTo(1);
                assertThat(count(database, "webhook_rejection")).isEqualTo(1);
            });
            assertThat(Files.readString(directory.resolve("ingest.log"))
                            + Files.readString(directory.resolve("processor.log")))
                    .doesNotContain("AuthorizationException", "AuthenticationException");

            // What is not allowed is denied, and said.
            admin.deleteAcls(lists.stream()
                            .filter(list -> list.pattern().name().equals("webhooks.events"))
                            .filter(list -> list.entry().operation() == AclOperation.WRITE)
                            .map(AclBinding::toFilter)
                            .toList())
                    .all()
                    .get();
            try (StripeSender sender =
                    new StripeSender(URI.create("http://127.0.0.1:" + ingestPort + "/webhooks/stripe"), 1)) {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> sender.post(StripeSender.event("evt_late", "{}")) == 503);
            }
        } finally {
            for (AutoCloseable each : open) {
                each.close();
            }
            broker.kill();
        }
    }

    private LocalBroker broker() throws Exception {
        Path keys = directory.resolve("broker.p12");
        assertThat(new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "broker",
                                "-keystore",
                                keys.toString(),
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                "changeit",
                                "-dname",
                                "CN=broker",
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-keyalg",
                                "EC")
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        LocalBroker broker = new LocalBroker(
                directory.resolve("broker"),
                FreePorts.pick(),
                2 << 20,
                Map.ofEntries(
                        Map.entry("listeners", "SECURE://127.0.0.1:" + securePort),
                        Map.entry("advertised.listeners", "SECURE://127.0.0.1:" + securePort),
                        Map.entry("listener.security.protocol.map", "SECURE:SASL_SSL"),
                        Map.entry("sasl.enabled.mechanisms", "SCRAM-SHA-512"),
                        Map.entry(
                                "listener.name.secure.scram-sha-512.sasl.jaas.config",
                                "org.apache.kafka.common.security.scram.ScramLoginModule required;"),
                        Map.entry("ssl.keystore.type", "PKCS12"),
                        Map.entry("ssl.keystore.location", keys.toString()),
                        Map.entry("ssl.keystore.password", "changeit"),
                        Map.entry("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
                        // Who comes over the listeners without a login: the broker itself and this test.
                        Map.entry("super.users", "User:ANONYMOUS"),
                        Map.entry(
                                "add.scram",
                                List.of("ingest", "processor").stream()
                                        .map(user ->
                                                "SCRAM-SHA-512=[name=" + user + ",password=" + password(user) + "]")
                                        .collect(joining(";")))));
        broker.start();
        return broker;
    }

    private static String password(String user) {
        return user + "-not-a-real-password";
    }

    private JavaProcess ingest() throws Exception {
        Path endpoints = Files.writeString(
                directory.resolve("endpoints.yaml"),
                "endpoints:\n  stripe: {provider: stripe, secrets: [" + Sluice.SECRET + "]}\n");
        return start(
                "ingest",
                IngestMain.class,
                Map.of(
                        "SLUICE_ENDPOINTS", endpoints.toString(),
                        "SLUICE_INGEST_PORT", Integer.toString(ingestPort)),
                "SLUICE_MANAGEMENT_PORT");
    }

    private JavaProcess processor(Database database) throws Exception {
        Path routes = Files.writeString(directory.resolve("routes.yaml"), ROUTES);
        Path password = Files.writeString(directory.resolve("postgres_password"), database.password());
        return start(
                "processor",
                ProcessorMain.class,
                Map.of(
                        "SLUICE_ROUTES", routes.toString(),
                        "SLUICE_POSTGRES_URL", database.jdbcUrl(),
                        "SLUICE_POSTGRES_USER", database.user(),
                        "SLUICE_POSTGRES_PASSWORD_FILE", password.toString(),
                        "SLUICE_STATE_DIR", directory.resolve("state").toString()),
                "SLUICE_PROCESSOR_PORT");
    }

    private JavaProcess start(String user, Class<?> main, Map<String, String> own, String healthPort) throws Exception {
        int port = FreePorts.pick();
        Path properties = Files.writeString(directory.resolve(user + ".properties"), """
                security.protocol=SASL_SSL
                ssl.truststore.type=PKCS12
                ssl.truststore.location=%s
                ssl.truststore.password=changeit
                sasl.mechanism=SCRAM-SHA-512
                sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="%s" password="%s";
                """.formatted(
                        directory.resolve("broker.p12"), user, password(user)));
        Map<String, String> environment = new HashMap<>(own);
        environment.put(healthPort, Integer.toString(port));
        environment.put("SLUICE_BIND", "127.0.0.1");
        environment.put("SLUICE_KAFKA_BOOTSTRAP", "127.0.0.1:" + securePort);
        environment.put("SLUICE_KAFKA_PROPERTIES", properties.toString());
        JavaProcess process = new JavaProcess(
                main,
                environment,
                directory.resolve(user + ".log"),
                URI.create("http://127.0.0.1:" + port + "/health/ready"));
        open.add(process);
        process.start();
        return process;
    }

    private static void execute(Database database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int count(Database database, String table) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static Connection connect(Database database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }
}

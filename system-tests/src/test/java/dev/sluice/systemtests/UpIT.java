package dev.sluice.systemtests;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.ingest.IngestSettings;
import dev.sluice.processor.ProcessorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code sluice up} from the jars that were just packaged. */
class UpIT {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Duration LONGEST = Duration.ofMinutes(3);

    @TempDir
    private Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stopAll() throws Exception {
        for (Process process : started) {
            process.destroy();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void partsThatDieReturnAndAStopLeavesNothing() throws Exception {
        DataDirectory data = DataDirectory.of(directory.resolve("data"));
        Process up = up();
        RunFile run = ready(data);

        for (String part : List.of("ingest", "postgres")) {
            long killed = pid(run, part);
            ProcessHandle.of(killed).orElseThrow().destroyForcibly();
            await().atMost(LONGEST).until(() -> pid(RunFile.read(data), part) != killed);
        }
        RunFile later = RunFile.read(data);
        assertThat(pid(later, "broker")).isEqualTo(pid(run, "broker"));

        Process second = up();
        assertThat(second.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(second.exitValue()).isEqualTo(CommandFailedException.ENVIRONMENT);
        assertThat(up.isAlive()).isTrue();

        up.destroy();
        assertThat(up.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(later.pids().values()).allMatch(pid -> ProcessHandle.of(pid).isEmpty());
        assertThat(data.runFile()).doesNotExist();
    }

    @Test
    void anotherStartCopesWithWhatAKilledOneLeft() throws Exception {
        DataDirectory data = DataDirectory.of(directory.resolve("data"));
        Process up = up();
        RunFile orphaned = ready(data);
        up.destroyForcibly().waitFor();
        assertThat(orphaned.pids().values())
                .allMatch(pid -> ProcessHandle.of(pid).isPresent());

        up();
        await().atMost(LONGEST)
                .until(() -> Files.exists(data.runFile())
                        && !RunFile.read(data).pids().equals(orphaned.pids()));

        assertThat(orphaned.pids().values())
                .allMatch(pid -> ProcessHandle.of(pid).isEmpty());
    }

    /** One that is missing here is asked for: each setting needs a value that is not its default. */
    @Test
    void everyDocumentedVariableWorks() throws Exception {
        TlsFiles tls = certificate();
        Files.createDirectories(directory.resolve("presets"));
        Path endpoints = Files.writeString(directory.resolve("mine.yaml"), """
                endpoints:
                  shop:
                    provider: stripe
                    secrets: ["${SLUICE_OF_MY_OWN}"]
                """);
        Path routes = Files.writeString(directory.resolve("my-routes.yaml"), """
                routes:
                  - name: all
                    match: {events: ["*"]}
                    handler: audit
                """);
        Files.writeString(directory.resolve("kafka.properties"), "security.protocol=SSL\n");
        Map<String, String> variables = new TreeMap<>(Map.of("SLUICE_OF_MY_OWN", "whsec_of_a_test_only"));
        variables.putAll(values(endpoints, routes, tls));
        Stream.of(IngestSettings.ALL, ProcessorSettings.ALL)
                .flatMap(List::stream)
                .distinct()
                .forEach(setting -> assertThat(variables.getOrDefault(setting.name(), setting.fallback()))
                        .as(setting.name())
                        .isNotEqualTo(setting.fallback()));
        DataDirectory data = DataDirectory.of(directory.resolve("data"));

        up(variables);
        RunFile run = ready(data);

        assertThat(run.ingestUrl()).startsWith("https://127.0.0.2:");
        assertThat(run.managementUrl()).startsWith("http://127.0.0.3:");
        assertThat(Files.readString(data.filesFile())).contains("mine.yaml", "my-routes.yaml");
        assertThat(Files.readString(directory.resolve("up.log")))
                .contains("SLUICE_POSTGRES_URL is not used", "SLUICE_KAFKA_BOOTSTRAP is not used");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", run.kafkaBootstrap()))) {
            assertThat(admin.listGroups().all().get())
                    .extracting(GroupListing::groupId)
                    .contains("another-group");
        }
    }

    private static Map<String, String> values(Path endpoints, Path routes, TlsFiles tls) {
        return Map.ofEntries(
                entry("SLUICE_ENDPOINTS", endpoints.toString()),
                entry("SLUICE_INGEST_PORT", "0"),
                entry("SLUICE_MANAGEMENT_PORT", "0"),
                entry("SLUICE_PROCESSOR_PORT", "0"),
                entry("SLUICE_MAX_REQUESTS_IN_FLIGHT", "100"),
                entry("SLUICE_MAX_BYTES_IN_FLIGHT", "80MiB"),
                entry("SLUICE_TRUSTED_PROXIES", "10.0.0.0/8"),
                entry("SLUICE_REQUIRE_HTTPS", "true"),
                entry("SLUICE_TLS_CERTIFICATE", tls.certificate().toString()),
                entry("SLUICE_TLS_KEY", tls.key().toString()),
                entry("SLUICE_MANAGEMENT_TLS_CERTIFICATE", tls.certificate().toString()),
                entry("SLUICE_MANAGEMENT_TLS_KEY", tls.key().toString()),
                entry("SLUICE_ACK_TIMEOUT", "2s"),
                entry("SLUICE_STOP_TIMEOUT", "5s"),
                entry("SLUICE_ROUTES", routes.toString()),
                entry("SLUICE_POSTGRES_URL", "jdbc:postgresql://192.0.2.1:5432/none"),
                entry("SLUICE_POSTGRES_USER", "nobody"),
                entry("SLUICE_POSTGRES_PASSWORD", "nothing"),
                entry("SLUICE_STATE_DIR", "/nowhere"),
                entry("SLUICE_HANDLERS", HOME.resolve("examples/handler/target").toString()),
                entry("SLUICE_INSTANCE_ID", "the-only-one"),
                entry("SLUICE_APPLICATION_ID", "another-group"),
                entry("SLUICE_STREAM_THREADS", "1"),
                entry("SLUICE_DEDUPLICATION_WINDOW", "20s"),
                entry("SLUICE_LATE_DUPLICATES", "1d"),
                entry("SLUICE_STORE_JSON", "false"),
                entry("SLUICE_LEDGER_PARTITIONS", "day"),
                entry("SLUICE_LEDGER_RETENTION", "30d"),
                entry("SLUICE_KAFKA_BOOTSTRAP", "192.0.2.1:9092"),
                entry(
                        "SLUICE_KAFKA_PROPERTIES",
                        endpoints.resolveSibling("kafka.properties").toString()),
                entry("SLUICE_PARTITIONS", "2"),
                entry("SLUICE_REPLICATION", "1"),
                entry("SLUICE_RETENTION", "1d"),
                entry("SLUICE_MAX_BODY", "2MiB"),
                entry("SLUICE_ADMIN_TOKEN", "a-token-of-an-operator"),
                entry("SLUICE_READ_TOKENS", "ana:a-token-to-read-with"),
                entry("SLUICE_OPERATE_TOKENS", "a-token-to-operate-with"),
                entry("SLUICE_MASKED_FIELDS", "data.object.email"),
                entry("SLUICE_PROVIDERS", endpoints.resolveSibling("presets").toString()),
                entry("SLUICE_BIND", "127.0.0.2"),
                entry("SLUICE_MANAGEMENT_BIND", "127.0.0.3"),
                entry("SLUICE_MAX_REQUESTS_PER_ADDRESS", "50"),
                entry("SLUICE_MAX_CONNECTIONS", "500"),
                entry("SLUICE_MAX_CONNECTIONS_PER_ADDRESS", "100"),
                entry("SLUICE_LOG_FORMAT", "json"),
                entry("SLUICE_LOG_LEVEL", "DEBUG"));
    }

    private Process up() throws IOException {
        return up(Map.of());
    }

    private Process up(Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dsluice.home=" + HOME,
                        "-jar",
                        HOME.resolve("cli/target/cli.jar").toString(),
                        "up",
                        "--ingest-port=0",
                        "--management-port=0",
                        "--processor-port=0",
                        "--data=" + directory.resolve("data"))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("up.log").toFile()));
        builder.environment().putAll(variables);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static RunFile ready(DataDirectory data) throws Exception {
        await().atMost(LONGEST).until(() -> Files.exists(data.runFile()));
        return RunFile.read(data);
    }

    private record TlsFiles(Path certificate, Path key) {}

    private TlsFiles certificate() throws Exception {
        Path file = directory.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-dname",
                        "CN=up",
                        "-keyalg",
                        "EC")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
        return new TlsFiles(
                pem("CERTIFICATE", store.getCertificate("server").getEncoded()),
                pem(
                        "PRIVATE KEY",
                        store.getKey("server", "changeit".toCharArray()).getEncoded()));
    }

    private Path pem(String label, byte[] der) throws IOException {
        return Files.writeString(
                directory.resolve(label.replace(' ', '-') + ".pem"),
                "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                        + "-----\n");
    }

    private static long pid(RunFile run, String part) {
        Long pid = run.pids().get(part);
        assertThat(pid).isNotNull();
        return pid;
    }
}

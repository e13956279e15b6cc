package dev.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.ingest.IngestMain;
import dev.sluice.processor.ProcessorMain;
import dev.sluice.testing.Database;
import dev.sluice.testing.RealParts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services that are started while nobody listens where the broker is to be. */
class BrokerAwayIT {
    /** Port 1 is nobody's. */
    private static final String NOBODY = "127.0.0.1:1";

    @TempDir
    private Path directory;

    @Test
    void ingestSaysWhatItWaitsForAndStopsInOrder() throws Exception {
        Path endpoints = Files.writeString(
                directory.resolve("endpoints.yaml"),
                "endpoints:\n  shop: {provider: stripe, secrets: [whsec_not_a_real_secret]}\n");
        assertWaitsAndStops(
                IngestMain.class,
                Map.of(
                        "SLUICE_ENDPOINTS", endpoints.toString(),
                        "SLUICE_INGEST_PORT", "0",
                        "SLUICE_MANAGEMENT_PORT", "0"));
    }

    @Test
    void processorSaysWhatItWaitsForAndStopsInOrder() throws Exception {
        Path routes = Files.writeString(
                directory.resolve("routes.yaml"), "routes:\n  - {name: all, match: {events: ['*']}, handler: audit}\n");
        try (Database database = RealParts.database()) {
            assertWaitsAndStops(
                    ProcessorMain.class,
                    Map.of(
                            "SLUICE_ROUTES", routes.toString(),
                            "SLUICE_PROCESSOR_PORT", "0",
                            "SLUICE_POSTGRES_URL", database.jdbcUrl(),
                            "SLUICE_POSTGRES_USER", database.user(),
                            "SLUICE_POSTGRES_PASSWORD", database.password(),
                            "SLUICE_STATE_DIR",
                                    Files.createTempDirectory(
                                                    Files.createDirectories(Path.of("target", "runs")), "broker-away-")
                                            .toString()));
        }
    }

    private void assertWaitsAndStops(Class<?> main, Map<String, String> settings) throws IOException {
        Path log = directory.resolve("log");
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("SLUICE_KAFKA_BOOTSTRAP", NOBODY);
        environment.put("SLUICE_BIND", "127.0.0.1");
        // The services' own, in the place of that of the tests.
        environment.put(
                "JAVA_TOOL_OPTIONS", "-Dlogback.configurationFile=../processor-service/src/main/resources/logback.xml");
        try (JavaProcess process = new JavaProcess(main, environment, log, URI.create("http://" + NOBODY))) {
            process.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> waiting(log).size() >= 3);

            process.stop();
        }

        String all = Files.readString(log);
        assertThat(all).contains(" stopping", " stopped").doesNotContain(" ERROR ", "\tat ", "Exception in thread");
        assertThat(all.lines().filter(line -> line.contains(" WARN "))).containsExactlyElementsOf(waiting(log));
    }

    private static List<String> waiting(Path log) throws IOException {
        return Files.exists(log)
                ? Files.readString(log)
                        .lines()
                        .filter(line ->
                                line.contains(" WARN ") && line.contains("waiting for") && line.contains(NOBODY))
                        .toList()
                : List.of();
    }
}

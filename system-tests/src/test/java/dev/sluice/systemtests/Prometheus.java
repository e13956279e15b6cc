package dev.sluice.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.local.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A Prometheus that scrapes both services of a {@link Sluice} every second, with the rules of {@code deploy/prometheus}. */
final class Prometheus implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI url;
    private final Process process;

    Prometheus(Path directory, Sluice sluice) throws IOException {
        Path configuration = Files.writeString(directory.resolve("prometheus.yaml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ["%s"]
                scrape_configs:
                  - {job_name: ingest-service, static_configs: [{targets: ["127.0.0.1:%d"]}]}
                  - {job_name: processor-service, static_configs: [{targets: ["127.0.0.1:%d"]}]}
                """.formatted(
                        PrometheusRules.FILE.toRealPath(), sluice.managementPort, sluice.processorPort));
        int port = FreePorts.pick();
        url = URI.create("http://127.0.0.1:" + port);
        process = new ProcessBuilder(
                        program(),
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(query("up == 1")).hasSize(2));
    }

    /** Where it is installed. */
    static String program() {
        return Installed.program("prometheus", "prometheus");
    }

    /** The series that a query answers with now. */
    JsonNode query(String promql) throws IOException, InterruptedException {
        return get("/api/v1/query?query=" + URLEncoder.encode(promql, UTF_8)).path("result");
    }

    /** The data of an answer of its API. */
    JsonNode get(String path) throws IOException, InterruptedException {
        JsonNode answer = JSON.readTree(
                http.send(HttpRequest.newBuilder(url.resolve(path)).build(), BodyHandlers.ofString())
                        .body());
        assertThat(answer.path("status").asText()).as("%s: %s", path, answer).isEqualTo("success");
        return answer.path("data");
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        http.close();
    }
}

package dev.sluice.cli.running;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.sluice.cli.demo.Lag;
import dev.sluice.cli.installation.Installation;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.cli.running.InstanceStatus.Breakers;
import dev.sluice.cli.running.InstanceStatus.Part;
import dev.sluice.cli.running.InstanceStatus.State;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * Asks every part of an instance how it is. What does not answer in time is unknown, and keeps nothing else from being told.
 *
 * @param group of the processor
 */
public record StatusReader(DataDirectory data, RunFile run, String group) {
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(3);

    /** One that asks an instance whose processor has the name that this environment gives it. */
    public static StatusReader of(DataDirectory data, RunFile run) {
        return new StatusReader(data, run, System.getenv().getOrDefault("SLUICE_APPLICATION_ID", "sluice-processor"));
    }

    public InstanceStatus read() throws InterruptedException {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("sluice", Installation.VERSION);
        versions.put("java", System.getProperty("java.version"));
        versions.put("kafka", AppInfoParser.getVersion());
        OptionalLong deadLetters = database(versions);
        OptionalLong lag = lag();
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(LONGEST_ANSWER).build()) {
            Map<String, Part> parts = new LinkedHashMap<>();
            parts.put("ingest", part("ingest", isUp(client, run.managementUrl())));
            parts.put("processor", part("processor", isUp(client, run.processorUrl())));
            parts.put("broker", part("broker", lag.isPresent()));
            parts.put("postgres", part("postgres", deadLetters.isPresent()));
            ScrapedMetrics metrics = new ScrapedMetrics(get(client, run.processorUrl() + "/metrics")
                    .map(HttpResponse::body)
                    .orElse(""));
            return new InstanceStatus(
                    data.root(),
                    run,
                    parts,
                    lag,
                    metrics.value("webhook_oldest_unread_seconds"),
                    metrics.value("webhook_queue_size"),
                    metrics.value("webhook_retry_queue_size"),
                    deadLetters,
                    breakers(metrics),
                    versions);
        }
    }

    private Part part(String name, boolean answers) {
        long pid = run.pids().getOrDefault(name, 0L);
        boolean runs = ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
        return new Part(pid, runs ? answers ? State.UP : State.DOWN : State.GONE);
    }

    private static Breakers breakers(ScrapedMetrics metrics) {
        OptionalLong up = metrics.value("webhook_database_up");
        Map<String, String> routes = new TreeMap<>();
        metrics.byLabel("webhook_route_paused", "route")
                .forEach((route, paused) -> routes.put(route, state(paused == 0)));
        return new Breakers(up.isEmpty() ? InstanceStatus.UNKNOWN : state(up.getAsLong() == 1), routes);
    }

    private static String state(boolean closed) {
        return closed ? InstanceStatus.CLOSED : InstanceStatus.OPEN;
    }

    private static boolean isUp(HttpClient client, String url) throws InterruptedException {
        return get(client, url + "/health/ready")
                .filter(answer -> answer.statusCode() == 200)
                .isPresent();
    }

    private static Optional<HttpResponse<String>> get(HttpClient client, String url) throws InterruptedException {
        try {
            return Optional.of(client.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .timeout(LONGEST_ANSWER)
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private OptionalLong lag() throws InterruptedException {
        int millis = (int) MILLISECONDS.convert(LONGEST_ANSWER);
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, run.kafkaBootstrap(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis))) {
            return OptionalLong.of(new Lag(admin, group).records());
        } catch (ExecutionException | KafkaException e) {
            return OptionalLong.empty();
        }
    }

    /** @param versions is told the database's */
    private OptionalLong database(Map<String, String> versions) {
        String url = run.postgresUrl() + "&connectTimeout=3&socketTimeout=3";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT count(*) FROM webhook_dead_letter WHERE status = 'open'")) {
            versions.put("postgres", connection.getMetaData().getDatabaseProductVersion());
            row.next();
            return OptionalLong.of(row.getLong(1));
        } catch (SQLException e) {
            return OptionalLong.empty();
        }
    }
}

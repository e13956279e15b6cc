package dev.sluice.systemtests;

import static dev.sluice.systemtests.DetachedInstance.SHOP_SECRET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.systemtests.SluiceProcess.Ended;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of {@code sluice} that look after an instance that {@code sluice up -d} has left running. */
class CommandsIT {
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path directory;

    private static DetachedInstance instance;

    @BeforeAll
    static void leaveAnInstanceRunning() throws Exception {
        instance = DetachedInstance.start(directory);
    }

    @AfterAll
    static void nothingIsLeft() throws Exception {
        RunFile run = RunFile.read(instance.data());

        Ended down = instance.run("down");

        assertThat(down.exitCode()).as(down.out()).isZero();
        assertThat(run.pids().values()).allMatch(pid -> ProcessHandle.of(pid).isEmpty());
        assertThat(instance.data().runFile()).doesNotExist();
        assertThat(instance.run("down").out()).contains("nothing runs on");
        assertThat(instance.run("status").exitCode()).isEqualTo(CommandFailedException.ENVIRONMENT);
        // What they wrote is there all the same.
        assertThat(instance.run("logs", "ingest").out()).contains("started");
    }

    @Test
    void aDetachedStartSaysHowToConnect() {
        assertThat(instance.started()).contains("sluice psql", "sluice status", "sluice down", "ready after");
        assertThat(instance.started()).doesNotContain(SHOP_SECRET);
    }

    @Test
    void aSecondStartOnTheSameDirectoryIsRefusedAndHarmsNothing() throws Exception {
        Ended second = instance.run(Map.of("SHOP_SECRET", "x", "ERP_SECRET", "y"), "up", "-d", "--ingest-port=0");

        assertThat(second.exitCode()).as(second.out()).isEqualTo(CommandFailedException.ENVIRONMENT);
        assertThat(second.out()).contains("already runs on");
        assertThat(instance.data().runFile()).exists();
    }

    @Test
    void sendNeedsNoSecretsWhereAnInstanceRuns() throws Exception {
        Ended shop = instance.run("send", "shop", "--type", "payment_intent.succeeded", "--count", "2");
        Ended own = instance.run("send", "erp", "--type", "order.paid");

        assertThat(shop.exitCode()).as(shop.out()).isZero();
        assertThat(shop.out().lines().filter(line -> line.startsWith("202 "))).hasSize(2);
        assertThat(own.exitCode()).as(own.out()).isZero();
        assertThat(own.out()).contains("202 ", "order.paid");
    }

    @Test
    void sendAsksForTheSecretOfTheNamedEndpointAlone() throws Exception {
        RunFile run = RunFile.read(instance.data());

        Ended named = instance.run(
                Map.of("SHOP_SECRET", SHOP_SECRET), "send", "shop", "--url", run.ingestUrl() + "/webhooks/shop");
        Ended other = instance.run(Map.of("SHOP_SECRET", SHOP_SECRET), "sign", "erp");

        assertThat(named.exitCode()).as(named.out()).isZero();
        assertThat(other.exitCode()).isEqualTo(CommandFailedException.USAGE);
        assertThat(other.out()).contains("ERP_SECRET").doesNotContain("SHOP_SECRET");
    }

    @Test
    void statusCountsWhatIsThere() throws Exception {
        instance.run("send", "erp", "--type", "rehearsal.poisoned");
        await().atMost(LONGEST)
                .until(() -> instance.status().path("dead_letters").asLong() > 0);

        await().atMost(LONGEST)
                .untilAsserted(() ->
                        assertThat(instance.status().path("lag").asLong(-1)).isZero());
        JsonNode status = instance.status();
        assertThat(status.path("status").asText()).as(status.toString()).isEqualTo("up");
        assertThat(status.path("waiting").isNumber()).isTrue();
        assertThat(status.path("retries").isNumber()).isTrue();
        assertThat(status.path("breakers").path("database").asText()).isEqualTo("closed");
        assertThat(status.path("breakers").path("routes").path("payments").asText())
                .isEqualTo("closed");
        assertThat(status.path("versions").fieldNames()).toIterable().contains("sluice", "kafka", "postgres", "java");
        assertThat(status.path("parts").fieldNames())
                .toIterable()
                .containsExactly("ingest", "processor", "broker", "postgres");

        Ended shown = instance.run("status");
        assertThat(shown.exitCode()).isZero();
        assertThat(shown.out()).contains("lag ", "dead letters ", "breakers ", "versions ");
    }

    @Test
    void psqlRunsAStatementAndNeedsNoPassword() throws Exception {
        Ended owner =
                instance.run("psql", "-c", "SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user");

        assertThat(owner.exitCode()).as(owner.out()).isZero();
        assertThat(owner.out()).contains("sluice").containsPattern("\\bf\\b");
    }

    @Test
    void psqlWorksWherePsqlIsNotInstalled() throws Exception {
        Ended built = instance.run(
                Map.of("PATH", directory.toString()), "psql", "-c", "SELECT 6 * 7 AS answer; SELECT 'b' AS a");
        Ended wrong = instance.run(Map.of("PATH", directory.toString()), "psql", "-c", "SELECT nonsense");
        Ended interactive = instance.run(Map.of("PATH", directory.toString()), "psql");

        assertThat(built.out()).contains("answer", "42", "(1 rows)", "b");
        assertThat(wrong.exitCode()).isEqualTo(CommandFailedException.FAILED);
        assertThat(interactive.exitCode()).isEqualTo(CommandFailedException.ENVIRONMENT);
        assertThat(interactive.out()).contains("postgres_psql");
    }

    @Test
    void whatWasMadeHereIsMarkedInItsRow() throws Exception {
        RunFile run = RunFile.read(instance.data());
        instance.run(Map.of("SHOP_SECRET", SHOP_SECRET), "send", "shop", "--url", run.ingestUrl() + "/webhooks/shop");
        instance.run("send", "shop");

        await().atMost(LONGEST)
                .untilAsserted(() -> assertThat(instance.run(
                                        "psql", "-c", "SELECT DISTINCT headers -> 'x-sluice-test' FROM webhook_event")
                                .out())
                        .contains("send", "test-webhook"));
    }

    @Test
    void doctorSaysHowThingsFlowAndLeavesNoTrace() throws Exception {
        String before = counters();

        Ended doctor = instance.run("doctor");

        assertThat(doctor.out())
                .contains("flow: lag ", "waiting ", "retries ", "dead letter", "handshake of slack is answered");
        assertThat(counters()).isEqualTo(before);
    }

    /** What the ingest service counts of requests. */
    private static String counters() throws Exception {
        URI metrics = URI.create(RunFile.read(instance.data()).managementUrl() + "/metrics");
        return new String(metrics.toURL().openStream().readAllBytes(), UTF_8)
                .lines()
                .filter(line -> line.startsWith("webhook_re"))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void theReaderSeesAndChangesNothing() throws Exception {
        assertThat(instance.run("psql", "--reader", "-c", "SELECT count(*) FROM webhook_event")
                        .exitCode())
                .isZero();
        assertThat(instance.run("psql", "--reader", "-c", "DELETE FROM webhook_event")
                        .out())
                .contains("permission denied");
    }

    @Test
    void theUrlInRunJsonIsOnePsqlTakes() throws Exception {
        assertThat(RunFile.read(instance.data()).postgresPsql())
                .matches("postgresql://sluice:[0-9a-f]+@127\\.0\\.0\\.1:\\d+/sluice");
    }

    @Test
    void logsShowEachPartAndFollowIt() throws Exception {
        assertThat(instance.run("logs").out()).contains("ingest    | ", "processor | ");
        assertThat(instance.run("logs", "postgres", "-n", "1").out().lines()).hasSize(1);
        assertThat(instance.run("logs", "procesor").out()).contains("Did you mean 'processor'?");

        Process following = instance.command("logs", "ingest", "-f", "-n", "0")
                .redirectOutput(directory.resolve("followed").toFile())
                .start();
        try {
            // A refusal is a line in the log.
            await().atMost(LONGEST).pollInterval(Duration.ofSeconds(1)).until(() -> {
                instance.run(
                        Map.of("SHOP_SECRET", "whsec_of_somebody_else_altogether"),
                        "send",
                        "shop",
                        "--url",
                        RunFile.read(instance.data()).ingestUrl() + "/webhooks/shop");
                return Files.readString(directory.resolve("followed")).contains("signature_mismatch");
            });
        } finally {
            following.destroy();
            following.waitFor();
        }
    }

    @Test
    void checkNeedsNothingThatRuns() throws Exception {
        Path empty = Files.createDirectories(directory.resolve("empty"));
        Path doubtful = Files.writeString(empty.resolve("routes.yaml"), """
                routes:
                  - {name: a, match: {events: ["paymnt.*"], endpoints: [shopp]}, handler: payments}
                """);
        String endpoints = directory.resolve("endpoints.yaml").toString();

        Ended good = instance.run(
                "check",
                "--endpoints",
                endpoints,
                "--routes",
                directory.resolve("routes.yaml").toString());
        Ended doubt = instance.run("check", "--endpoints", endpoints, "--routes", doubtful.toString());
        Ended allowed = instance.run(
                "check", "--endpoints", endpoints, "--routes", doubtful.toString(), "--allow-warnings", "--json");
        Files.writeString(doubtful, """
                routes:
                  - {name: a, handler: paymets}
                  - {name: b, handler: forward-http, with: {url: "http://10.0.0.1/", secrets: ["${NOWHERE}"]}}
                  - {name: c, handler: forward-kafka, with: {topic: webhooks.dlq}}
                """);
        Ended wrong = instance.run("check", "--routes", doubtful.toString());

        assertThat(good.exitCode()).as(good.out()).isZero();
        assertThat(good.out()).contains("SHOP_SECRET is not set, so its value was not checked");
        assertThat(doubt.exitCode()).isEqualTo(CommandFailedException.FAILED);
        assertThat(doubt.out()).contains("routes.yaml:2: there is no endpoint 'shopp'");
        assertThat(allowed.exitCode()).isZero();
        assertThat(JSON.readTree(allowed.out()).path("warnings")).hasSize(1);
        assertThat(wrong.exitCode()).isEqualTo(CommandFailedException.USAGE);
        assertThat(wrong.out())
                .contains("Did you mean 'payments'?")
                .contains("routes.yaml:3: 10.0.0.1 is not a public address")
                .contains("routes.yaml:4: 'webhooks.dlq' is one of Sluice's own topics");
    }
}

package dev.sluice.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.systemtests.SluiceProcess.Ended;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of {@code sluice} against an instance that {@code sluice up -d} has left running. */
class CommandsIT {
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SHOP_SECRET = "whsec_not_a_real_secret_of_a_test";

    @TempDir
    private static Path directory;

    private static String started = "";

    @BeforeAll
    static void leaveAnInstanceRunning() throws Exception {
        Files.writeString(directory.resolve("endpoints.yaml"), """
                endpoints:
                  shop: {provider: stripe, secrets: ["${SHOP_SECRET}"]}
                  chat: {provider: slack, secrets: ["${SHOP_SECRET}"]}
                  erp:
                    provider: generic
                    secrets: ["${ERP_SECRET}"]
                    signature: {algorithm: hmac-sha256, header: X-Sig, encoding: hex, signed: "{body}"}
                    event: {id: /head/number, type: /head/kind}
                """);
        Files.writeString(directory.resolve("routes.yaml"), """
                routes:
                  - name: payments
                    match: {events: ["payment.*"], endpoints: [shop]}
                    handler: payments
                  - name: broken
                    match: {endpoints: [erp]}
                    handler: rehearsal
                """);
        Ended up = run(
                Map.of("SHOP_SECRET", SHOP_SECRET, "ERP_SECRET", "another_secret_of_a_test"),
                "up",
                "-d",
                "--ingest-port=0",
                "--management-port=0",
                "--processor-port=0");
        assertThat(up.exitCode()).as(up.out()).isZero();
        started = up.out();
    }

    @AfterAll
    static void nothingIsLeft() throws Exception {
        RunFile run = RunFile.read(data());

        Ended down = run("down");

        assertThat(down.exitCode()).as(down.out()).isZero();
        assertThat(run.pids().values()).allMatch(pid -> ProcessHandle.of(pid).isEmpty());
        assertThat(data().runFile()).doesNotExist();
        assertThat(run("down").out()).contains("nothing runs on");
        assertThat(run("status").exitCode()).isEqualTo(CommandFailedException.ENVIRONMENT);
        // What they wrote is there all the same.
        assertThat(run("logs", "ingest").out()).contains("started");
    }

    @Test
    void aDetachedStartSaysHowToConnect() {
        assertThat(started).contains("sluice psql", "sluice status", "sluice down", "ready after");
        assertThat(started).doesNotContain(SHOP_SECRET);
    }

    @Test
    void aSecondStartOnTheSameDirectoryIsRefusedAndHarmsNothing() throws Exception {
        Ended second = run(Map.of("SHOP_SECRET", "x", "ERP_SECRET", "y"), "up", "-d", "--ingest-port=0");

        assertThat(second.exitCode()).as(second.out()).isEqualTo(CommandFailedException.ENVIRONMENT);
        assertThat(second.out()).contains("already runs on");
        assertThat(data().runFile()).exists();
    }

    @Test
    void sendNeedsNoSecretsWhereAnInstanceRuns() throws Exception {
        Ended shop = run("send", "shop", "--type", "payment_intent.succeeded", "--count", "2");
        Ended own = run("send", "erp", "--type", "order.paid");

        assertThat(shop.exitCode()).as(shop.out()).isZero();
        assertThat(shop.out().lines().filter(line -> line.startsWith("202 "))).hasSize(2);
        assertThat(own.exitCode()).as(own.out()).isZero();
        assertThat(own.out()).contains("202 ", "order.paid");
    }

    @Test
    void sendAsksForTheSecretOfTheNamedEndpointAlone() throws Exception {
        RunFile run = RunFile.read(data());

        Ended named =
                run(Map.of("SHOP_SECRET", SHOP_SECRET), "send", "shop", "--url", run.ingestUrl() + "/webhooks/shop");
        Ended other = run(Map.of("SHOP_SECRET", SHOP_SECRET), "sign", "erp");

        assertThat(named.exitCode()).as(named.out()).isZero();
        assertThat(other.exitCode()).isEqualTo(CommandFailedException.USAGE);
        assertThat(other.out()).contains("ERP_SECRET").doesNotContain("SHOP_SECRET");
    }

    @Test
    void statusCountsWhatIsThere() throws Exception {
        run("send", "erp", "--type", "rehearsal.poisoned");
        await().atMost(LONGEST).until(() -> status().path("dead_letters").asLong() > 0);

        await().atMost(LONGEST)
                .untilAsserted(() -> assertThat(status().path("lag").asLong(-1)).isZero());
        JsonNode status = status();
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

        Ended shown = run("status");
        assertThat(shown.exitCode()).isZero();
        assertThat(shown.out()).contains("lag ", "dead letters ", "breakers ", "versions ");
    }

    @Test
    void aDeadLetterIsLookedAtRedrivenAndDiscarded() throws Exception {
        Path body = Files.writeString(
                directory.resolve("dead.json"),
                "{\"head\":{\"number\":\"dead_1\",\"kind\":\"rehearsal.dead\"},\"rehearsal\":{\"poison\":true}}");
        run("send", "erp", "--file", body.toString());
        await().atMost(LONGEST).until(() -> deadLetters("type=rehearsal.dead").size() == 1);

        Ended shown = run("dlq", "show", "erp/dead_1");
        Ended bytes = run("dlq", "show", "erp/dead_1", "--body");
        Ended again = run("dlq", "redrive", "erp/dead_1", "--wait", "--json");
        Ended unsaid = run("dlq", "discard", "erp/dead_1");
        Ended discarded = run("dlq", "discard", "erp/dead_1", "--reason", "a test", "--wait");

        assertThat(shown.out()).contains("permanent", "no retry mends");
        assertThat(bytes.out()).isEqualTo(Files.readString(body));
        assertThat(again.exitCode()).as(again.out()).isEqualTo(CommandFailedException.FAILED);
        assertThat(JSON.readTree(again.out()).path("progress").path("dead").asInt())
                .as(again.out())
                .isEqualTo(1);
        assertThat(unsaid.exitCode()).isEqualTo(CommandFailedException.USAGE);
        assertThat(discarded.exitCode()).as(discarded.out()).isZero();
        assertThat(discarded.out()).contains("1/1", "1 discarded");
        assertThat(deadLetters("type=rehearsal.dead")).isEmpty();
        assertThat(run("psql", "-c", "SELECT what, why FROM webhook_action WHERE why = 'a test'")
                        .out())
                .contains("job.asked_for", "job.started");
    }

    @Test
    void eventsAreReplayedFromAMoment() throws Exception {
        run("send", "erp", "--type", "order.replayed");
        await().atMost(LONGEST)
                .until(() -> items(
                                        "events",
                                        "list",
                                        "--json",
                                        "--where",
                                        "type=order.replayed",
                                        "--where",
                                        "status=processed")
                                .size()
                        == 1);

        Ended plan = run("replay", "--from-time", "1h", "--where", "type=order.replayed", "--plan", "--json");
        String id = JSON.readTree(plan.out()).path("id").asText();
        run("jobs", "start", id);
        Ended done = run("jobs", "show", id, "--wait");
        Ended never = run("replay", "--from-time", "1h", "--where", "type=order.never");

        assertThat(JSON.readTree(plan.out())
                        .path("plan")
                        .path("already_applied")
                        .asInt())
                .as(plan.out())
                .isEqualTo(1);
        assertThat(done.exitCode()).as(done.out()).isZero();
        assertThat(done.out()).contains("1 processed");
        assertThat(never.exitCode()).isEqualTo(CommandFailedException.FAILED);
        assertThat(never.out()).contains("nothing to replay");
    }

    private static JsonNode deadLetters(String where) throws Exception {
        return items("dlq", "list", "--json", "--where", where);
    }

    private static JsonNode items(String... list) throws Exception {
        return JSON.readTree(run(list).out()).path("items");
    }

    @Test
    void partitionsAreRaisedWhileTheInstanceRuns() throws Exception {
        Ended fewer = run("partitions", "raise", "--to", "2");
        assertThat(fewer.exitCode()).as(fewer.out()).isEqualTo(CommandFailedException.USAGE);
        assertThat(fewer.out()).contains("can't take partitions away");

        Ended raised = run("partitions", "raise", "--to", "6");
        assertThat(raised.exitCode()).as(raised.out()).isZero();
        assertThat(raised.out()).contains("the processor may run again, with 6 partitions");

        Ended shown = run("partitions");
        assertThat(shown.exitCode()).as(shown.out()).isZero();
        assertThat(shown.out()).contains("6  webhooks.events", "6  webhooks.retry", "6  webhooks.dlq", "can run");
        // It has ended by itself, and `up` has started another one.
        await().atMost(LONGEST)
                .untilAsserted(
                        () -> assertThat(status().path("status").asText()).isEqualTo("up"));
        assertThat(run("send", "shop").exitCode()).isZero();
    }

    @Test
    void psqlRunsAStatementAndNeedsNoPassword() throws Exception {
        Ended owner = run("psql", "-c", "SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user");

        assertThat(owner.exitCode()).as(owner.out()).isZero();
        assertThat(owner.out()).contains("sluice").containsPattern("\\bf\\b");
    }

    @Test
    void psqlWorksWherePsqlIsNotInstalled() throws Exception {
        Ended built =
                run(Map.of("PATH", directory.toString()), "psql", "-c", "SELECT 6 * 7 AS answer; SELECT 'b' AS a");
        Ended wrong = run(Map.of("PATH", directory.toString()), "psql", "-c", "SELECT nonsense");
        Ended interactive = run(Map.of("PATH", directory.toString()), "psql");

        assertThat(built.out()).contains("answer", "42", "(1 rows)", "b");
        assertThat(wrong.exitCode()).isEqualTo(CommandFailedException.FAILED);
        assertThat(interactive.exitCode()).isEqualTo(CommandFailedException.ENVIRONMENT);
        assertThat(interactive.out()).contains("postgres_psql");
    }

    @Test
    void whatWasMadeHereIsMarkedInItsRow() throws Exception {
        RunFile run = RunFile.read(data());
        run(Map.of("SHOP_SECRET", SHOP_SECRET), "send", "shop", "--url", run.ingestUrl() + "/webhooks/shop");
        run("send", "shop");

        await().atMost(LONGEST)
                .untilAsserted(() -> assertThat(
                                run("psql", "-c", "SELECT DISTINCT headers -> 'x-sluice-test' FROM webhook_event")
                                        .out())
                        .contains("send", "test-webhook"));
    }

    @Test
    void doctorSaysHowThingsFlowAndLeavesNoTrace() throws Exception {
        String before = counters();

        Ended doctor = run("doctor");

        assertThat(doctor.out())
                .contains("flow: lag ", "waiting ", "retries ", "dead letter", "handshake of slack is answered");
        assertThat(counters()).isEqualTo(before);
    }

    /** What the ingest service counts of requests. */
    private static String counters() throws Exception {
        URI metrics = URI.create(RunFile.read(data()).managementUrl() + "/metrics");
        return new String(metrics.toURL().openStream().readAllBytes(), UTF_8)
                .lines()
                .filter(line -> line.startsWith("webhook_re"))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void theReaderSeesAndChangesNothing() throws Exception {
        assertThat(run("psql", "--reader", "-c", "SELECT count(*) FROM webhook_event")
                        .exitCode())
                .isZero();
        assertThat(run("psql", "--reader", "-c", "DELETE FROM webhook_event").out())
                .contains("permission denied");
    }

    @Test
    void theUrlInRunJsonIsOnePsqlTakes() throws Exception {
        assertThat(RunFile.read(data()).postgresPsql())
                .matches("postgresql://sluice:[0-9a-f]+@127\\.0\\.0\\.1:\\d+/sluice");
    }

    @Test
    void logsShowEachPartAndFollowIt() throws Exception {
        assertThat(run("logs").out()).contains("ingest    | ", "processor | ");
        assertThat(run("logs", "postgres", "-n", "1").out().lines()).hasSize(1);
        assertThat(run("logs", "procesor").out()).contains("Did you mean 'processor'?");

        Process following = command(Map.of(), "logs", "ingest", "-f", "-n", "0")
                .redirectOutput(directory.resolve("followed").toFile())
                .start();
        try {
            // A refusal is a line in the log.
            await().atMost(LONGEST).pollInterval(Duration.ofSeconds(1)).until(() -> {
                run(
                        Map.of("SHOP_SECRET", "whsec_of_somebody_else_altogether"),
                        "send",
                        "shop",
                        "--url",
                        RunFile.read(data()).ingestUrl() + "/webhooks/shop");
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

        Ended good = run(
                "check",
                "--endpoints",
                endpoints,
                "--routes",
                directory.resolve("routes.yaml").toString());
        Ended doubt = run("check", "--endpoints", endpoints, "--routes", doubtful.toString());
        Ended allowed =
                run("check", "--endpoints", endpoints, "--routes", doubtful.toString(), "--allow-warnings", "--json");
        Files.writeString(doubtful, "routes: [{name: a, handler: paymets}]");
        Ended wrong = run("check", "--routes", doubtful.toString());

        assertThat(good.exitCode()).as(good.out()).isZero();
        assertThat(good.out()).contains("SHOP_SECRET is not set, so its value was not checked");
        assertThat(doubt.exitCode()).isEqualTo(CommandFailedException.FAILED);
        assertThat(doubt.out()).contains("routes.yaml:2: there is no endpoint 'shopp'");
        assertThat(allowed.exitCode()).isZero();
        assertThat(JSON.readTree(allowed.out()).path("warnings")).hasSize(1);
        assertThat(wrong.exitCode()).isEqualTo(CommandFailedException.USAGE);
        assertThat(wrong.out()).contains("Did you mean 'payments'?");
    }

    @Test
    void routesAreTriedOutAndChangedWhileTheInstanceRuns() throws Exception {
        Path routes = directory.resolve("routes.yaml");
        String before = Files.readString(routes);
        String event = "shop/" + sentEvent("payment_intent.succeeded");
        await().atMost(LONGEST)
                .untilAsserted(
                        () -> assertThat(run("routes", "test", "--event", event).exitCode())
                                .isZero());

        Path draft = Files.writeString(directory.resolve("draft.yaml"), before + """
                  - name: charges
                    match: {events: ["charge.*"], any: [{endpoints: [shop]}, {livemode: true}]}
                    handler: ignore
                    reason: charges are not wanted
                """);
        Ended tried = run("routes", "test", "--event", event, "--routes", draft.toString(), "--json");
        assertThat(tried.exitCode()).as(tried.out()).isZero();
        JsonNode shown = JSON.readTree(tried.out()).path("events").path(0);
        assertThat(shown.path("taken_by")).extracting(JsonNode::asText).containsExactly("payments");
        assertThat(shown.path("routes")).hasSize(3);
        assertThat(run("routes", "test", "--event", "shop/nothing-such").exitCode())
                .isEqualTo(CommandFailedException.USAGE);

        try {
            String version = health().path("routes_version").asText();
            Files.copy(draft, routes, StandardCopyOption.REPLACE_EXISTING);
            await().atMost(LONGEST)
                    .until(() -> !health().path("routes_version").asText().equals(version));
            awaitIgnoredCharge();

            Files.writeString(routes, "routes: [{name: a, handler: paymets}]\n");
            await().atMost(LONGEST)
                    .untilAsserted(
                            () -> assertThat(health().path("routes").asText()).isEqualTo("mistaken"));
            assertThat(health().path("status").asText()).isEqualTo("degraded");
            awaitIgnoredCharge();
        } finally {
            Files.writeString(routes, before);
        }
        await().atMost(LONGEST)
                .untilAsserted(
                        () -> assertThat(health().path("routes").asText()).isEqualTo("current"));
    }

    private static void awaitIgnoredCharge() throws Exception {
        String id = sentEvent("charge.refunded");
        await().atMost(LONGEST)
                .untilAsserted(() -> assertThat(
                                run("psql", "-c", "SELECT result FROM webhook_event WHERE event_id = '" + id + "'")
                                        .out())
                        .contains("charges are not wanted"));
    }

    private static String sentEvent(String type) throws Exception {
        Ended sent = run("send", "shop", "--type", type);
        assertThat(sent.exitCode()).as(sent.out()).isZero();
        Matcher id = Pattern.compile("\"event_id\":\"([^\"]+)\"").matcher(sent.out());
        assertThat(id.find()).as(sent.out()).isTrue();
        return id.group(1);
    }

    private static JsonNode health() throws Exception {
        URI health = URI.create(RunFile.read(data()).processorUrl() + "/health");
        try (InputStream answer = health.toURL().openStream()) {
            return JSON.readTree(answer);
        }
    }

    private static JsonNode status() throws Exception {
        return JSON.readTree(run("status", "--json").out());
    }

    private static DataDirectory data() {
        return DataDirectory.of(directory.resolve(".sluice"));
    }

    private static Ended run(String... arguments) throws IOException, InterruptedException {
        return run(Map.of(), arguments);
    }

    private static Ended run(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        return SluiceProcess.run(directory, environment, arguments);
    }

    private static ProcessBuilder command(Map<String, String> environment, String... arguments) {
        return SluiceProcess.of(directory, environment, arguments);
    }
}

package dev.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.RunFile;
import dev.sluice.systemtests.SluiceProcess.Ended;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of {@code sluice} by which an operator changes what becomes of events, against an instance that runs. */
class EventCommandsIT {
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
    static void stop() throws Exception {
        instance.run("down");
    }

    @Test
    void aDeadLetterIsLookedAtRedrivenAndDiscarded() throws Exception {
        Path body = Files.writeString(
                directory.resolve("dead.json"),
                "{\"head\":{\"number\":\"dead_1\",\"kind\":\"rehearsal.dead\"},\"rehearsal\":{\"poison\":true}}");
        instance.run("send", "erp", "--file", body.toString());
        await().atMost(LONGEST).until(() -> deadLetters("type=rehearsal.dead").size() == 1);

        Ended shown = instance.run("dlq", "show", "erp/dead_1");
        Ended bytes = instance.run("dlq", "show", "erp/dead_1", "--body");
        Ended again = instance.run("dlq", "redrive", "erp/dead_1", "--wait", "--json");
        Ended unsaid = instance.run("dlq", "discard", "erp/dead_1");
        Ended discarded = instance.run("dlq", "discard", "erp/dead_1", "--reason", "a test", "--wait");

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
        assertThat(instance.run("psql", "-c", "SELECT what, why FROM webhook_action WHERE why = 'a test'")
                        .out())
                .contains("job.asked_for", "job.started");
    }

    @Test
    void eventsAreReplayedFromAMoment() throws Exception {
        instance.run("send", "erp", "--type", "order.replayed");
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

        Ended plan = instance.run("replay", "--from-time", "1h", "--where", "type=order.replayed", "--plan", "--json");
        String id = JSON.readTree(plan.out()).path("id").asText();
        instance.run("jobs", "start", id);
        Ended done = instance.run("jobs", "show", id, "--wait");
        Ended never = instance.run("replay", "--from-time", "1h", "--where", "type=order.never");

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
        return JSON.readTree(instance.run(list).out()).path("items");
    }

    @Test
    void partitionsAreRaisedWhileTheInstanceRuns() throws Exception {
        Ended fewer = instance.run("partitions", "raise", "--to", "2");
        assertThat(fewer.exitCode()).as(fewer.out()).isEqualTo(CommandFailedException.USAGE);
        assertThat(fewer.out()).contains("can't take partitions away");

        Ended raised = instance.run("partitions", "raise", "--to", "6");
        assertThat(raised.exitCode()).as(raised.out()).isZero();
        assertThat(raised.out()).contains("the processor may run again, with 6 partitions");

        Ended shown = instance.run("partitions");
        assertThat(shown.exitCode()).as(shown.out()).isZero();
        assertThat(shown.out()).contains("6  webhooks.events", "6  webhooks.retry", "6  webhooks.dlq", "can run");
        // It has ended by itself, and `up` has started another one.
        await().atMost(LONGEST)
                .untilAsserted(() ->
                        assertThat(instance.status().path("status").asText()).isEqualTo("up"));
        assertThat(instance.run("send", "shop").exitCode()).isZero();
    }

    @Test
    void routesAreTriedOutAndChangedWhileTheInstanceRuns() throws Exception {
        Path routes = directory.resolve("routes.yaml");
        String before = Files.readString(routes);
        String event = "shop/" + sentEvent("payment_intent.succeeded");
        await().atMost(LONGEST)
                .untilAsserted(() -> assertThat(
                                instance.run("routes", "test", "--event", event).exitCode())
                        .isZero());

        Path draft = Files.writeString(directory.resolve("draft.yaml"), before + """
                  - name: charges
                    match: {events: ["charge.*"], any: [{endpoints: [shop]}, {livemode: true}]}
                    handler: ignore
                    reason: charges are not wanted
                """);
        Ended tried = instance.run("routes", "test", "--event", event, "--routes", draft.toString(), "--json");
        assertThat(tried.exitCode()).as(tried.out()).isZero();
        JsonNode shown = JSON.readTree(tried.out()).path("events").path(0);
        assertThat(shown.path("taken_by")).extracting(JsonNode::asText).containsExactly("payments");
        assertThat(shown.path("routes")).hasSize(3);
        assertThat(instance.run("routes", "test", "--event", "shop/nothing-such")
                        .exitCode())
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
                .untilAsserted(() -> assertThat(instance.run(
                                        "psql", "-c", "SELECT result FROM webhook_event WHERE event_id = '" + id + "'")
                                .out())
                        .contains("charges are not wanted"));
    }

    private static String sentEvent(String type) throws Exception {
        Ended sent = instance.run("send", "shop", "--type", type);
        assertThat(sent.exitCode()).as(sent.out()).isZero();
        Matcher id = Pattern.compile("\"event_id\":\"([^\"]+)\"").matcher(sent.out());
        assertThat(id.find()).as(sent.out()).isTrue();
        return id.group(1);
    }

    private static JsonNode health() throws Exception {
        URI health = URI.create(RunFile.read(instance.data()).processorUrl() + "/health");
        try (InputStream answer = health.toURL().openStream()) {
            return JSON.readTree(answer);
        }
    }
}

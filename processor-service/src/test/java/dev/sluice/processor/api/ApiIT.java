package dev.sluice.processor.api;

import static dev.sluice.processor.job.JobsRig.ADMIN;
import static dev.sluice.processor.job.JobsRig.OPERATE;
import static dev.sluice.processor.job.JobsRig.READ;
import static dev.sluice.processor.job.JobsRig.event;
import static dev.sluice.processor.job.JobsRig.eventually;
import static dev.sluice.processor.job.JobsRig.processed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.RetryableException;
import dev.sluice.processor.api.ApiClient.Answer;
import dev.sluice.processor.job.JobsRig;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API over HTTP: a processor, a broker and a database. Every answer is held against {@code openapi.yaml}. */
final class ApiIT {
    private static final String NAMED = "{\"selection\": {\"events\": [\"shop/%s\"]}, \"reason\": \"mended\"}";

    @TempDir
    private static Path directory;

    private static JobsRig rig;
    private static ApiClient api;

    @BeforeAll
    static void start() throws Exception {
        rig = new JobsRig(directory);
        api = new ApiClient(rig.start("api").port());
        rig.run("""
                INSERT INTO webhook_event (endpoint, event_id, provider, type, category, status, object_id, customer_id, body,
                    payload_sha256, content_type, http_target, received_at, attempts, topic, partition, "offset")
                SELECT 'pages', 'evt_' || n, 'generic', 'page.turned', 'page.turned', 'processed', 'book_1', 'reader_1', '{}', '', 'application/json',
                    'POST /', timestamptz '2026-11-30T12:00:00Z' + n / 2 * interval '1 microsecond', 1, 'webhooks.events', 0, n
                FROM generate_series(1, 7) AS n
                """);
    }

    /** Every path that is described has been asked, and has answered as described. */
    @AfterAll
    static void stop() throws Exception {
        try {
            for (String path : List.of(
                    "stats",
                    "endpoints",
                    "partitions",
                    "routes",
                    "rejections",
                    "actions",
                    "jobs",
                    "payments/p/events")) {
                assertThat(api.get(READ, "/api/" + path).status()).as(path).isEqualTo(200);
            }
            assertThat(api.missing()).isEmpty();
        } finally {
            rig.close();
        }
    }

    @BeforeEach
    void behave() {
        rig.tell(request -> processed(request, "v1"));
    }

    @Test
    void nothingIsReadableWithoutAToken() throws Exception {
        for (String path :
                List.of("events", "events/pages/evt_1", "events/pages/evt_1/body", "jobs", "stats", "nothing")) {
            for (String token : List.of("", "read-token-012345678", "another-token-0123456789")) {
                Answer answer = api.get(token, "/api/" + path);
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
                assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            }
        }
        assertThat(api.post("", "/api/jobs", "{}").status()).isEqualTo(401);
    }

    @Test
    void aTokenMayWhatItsRoleMay() throws Exception {
        assertThat(api.get(READ, "/api/events/pages/evt_1/body").status()).isEqualTo(403);
        assertThat(api.post(READ, "/api/jobs", "{}").code()).isEqualTo("forbidden");
        assertThat(api.get(READ, "/api/events/pages/evt_1").status()).isEqualTo(200);
        assertThat(api.get(ADMIN, "/api/events/pages/evt_1/body").status()).isEqualTo(200);
    }

    @Test
    void pagesAreWalkedForthAndBack() throws Exception {
        List<String> forth = new ArrayList<>();
        List<String> links = new ArrayList<>();
        String link = "/api/events?endpoint=pages&type=page.*&customer=reader_1&limit=3";
        while (!link.equals("null")) {
            links.add(link);
            Answer page = api.get(READ, link);
            forth.addAll(ids(page));
            link = page.json().path("next").asText();
        }
        assertThat(forth).containsExactly("evt_7", "evt_6", "evt_5", "evt_4", "evt_3", "evt_2", "evt_1");
        assertThat(links).hasSize(3);

        Answer last = api.get(READ, links.getLast());
        Answer middle = api.get(READ, last.json().path("prev").asText());
        assertThat(ids(middle)).containsExactly("evt_4", "evt_3", "evt_2");
        Answer first = api.get(READ, middle.json().path("prev").asText());
        assertThat(ids(first)).containsExactly("evt_7", "evt_6", "evt_5");
        assertThat(first.json().path("prev").isNull()).isTrue();
        assertThat(ids(api.get(READ, first.json().path("next").asText()))).containsExactly("evt_4", "evt_3", "evt_2");
    }

    @Test
    void aCursorOfOtherFiltersIsRefused() throws Exception {
        String next = api.get(READ, "/api/events?endpoint=pages&limit=1")
                .json()
                .path("next")
                .asText();

        Answer other = api.get(READ, next.replace("endpoint=pages", "endpoint=shop"));

        assertThat(other.status()).isEqualTo(400);
        assertThat(other.code()).isEqualTo("cursor_mismatch");
        assertThat(other.json().at("/errors/0/pointer").asText()).isEqualTo("?after");
        assertThat(api.get(READ, "/api/events?after=nonsense").code()).isEqualTo("cursor_invalid");
        assertThat(api.get(READ, "/api/events?after=bnVsbA").code()).isEqualTo("cursor_invalid");
    }

    @Test
    void whatIsWrongWithParametersIsSaid() throws Exception {
        Answer unknown = api.get(READ, "/api/events?statsu=dead");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.code()).isEqualTo("parameter_unknown");
        assertThat(unknown.json().path("detail").asText()).contains("Did you mean 'status'?");
        for (String query :
                List.of("limit=0", "limit=501", "status=gone", "received%5Bgte%5D=yesterday", "type=%00", "object=")) {
            assertThat(api.get(READ, "/api/events?" + query).code()).as(query).isEqualTo("parameter_invalid");
        }
        assertThat(api.get(READ, "/api/nothing").code()).isEqualTo("path_unknown");
        assertThat(api.get(READ, "/api/jobs/none").code()).isEqualTo("not_found");
        Answer identified = api.get(READ, "/api/events/pages/none");
        assertThat(identified.status()).isEqualTo(404);
        assertThat(identified.json().path("request_id").asText()).isEqualTo(identified.header("X-Request-Id"));
    }

    @Test
    void aPageLooksThroughSoManyAndSaysHowFar() throws Exception {
        rig.run("""
                INSERT INTO webhook_event (endpoint, event_id, provider, type, category, status, body, payload_sha256, content_type,
                    http_target, received_at, attempts, topic, partition, "offset")
                SELECT 'many', 'evt_' || n, 'generic', CASE n WHEN 1 THEN 'rare' ELSE 'usual' END, 'usual', 'processed', '{}', '',
                    'text/plain', '', timestamptz '2026-11-30T00:00:00Z' + n * interval '1 second', 1, 't', 0, n
                FROM generate_series(1, 20001) AS n
                """);

        Answer first = api.get(READ, "/api/events?endpoint=many&type=rare");
        Answer second = api.get(READ, first.json().path("next").asText());

        assertThat(ids(first)).isEmpty();
        assertThat(first.json().path("looked_to").asText()).startsWith("2026-11-30T00:00:02");
        assertThat(ids(second)).containsExactly("evt_1");
        assertThat(second.json().path("next").isNull()).isTrue();
    }

    @Test
    void everyFilterFindsWhatItNames() throws Exception {
        rig.tell(request -> {
            throw new PermanentException("no such order 17");
        });
        rig.send(event("evt_filtered", "order.filtered"));
        eventually(() -> assertThat(ids(api.get(READ, "/api/events?cause=permanent&type=order.filtered")))
                .containsExactly("evt_filtered"));
        for (String query : List.of(
                "route=first",
                "status=dead",
                "provider=generic",
                "category=order.*",
                "received%5Bgte%5D=2026-11-01T00:00:00Z",
                "received%5Blt%5D=2099-01-01T00:00:00%2B02:00")) {
            assertThat(ids(api.get(READ, "/api/events?endpoint=shop&limit=500&" + query)))
                    .as(query)
                    .contains("evt_filtered");
        }
        for (String query :
                List.of("route=second", "status=processed", "received%5Blt%5D=2026-11-01T00:00:00Z", "job=none")) {
            assertThat(ids(api.get(READ, "/api/events?endpoint=shop&limit=500&" + query)))
                    .as(query)
                    .doesNotContain("evt_filtered");
        }
        assertThat(ids(api.get(READ, "/api/objects/book_1/events?limit=2"))).containsExactly("evt_7", "evt_6");
    }

    @Test
    void theStoryTellsWhatAnEventWaitsFor() throws Exception {
        rig.tell(request -> {
            throw new RetryableException("tomorrow");
        });
        String id = "evt /a?b%2F../ü";
        WebhookEvent sent = event(id, "order.told");
        rig.send(sent);
        String path = "/api/events/shop/" + URLEncoder.encode(id, UTF_8).replace("+", "%20");

        eventually(
                () -> assertThat(api.get(READ, path).json().at("/event/status").asText())
                        .isEqualTo("retrying"));

        JsonNode story = api.get(READ, path).json();
        assertThat(story.at("/routes/0/attempts/0/error").asText()).isEqualTo("tomorrow");
        assertThat(story.at("/waiting/0/for").asText()).isEqualTo("another attempt");
        assertThat(story.at("/waiting/0/due_at").asText()).isNotEmpty();
        assertThat(story.at("/record/topic").asText()).isEqualTo("webhooks.events");
        assertThat(story.at("/request/headers").isNull()).isTrue();
        Answer body = api.get(OPERATE, path + "/body");
        assertThat(body.response().body()).isEqualTo(sent.body());
        assertThat(body.header("Content-Disposition")).startsWith("attachment");
        assertThat(body.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void aDeadLetterIsRedrivenOnce() throws Exception {
        die("evt_redriven");
        JsonNode group = api.get(READ, "/api/dead-letters/groups?type=order.redriven")
                .json()
                .at("/items/0");
        assertThat(group.path("sample").asText()).isEqualTo("shop/evt_redriven");
        rig.tell(request -> processed(request, "mended"));
        String path = "/api/dead-letters/redrive";

        Answer planned = api.post(OPERATE, path, NAMED.formatted("evt_redriven"), "Idempotency-Key", "k1");
        Answer again = api.post(OPERATE, path, NAMED.formatted("evt_redriven"), "Idempotency-Key", "k1");
        Answer other = api.post(OPERATE, path, NAMED.formatted("evt_other"), "Idempotency-Key", "k1");

        assertThat(planned.status()).isEqualTo(201);
        assertThat(planned.json().path("state").asText()).isEqualTo("planned");
        assertThat(planned.json().at("/plan/units").asInt()).isEqualTo(1);
        assertThat(again.json()).isEqualTo(planned.json());
        assertThat(again.header("Location")).isEqualTo(planned.header("Location"));
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("idempotency_key_reused");
        String job = planned.header("Location");
        assertThat(api.post(OPERATE, job + "/start", "{\"expected_count\": 2}").code())
                .isEqualTo("plan_changed");
        assertThat(api.post(OPERATE, job + "/pause", "{}").code()).isEqualTo("job_state_conflict");

        Answer started = api.post(OPERATE, job + "/start", "{\"expected_count\": 1, \"reason\": \"it is mended\"}");

        assertThat(started.status()).isEqualTo(202);
        eventually(() ->
                assertThat(api.get(READ, job).json().path("state").asText()).isEqualTo("completed"));
        assertThat(ids(api.get(READ, job + "/units?outcome=processed"))).containsExactly("evt_redriven");
        String id = planned.json().path("id").asText();
        assertThat(ids(api.get(READ, "/api/events?job=" + id))).containsExactly("evt_redriven");
        JsonNode action =
                api.get(READ, "/api/actions?what=job.started&job=" + id).json().at("/items/0");
        assertThat(action.path("who").asText()).isEqualTo("ana");
        assertThat(action.path("why").asText()).isEqualTo("it is mended");
        assertThat(action.path("source_address").asText()).isEqualTo("127.0.0.1");
        assertThat(api.get(READ, "/api/dead-letters?type=order.redriven")
                        .json()
                        .at("/items/0/status")
                        .asText())
                .isEqualTo("redriven");
    }

    @Test
    void aRequestThatIsStillWorkedOnIsNotDoneTwice() throws Exception {
        rig.run("""
                INSERT INTO webhook_api_request (caller, key, fingerprint)
                SELECT caller, 'k2', 'x' FROM (VALUES ('operate:ana')) AS c (caller)
                """);
        Answer reused = api.post(OPERATE, "/api/replays", NAMED.formatted("evt_1"), "Idempotency-Key", "k2");
        assertThat(reused.status()).isEqualTo(422);

        Answer first = api.post(OPERATE, "/api/jobs", "{}", "Idempotency-Key", "k3");
        assertThat(first.status()).isEqualTo(400);
        // One that was refused may be corrected under the same key.
        String body = "{\"kind\": \"replay\", \"selection\": {\"events\": [\"pages/evt_1\"]}}";
        Answer corrected = api.post(OPERATE, "/api/jobs", body, "Idempotency-Key", "k3");
        assertThat(corrected.status()).isEqualTo(201);
        rig.run("UPDATE webhook_api_request SET status = NULL WHERE key = 'k3'");
        Answer running = api.post(OPERATE, "/api/jobs", body, "Idempotency-Key", "k3");
        assertThat(running.status()).isEqualTo(409);
        assertThat(running.code()).isEqualTo("request_in_progress");
    }

    @Test
    void aJobIsPausedResumedAndCancelled() throws Exception {
        String now = rig.one("SELECT now()::timestamptz::text").replace(' ', 'T');
        die("evt_discarded");
        Answer planned = api.post(ADMIN, "/api/dead-letters/discard", """
                {"selection": {"from": "2026-01-01T00:00:00Z", "where": {"type": "order.discarded"}}, "reason": "nobody needs it", "rate": 1, "ramp": true}
                """);
        assertThat(planned.status()).as(now).isEqualTo(201);
        String job = planned.header("Location");
        rig.run("UPDATE webhook_job SET state = 'running', next_at = now() + interval '1 hour' WHERE id = '"
                + planned.json().path("id").asText() + "'");

        assertThat(api.post(ADMIN, job + "/pause", "{}").json().path("state").asText())
                .isEqualTo("paused");
        // It is due at once, and may be over before it is cancelled.
        rig.run("UPDATE webhook_dead_letter SET status = 'held' WHERE event_id = 'evt_discarded'");
        assertThat(api.post(ADMIN, job + "/resume", "{}").status()).isEqualTo(202);
        Answer replay = api.post(ADMIN, "/api/replays", NAMED.formatted("evt_discarded"));
        assertThat(replay.status()).isEqualTo(201);
        String verification =
                NAMED.formatted("evt_discarded").replace("\"reason\"", "\"mode\": \"verify\", \"reason\"");
        assertThat(api.post(ADMIN, "/api/replays", verification)
                        .json()
                        .path("verify_most")
                        .asInt())
                .isEqualTo(1000);
        assertThat(api.post(ADMIN, "/api/dead-letters/redrive", verification).status())
                .isEqualTo(400);
        Answer cancelled = api.post(ADMIN, replay.header("Location") + "/cancel", "{\"reason\": \"a mistake\"}");
        assertThat(cancelled.json().path("state").asText()).isEqualTo("cancelled");
    }

    @Test
    void everyMistakeInABodyIsNamed() throws Exception {
        Answer answer = api.post(OPERATE, "/api/jobs", """
                {"kind": "redo", "selection": {"where": {"typ": "x"}}, "rate": 0, "raet": 1}
                """);
        List<String> pointers = new ArrayList<>();
        answer.json()
                .path("errors")
                .forEach(each -> pointers.add(each.path("pointer").asText()));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(new TreeSet<>(pointers))
                .containsExactly("/kind", "/raet", "/rate", "/selection/from", "/selection/where/typ");
        assertThat(api.post(OPERATE, "/api/replays", "{\"selection\": {}}").code())
                .isEqualTo("body_invalid");
        assertThat(api.post(OPERATE, "/api/dead-letters/discard", "{\"selection\": {\"events\": [\"a/b\"]}}")
                        .json()
                        .at("/errors/0/pointer")
                        .asText())
                .isEqualTo("/reason");
        assertThat(api.post(OPERATE, "/api/jobs", "{\"kind\":").code()).isEqualTo("body_invalid");
        assertThat(api.post(OPERATE, "/api/jobs", "x".repeat(1024 * 1024 + 1)).status())
                .isEqualTo(413);
        assertThat(api.post(OPERATE, "/api/jobs", "a=b", "Content-Type", "text/plain")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void draftsOfRoutesAreTriedOut() throws Exception {
        Answer inForce = api.post(OPERATE, "/api/routes/test", """
                {"made_up": {"endpoint": "shop", "type": "order.paid", "body": "{\\"amount\\": 7}"}}
                """);
        assertThat(inForce.json().at("/events/0/taken_by").toString()).isEqualTo("[\"first\",\"second\"]");
        Answer draft = api.post(OPERATE, "/api/routes/test", """
                {"event": "pages/evt_1", "routes": "routes:\\n  - {name: all, match: {events: [\\"page.*\\"]}, handler: told}\\n"}
                """);
        assertThat(draft.json().at("/events/0/taken_by/0").asText()).isEqualTo("all");
        Answer curious = api.post(OPERATE, "/api/routes/test", """
                {"event": "pages/evt_1", "routes": "routes:\\n  - {name: \\"${file:/etc/hostname}\\", handler: told}\\n"}
                """);
        assertThat(curious.status()).isEqualTo(400);
        assertThat(curious.json().toString()).contains("a draft may not hold ${");
    }

    private static void die(String id) throws Exception {
        rig.tell(request -> {
            throw new PermanentException("no such order 17");
        });
        rig.send(event(id, id.replace("evt_", "order.")));
        eventually(() -> assertThat(ids(api.get(READ, "/api/dead-letters?type=" + id.replace("evt_", "order."))))
                .containsExactly(id));
    }

    private static List<String> ids(Answer page) {
        List<String> ids = new ArrayList<>();
        page.json().path("items").forEach(item -> ids.add(item.path("event_id").asText()));
        return ids;
    }
}

package dev.sluice.processor.job;

import static dev.sluice.processor.job.JobsRig.event;
import static dev.sluice.processor.job.JobsRig.eventually;
import static dev.sluice.processor.job.JobsRig.processed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.body.DocumentPlace;
import dev.sluice.handler.Effect;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.Projection;
import dev.sluice.handler.RetryableException;
import dev.sluice.processor.ProcessorService;
import dev.sluice.testing.EventBuilder;
import dev.sluice.topic.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replays, redrives and discards, through a broker, a database and the processor itself. */
final class JobsIT {
    @TempDir
    private static Path directory;

    private static JobsRig rig;
    private static ProcessorService service;

    @BeforeAll
    static void start() throws Exception {
        rig = new JobsRig(directory);
        service = rig.start("one");
    }

    @AfterAll
    static void stop() throws Exception {
        rig.close();
    }

    @BeforeEach
    void behave() {
        rig.tell(request -> processed(request, "v1"));
    }

    @Test
    void redrivenTwiceIsAppliedOnce() throws Exception {
        die("evt_twice");
        String one = rig.plan("redrive", "{\"events\":[\"shop/evt_twice\"]}");
        String two = rig.plan("redrive", "{\"events\":[\"shop/evt_twice\"]}");
        rig.tell(request -> processed(request, "mended"));

        rig.go(one);
        rig.go(two);

        rig.awaitState(one, "completed");
        rig.awaitState(two, "completed");
        assertThat(rig.effects("evt_twice")).containsExactly("shop/evt_twice/first mended");
        assertThat(List.of(rig.outcomes(one).getFirst(), rig.outcomes(two).getFirst()))
                .containsExactlyInAnyOrder("evt_twice/first processed", "evt_twice/first skipped");
        assertThat(letter("evt_twice")).isEqualTo("redriven 1");
        assertThat(rig.one("SELECT status FROM webhook_event WHERE event_id = 'evt_twice'"))
                .isEqualTo("processed");
    }

    @Test
    void dyingAgainIsAChapterAndNothingGrows() throws Exception {
        die("evt_poison");
        // As after nineteen redrives.
        rig.run(
                "UPDATE webhook_dead_letter SET chapter = 20, history = (SELECT jsonb_agg(note)"
                        + " FROM (SELECT history -> 0 AS note FROM generate_series(1, 20)) AS notes) WHERE event_id = 'evt_poison'");

        for (int chapter = 21; chapter <= 23; chapter++) {
            rig.run("redrive", "{\"events\":[\"shop/evt_poison\"]}");
            assertThat(letter("evt_poison")).isEqualTo("open " + chapter);
        }

        assertThat(rig.one("SELECT jsonb_array_length(history) FROM webhook_dead_letter WHERE event_id = 'evt_poison'"))
                .isEqualTo("20");
        List<Integer> sizes = rig.records(Topics.DEAD_LETTERS).stream()
                .filter(each -> new String(each.key(), UTF_8).equals("evt_poison"))
                .map(each -> each.headers().lastHeader("sluice_history").value().length)
                .toList();
        // The topic tells of each death, the table of the delivery.
        assertThat(sizes).hasSize(4);
        assertThat(sizes.get(3)).isEqualTo(sizes.get(1));
    }

    @Test
    void aJobWhoseOutcomesDoNotComeEndsAndSaysHowMany() throws Exception {
        die("evt_slow");
        String job = rig.plan("redrive", "{\"events\":[\"shop/evt_slow\"]}");
        rig.tell(request -> {
            throw new RetryableException("tomorrow");
        });
        rig.go(job);
        eventually(() -> assertThat(rig.outcomes(job)).containsExactly("evt_slow/first retry"));
        assertThat(rig.state(job)).isEqualTo("running");

        rig.run("UPDATE webhook_job SET updated_at = now() - interval '25 hours', next_at = now() WHERE id = '" + job
                + "'");

        rig.awaitState(job, "completed");
        assertThat(rig.one("SELECT error FROM webhook_job WHERE id = '" + job + "'"))
                .contains("1 units have no final outcome yet");
    }

    @Test
    void aMendedHandlerReappliesItsProjection() throws Exception {
        rig.tell(request -> project(request, "wrong"));
        RecordMetadata at = rig.send(event("evt_project", "order.made"));
        eventually(() -> assertThat(rig.rows("SELECT status FROM payment WHERE id = 'evt_project'"))
                .containsExactly("wrong"));
        rig.tell(request -> project(request, "right"));

        rig.run("replay", range(at));

        assertThat(rig.rows("SELECT status FROM payment WHERE id = 'evt_project'"))
                .containsExactly("right");
    }

    static HandlerResult project(HandlerRequest request, String status) {
        Projection payment = new Projection("payment", "status", List.of(new Projection.Column("status", "text")));
        return new HandlerResult.Processed(
                List.of(new Effect.Project(new Projection.Write(
                        payment,
                        "shop",
                        request.event().id(),
                        Instant.parse("2026-01-01T00:00:00Z"),
                        1,
                        request.event().id(),
                        List.of(status)))),
                status);
    }

    @Test
    void aSetThatGrewAfterThePlanIsNotRun() throws Exception {
        die("evt_set_1", "order.set");
        String job = rig.plan("redrive", "{\"where\":{\"type\":\"order.set\"}}");
        die("evt_set_2", "order.set");
        rig.tell(request -> processed(request, "mended"));

        assertThat(rig.plan(job)).contains("\"units\": 1", "\"order.set\": 1");
        rig.go(job);
        rig.awaitState(job, "completed");

        assertThat(rig.outcomes(job)).containsExactly("evt_set_1/first processed");
        assertThat(letter("evt_set_2")).isEqualTo("open 1");
    }

    @Test
    void whatDiedAgainAfterThePlanIsLeftToAnother() throws Exception {
        die("evt_moved");
        String job = rig.plan("redrive", "{\"events\":[\"shop/evt_moved\"]}");
        rig.run("redrive", "{\"events\":[\"shop/evt_moved\"]}");

        rig.go(job);
        rig.awaitState(job, "completed");

        assertThat(rig.outcomes(job)).containsExactly("evt_moved/first skipped");
        assertThat(rig.one("SELECT note FROM webhook_job_unit WHERE job_id = '" + job + "'"))
                .contains("died again");
        assertThat(letter("evt_moved")).isEqualTo("open 2");
    }

    @Test
    void aRetryThatWaitsForLongIsRunNowAndNotTwice() throws Exception {
        rig.tell(request -> {
            throw new RetryableException("not yet");
        });
        rig.send(event("evt_waits", "order.made"));
        eventually(() -> assertThat(attempts("evt_waits")).containsExactly("/first/1 retry"));
        rig.tell(request -> processed(request, "now"));

        String job = rig.run("redrive", "{\"events\":[\"shop/evt_waits\"]}");

        assertThat(rig.effects("evt_waits")).containsExactly("shop/evt_waits/first now");
        // It takes the place of the retry that waited: that one's claim is taken when it is due.
        assertThat(attempts("evt_waits")).containsExactly("/first/1 retry", "/first/2 processed");
        assertThat(rig.outcomes(job)).containsExactly("evt_waits/first processed");
    }

    @Test
    void replayOfADeliveryWhoseRetryWaitsRunsThatRetry() throws Exception {
        rig.tell(request -> {
            throw new RetryableException("not yet");
        });
        RecordMetadata at = rig.send(event("evt_replay_waits", "order.made"));
        eventually(() -> assertThat(attempts("evt_replay_waits")).containsExactly("/first/1 retry"));
        rig.tell(request -> processed(request, "now"));

        String job = rig.run("replay", range(at));

        assertThat(attempts("evt_replay_waits")).containsExactly("/first/1 retry", "/first/2 processed");
        assertThat(rig.outcomes(job)).containsExactly("evt_replay_waits/first processed");
    }

    @Test
    void aStepThatIsRepeatedSendsWhatItSentBefore() throws Exception {
        rig.tell(request -> {
            throw new RetryableException("not yet");
        });
        RecordMetadata at = rig.send(event("evt_repeated", "order.made"));
        eventually(() -> assertThat(attempts("evt_repeated")).containsExactly("/first/1 retry"));
        rig.tell(request -> processed(request, "now"));
        String job = rig.run("replay", range(at));

        // As if the instance had been lost after sending, and before it could say so.
        rig.run("UPDATE webhook_job_unit SET outcome = NULL WHERE job_id = '" + job + "'");
        rig.run(
                "UPDATE webhook_job SET sent = 0, settled = 0, progress = '{}', state = 'running', finished_at = NULL WHERE id = '"
                        + job + "'");
        eventually(() -> assertThat(rig.one("SELECT state FROM webhook_job WHERE id = '" + job + "'"))
                .isEqualTo("completed"));

        assertThat(attempts("evt_repeated")).containsExactly("/first/1 retry", "/first/2 processed");
        assertThat(rig.outcomes(job)).containsExactly("evt_repeated/first processed");
    }

    @Test
    void replayAppliesAgainUnderAClaimOfItsOwn() throws Exception {
        RecordMetadata at = rig.send(event("evt_again", "order.paid"));
        eventually(() -> assertThat(rig.effects("evt_again")).hasSize(2));
        rig.tell(request -> processed(request, "v2"));

        String job = rig.plan("replay", range(at));

        assertThat(rig.plan(job))
                .contains("\"units\": 2", "\"events\": 1", "\"already_applied\": 2", "\"order.paid\": 2");
        rig.go(job);
        rig.awaitState(job, "completed");
        assertThat(rig.effects("evt_again"))
                .containsExactlyInAnyOrder(
                        "shop/evt_again/first v1",
                        "shop/evt_again/second v1",
                        "shop/evt_again/first v2",
                        "shop/evt_again/second v2");
        assertThat(rig.outcomes(job)).containsExactly("evt_again/first processed", "evt_again/second processed");

        // The same job twice: as if its instance had been lost before it marked anything.
        rig.run("UPDATE webhook_job_unit SET generation = NULL, outcome = NULL WHERE job_id = '" + job + "'");
        rig.run("UPDATE webhook_job SET sent = 0, progress = '{}', finished_at = NULL WHERE id = '" + job + "'");
        rig.go(job);
        rig.awaitState(job, "completed");
        assertThat(rig.effects("evt_again")).hasSize(4);
        assertThat(rig.outcomes(job)).containsExactly("evt_again/first processed", "evt_again/second processed");
    }

    @Test
    void routeAndTypeChooseWhatIsReplayed() throws Exception {
        RecordMetadata at = rig.send(event("evt_route", "order.paid"));
        eventually(() -> assertThat(rig.effects("evt_route")).hasSize(2));

        String job = rig.run(
                "replay",
                range(at)
                        .replace("}", ",\"where\":{\"route\":\"second\",\"type\":\"order.*\",\"endpoint\":\"shop\"}}"));
        String none = rig.plan("replay", range(at).replace("}", ",\"where\":{\"type\":\"invoice.*\"}}"));

        assertThat(rig.outcomes(job)).containsExactly("evt_route/second processed");
        assertThat(rig.plan(none)).contains("\"units\": 0");
    }

    @Test
    void whatRetentionHasEatenIsReplayedFromTheAudit() throws Exception {
        rig.send(EventBuilder.like(event("evt_eaten", "order.made"))
                .body("payload=%7B%22a%22%3A1%7D".getBytes(UTF_8))
                .documentPlace(DocumentPlace.parse("form:payload"))
                .build());
        eventually(() -> assertThat(rig.effects("evt_eaten")).hasSize(1));
        TopicPartition partition = new TopicPartition(
                Topics.EVENTS,
                Integer.parseInt(rig.one("SELECT partition FROM webhook_event WHERE event_id = 'evt_eaten'")));
        long offset = Long.parseLong(rig.one("SELECT \"offset\" FROM webhook_event WHERE event_id = 'evt_eaten'"));
        rig.admin
                .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset + 1)))
                .all()
                .get();
        rig.tell(request -> processed(request, "a=" + request.payload().path("a")));

        String job = rig.plan(
                "replay",
                "{\"from\":\"%d:%d\",\"to\":\"%d:%d\"}"
                        .formatted(partition.partition(), offset, partition.partition(), offset + 1));

        assertThat(rig.plan(job)).contains("\"units\": 1", "\"eaten\": 1", "\"from_audit\": 1");
        rig.go(job);
        rig.awaitState(job, "completed");
        assertThat(rig.effects("evt_eaten")).containsExactly("shop/evt_eaten/first v1", "shop/evt_eaten/first a=1");
    }

    @Test
    void replayJudgesTokensAndTheRedriveOfThatLetterDoesNot() throws Exception {
        rig.send(EventBuilder.like(event("evt_true", "order.made")).token("t-1").build());
        eventually(() -> assertThat(rig.effects("evt_true")).hasSize(1));
        RecordMetadata at = rig.send(EventBuilder.like(event("evt_forged", "order.made"))
                .token("t-1")
                .build());
        eventually(() -> assertThat(letter("evt_forged")).isEqualTo("open 1"));

        rig.run("replay", range(at));

        assertThat(rig.effects("evt_forged")).isEmpty();
        assertThat(letter("evt_forged")).isEqualTo("open 2");
        rig.run("redrive", "{\"events\":[\"shop/evt_forged\"]}");
        assertThat(rig.effects("evt_forged")).hasSize(1);
        assertThat(letter("evt_forged")).isEqualTo("redriven 2");
    }

    @Test
    void recordThatCanNotBeReadCanNotBeRedrivenAndTheJobSaysSo() throws Exception {
        RecordMetadata at = rig.sendUndecodable();
        String id = at.topic() + "-" + at.partition() + "-" + at.offset();
        eventually(() -> assertThat(letter(id)).isEqualTo("open 1"));

        String job = rig.plan("redrive", "{\"events\":[\"shop/" + id + "\"]}");

        assertThat(rig.state(job)).isEqualTo("failed");
        assertThat(rig.one("SELECT to_jsonb(j)::text FROM webhook_job j WHERE id = '" + job + "'"))
                .contains("shop/" + id + " is a record that could not be read as an event");
        rig.run("discard", "{\"events\":[\"shop/" + id + "\"]}");
        assertThat(letter(id)).isEqualTo("discarded 1");
    }

    @Test
    void discardClosesAndSaysWhyAndHeldOnesStay() throws Exception {
        die("evt_gone_1", "order.gone");
        die("evt_gone_2", "order.gone");
        rig.run("UPDATE webhook_dead_letter SET status = 'held' WHERE event_id = 'evt_gone_2'");

        String job = rig.run("discard", "{\"where\":{\"type\":\"order.gone\"}}");

        assertThat(rig.outcomes(job)).containsExactly("evt_gone_1/first discarded");
        assertThat(letter("evt_gone_1")).isEqualTo("discarded 1");
        assertThat(rig.one("SELECT discard_reason FROM webhook_dead_letter WHERE event_id = 'evt_gone_1'"))
                .isEqualTo("because");
        assertThat(letter("evt_gone_2")).isEqualTo("held 1");
        assertThat(rig.one("SELECT what || ' ' || who FROM webhook_action WHERE job_id = '" + job + "'"))
                .isEqualTo("job.completed processor");
    }

    @Test
    void canaryStopsAJobWhoseUnitsFail() throws Exception {
        for (int i = 0; i < 30; i++) {
            die("evt_canary_" + i, "order.canary");
        }
        String job = rig.plan("redrive", "{\"where\":{\"type\":\"order.canary\"}}", "NULL", "'{1,10}'", "0.5");
        rig.tell(request -> {
            if (request.event().id().equals("evt_canary_0")) {
                return processed(request, "mended");
            }
            throw new PermanentException("still");
        });

        rig.go(job);
        rig.awaitState(job, "paused");

        // The first was well; of ten, nine were not.
        assertThat(rig.one("SELECT sent FROM webhook_job WHERE id = '" + job + "'"))
                .isEqualTo("10");
        assertThat(rig.one("SELECT error FROM webhook_job WHERE id = '" + job + "'"))
                .contains("9 of 10 units failed");
        rig.tell(request -> processed(request, "mended"));
        rig.run("UPDATE webhook_job SET max_failures = NULL WHERE id = '" + job + "'");
        rig.go(job);
        rig.awaitState(job, "completed");
        assertThat(rig.one("SELECT progress::text FROM webhook_job WHERE id = '" + job + "'"))
                .isEqualTo("{\"dead\": 9, \"processed\": 21}");
    }

    @Test
    void whatACancelledJobHasNotSentStaysOpen() throws Exception {
        for (int i = 0; i < 5; i++) {
            die("evt_cancel_" + i, "order.cancel");
        }
        String job = rig.plan("redrive", "{\"where\":{\"type\":\"order.cancel\"}}", "1", "'{}'", "NULL");
        rig.tell(request -> processed(request, "mended"));
        rig.go(job);
        eventually(() -> assertThat(rig.one("SELECT sent FROM webhook_job WHERE id = '" + job + "'"))
                .isNotEqualTo("0"));

        rig.run("UPDATE webhook_job SET state = 'cancelled', finished_at = now() WHERE id = '" + job + "'");
        // A step that is under way ends, and marks what it has sent.
        eventually(() -> assertThat(rig.one("SELECT lease_owner FROM webhook_job WHERE id = '" + job + "'"))
                .isEqualTo("null"));
        rig.rows("SELECT release_dead_letters('" + job + "')");

        int sent = Integer.parseInt(rig.one("SELECT sent FROM webhook_job WHERE id = '" + job + "'"));
        assertThat(sent).isLessThan(5);
        eventually(() -> assertThat(
                        rig.rows(
                                "SELECT status || ' ' || count(*) FROM webhook_dead_letter WHERE type = 'order.cancel' GROUP BY status"))
                .containsExactlyInAnyOrder("redriven " + sent, "open " + (5 - sent)));
    }

    @Test
    void whatAJobHasLeftBehindIsTakenByAnotherAfterADay() throws Exception {
        die("evt_left", "order.left");
        String first = rig.plan("redrive", "{\"where\":{\"type\":\"order.left\"}}", "NULL", "'{}'", "NULL");
        rig.run("UPDATE webhook_dead_letter SET status = 'redriving', job_id = '" + first
                + "' WHERE event_id = 'evt_left'");
        rig.run("UPDATE webhook_job SET state = 'cancelled', finished_at = now() WHERE id = '" + first + "'");
        rig.tell(request -> processed(request, "mended"));

        rig.run("redrive", "{\"where\":{\"type\":\"order.left\"}}");
        assertThat(letter("evt_left")).contains("redriving");
        rig.run("UPDATE webhook_job SET finished_at = now() - interval '2 days' WHERE id = '" + first + "'");
        rig.run("redrive", "{\"where\":{\"type\":\"order.left\"}}");

        eventually(() -> assertThat(letter("evt_left")).contains("redriven"));
    }

    @Test
    void anotherInstanceGoesOnWhereOneWasLost() throws Exception {
        for (int i = 0; i < 12; i++) {
            die("evt_lost_" + i, "order.lost");
        }
        String job = rig.plan("redrive", "{\"where\":{\"type\":\"order.lost\"}}", "2", "'{}'", "NULL");
        rig.tell(request -> processed(request, "mended"));
        rig.go(job);
        eventually(() -> assertThat(rig.one("SELECT sent FROM webhook_job WHERE id = '" + job + "'"))
                .isNotEqualTo("0"));

        rig.stop(service);
        int sent = Integer.parseInt(rig.one("SELECT sent FROM webhook_job WHERE id = '" + job + "'"));
        assertThat(sent).isLessThan(12);
        rig.run("UPDATE webhook_job SET rate = NULL WHERE id = '" + job + "'");
        service = rig.start("two");

        rig.awaitState(job, "completed");
        assertThat(rig.one("SELECT progress::text FROM webhook_job WHERE id = '" + job + "'"))
                .isEqualTo("{\"processed\": 12}");
        assertThat(rig.one("SELECT count(*) FROM test_effect WHERE event_id LIKE 'evt_lost_%'"))
                .isEqualTo("12");
    }

    @Test
    void whatCannotBeMeantIsRefusedWithAReason() {
        String all = rig.plan("replay", "{}");
        String unknown = rig.plan("replay", "{\"events\":[\"shop/evt_never\"]}");

        assertThat(rig.state(all)).isEqualTo("failed");
        assertThat(rig.one("SELECT error FROM webhook_job WHERE id = '" + all + "'"))
                .contains("--from-offset");
        assertThat(rig.one("SELECT error FROM webhook_job WHERE id = '" + unknown + "'"))
                .contains("no event shop/evt_never");
    }

    private static void die(String id) throws Exception {
        die(id, "order.made");
    }

    private static void die(String id, String type) throws Exception {
        rig.tell(request -> {
            throw new PermanentException("no stock for " + request.event().id());
        });
        rig.send(event(id, type));
        eventually(() -> assertThat(letter(id)).isEqualTo("open 1"));
    }

    static String range(RecordMetadata at) {
        return "{\"from\":\"%1$d:%2$d\",\"to\":\"%1$d:%3$d\"}".formatted(at.partition(), at.offset(), at.offset() + 1);
    }

    private static String letter(String id) {
        return String.join(
                ",",
                rig.rows("SELECT status || ' ' || chapter FROM webhook_dead_letter WHERE event_id = '" + id + "'"));
    }

    private static List<String> attempts(String id) {
        return rig.rows("SELECT generation || '/' || route || '/' || attempt || ' ' || outcome FROM webhook_attempt"
                + " WHERE event_id = '" + id + "' ORDER BY generation, route, attempt");
    }
}

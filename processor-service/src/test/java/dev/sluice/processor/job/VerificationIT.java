package dev.sluice.processor.job;

import static dev.sluice.processor.job.JobsIT.project;
import static dev.sluice.processor.job.JobsIT.range;
import static dev.sluice.processor.job.JobsRig.event;
import static dev.sluice.processor.job.JobsRig.eventually;
import static dev.sluice.processor.job.JobsRig.processed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.handler.Effect;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import dev.sluice.topic.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replays that only compare, through a broker, a database and the processor itself. */
final class VerificationIT {
    @TempDir
    private static Path directory;

    private static JobsRig rig;

    @BeforeAll
    static void start() throws Exception {
        rig = new JobsRig(directory);
        rig.start("verifying");
    }

    @AfterAll
    static void stop() throws Exception {
        rig.close();
    }

    @Test
    void aVerificationTellsWhatWouldBeWrittenAndWritesNothing() throws Exception {
        rig.tell(request -> project(request, "wrong"));
        RecordMetadata at = rig.send(event("evt_verify", "order.made"));
        eventually(() -> assertThat(rig.rows("SELECT status FROM payment WHERE id = 'evt_verify'"))
                .containsExactly("wrong"));
        String attempts = rig.one("SELECT count(*) FROM webhook_attempt");
        int effects = rig.effects("evt_verify").size();
        int retries = rig.records(Topics.RETRY).size();

        String same = verified(range(at));
        rig.tell(request -> with(project(request, "right"), request));
        String differs = verified(range(at));
        rig.tell(request -> {
            throw new PermanentException("no amount");
        });
        String refused = verified(range(at));

        assertThat(rig.outcomes(same)).containsExactly("evt_verify/first same");
        assertThat(rig.outcomes(differs)).containsExactly("evt_verify/first differs");
        assertThat(rig.rows(
                        "SELECT concat_ws(' ', d ->> 'table', d -> 'key' ->> 'id', d ->> 'column', coalesce(d ->> 'now', 'null'), d ->> 'would_be')"
                                + " FROM webhook_job_unit, jsonb_array_elements(difference) AS d WHERE job_id = '"
                                + differs
                                + "' AND d ->> 'column' IN ('status', 'note')"))
                .containsExactly("payment evt_verify status wrong right", "test_effect note null seen");
        assertThat(rig.one("SELECT note FROM webhook_job_unit WHERE job_id = '" + differs + "'"))
                .isEqualTo("1 records would be published");
        assertThat(rig.outcomes(refused)).containsExactly("evt_verify/first refused");
        assertThat(rig.rows("SELECT status FROM payment WHERE id = 'evt_verify'"))
                .containsExactly("wrong");
        assertThat(rig.effects("evt_verify")).hasSize(effects);
        assertThat(rig.one("SELECT count(*) FROM webhook_attempt")).isEqualTo(attempts);
        assertThat(rig.records(Topics.RETRY)).hasSize(retries);
    }

    @Test
    void aVerificationSaysWhatItDidNotLookAt() throws Exception {
        rig.tell(request -> project(request, "wrong"));
        RecordMetadata at = rig.send(event("evt_some", "order.paid"));
        eventually(() -> assertThat(rig.rows("SELECT attempts FROM webhook_event WHERE event_id = 'evt_some'"))
                .containsExactly("2"));
        String job = rig.plan("replay", range(at));
        rig.run("UPDATE webhook_job SET mode = 'verify', verify_most = 1 WHERE id = '" + job + "'");

        rig.go(job);

        rig.awaitState(job, "completed");
        assertThat(rig.one("SELECT error FROM webhook_job WHERE id = '" + job + "'"))
                .isEqualTo("1 units were not looked at: --limit was 1");
    }

    private static String verified(String selection) throws Exception {
        String job = rig.plan("replay", selection);
        rig.run("UPDATE webhook_job SET mode = 'verify', verify_most = 100 WHERE id = '" + job + "'");
        rig.go(job);
        rig.awaitState(job, "completed");
        return job;
    }

    private static HandlerResult with(HandlerResult result, HandlerRequest request) {
        List<Effect> effects = new ArrayList<>(((HandlerResult.Processed) result).effects());
        effects.addAll(((HandlerResult.Processed) processed(request, "seen")).effects());
        effects.add(new Effect.Publish("nowhere", "k", new byte[0], Map.of()));
        return new HandlerResult.Processed(effects, "projected");
    }
}

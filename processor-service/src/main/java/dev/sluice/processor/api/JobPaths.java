package dev.sluice.processor.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.job.JobKind;
import dev.sluice.processor.ledger.JobControl;
import dev.sluice.processor.ledger.LedgerList;
import dev.sluice.processor.ledger.LedgerLists;
import dev.sluice.processor.ledger.LedgerUnavailableException;
import dev.sluice.processor.ledger.QueryRefusedException;
import dev.sluice.query.JobChange;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** Jobs: planned, started, paused, resumed and cancelled. */
final class JobPaths implements ApiPaths.Section {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(50);

    private final ListPages pages;
    private final JobControl jobs;
    private final Clock clock;

    JobPaths(ListPages pages, JobControl jobs, Clock clock) {
        this.pages = pages;
        this.jobs = jobs;
        this.clock = clock;
    }

    @Override
    public void addTo(ApiPaths.Table table) {
        table.get("/api/jobs", ApiRole.READ, call -> pages.page(call, LedgerLists.JOBS))
                .get("/api/jobs/{id}", ApiRole.READ, this::show)
                .get("/api/jobs/{id}/units", ApiRole.READ, this::units)
                .post("/api/jobs", ApiRole.OPERATE, (call, body) -> plan(call, body, Optional.empty()))
                .post("/api/replays", ApiRole.OPERATE, (call, body) -> plan(call, body, Optional.of(JobKind.REPLAY)))
                .post(
                        "/api/dead-letters/redrive",
                        ApiRole.OPERATE,
                        (call, body) -> plan(call, body, Optional.of(JobKind.REDRIVE)))
                .post(
                        "/api/dead-letters/discard",
                        ApiRole.OPERATE,
                        (call, body) -> plan(call, body, Optional.of(JobKind.DISCARD)));
        for (JobChange change : JobChange.values()) {
            table.post("/api/jobs/{id}/" + change.word(), ApiRole.OPERATE, (call, body) -> change(call, body, change));
        }
    }

    private Reply show(Call call) throws ProblemException, LedgerUnavailableException, QueryRefusedException {
        call.parameters(List.of());
        return Reply.ok(job(call.path("id")));
    }

    private Reply units(Call call) throws ProblemException, LedgerUnavailableException, QueryRefusedException {
        String id = call.path("id");
        job(id);
        // What would be different is made of bodies.
        LedgerList units =
                call.caller().role().includes(ApiRole.OPERATE) ? LedgerLists.JOB_UNITS : LedgerLists.JOB_UNITS_TO_READ;
        return pages.page(call, units, Map.of("job", id));
    }

    private Reply plan(Call call, ObjectNode body, Optional<JobKind> kind)
            throws ProblemException, LedgerUnavailableException, QueryRefusedException, InterruptedException {
        JobBody asked = JobBody.read(body, kind, clock.instant());
        String id = jobs.ask(asked.job(), call.caller().operator(asked.reason()));
        Map<String, String> location = Map.of("Location", "/api/jobs/" + URLEncoder.encode(id, StandardCharsets.UTF_8));
        long began = System.nanoTime();
        while (true) {
            ObjectNode job = job(id);
            switch (job.path("state").asText()) {
                case "planning" -> {
                    if (System.nanoTime() - began > LONGEST_WAIT.toNanos()) {
                        // It goes on being planned; where it is says when that is over.
                        return Reply.json(202, job, location);
                    }
                    TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
                }
                case "failed" ->
                    throw new ProblemException(
                            422, "plan_impossible", job.path("error").asText("It can't be planned."));
                default -> {
                    return Reply.json(201, job, location);
                }
            }
        }
    }

    private Reply change(Call call, ObjectNode body, JobChange change)
            throws ProblemException, LedgerUnavailableException, QueryRefusedException {
        JsonFields fields = new JsonFields(body);
        String reason = fields.text("reason").orElse("");
        OptionalInt expected = OptionalInt.empty();
        if (change == JobChange.START) {
            expected = fields.number("expected_count", 0, Integer.MAX_VALUE);
            if (body.path("expected_count").isMissingNode()) {
                fields.mistake("expected_count", "Say how many units you expect: 'units' of the plan.");
            }
        }
        fields.noOthers();
        fields.check();
        String id = call.path("id");
        job(id);
        if (!jobs.change(id, change, expected, call.caller().operator(reason))) {
            ObjectNode now = job(id);
            int units = now.path("progress").path("total").asInt();
            if (expected.isPresent() && now.path("state").asText().equals("planned") && units != expected.getAsInt()) {
                throw new ProblemException(
                        409,
                        "plan_changed",
                        "The plan has " + units + " units, and not " + expected.getAsInt() + "; look at it again.");
            }
            throw new ProblemException(
                    409,
                    "job_state_conflict",
                    "The job is " + now.path("state").asText() + "; only one that is " + change.possibleIn()
                            + " can be " + change.past() + ".");
        }
        return Reply.json(202, job(id), Map.of());
    }

    private ObjectNode job(String id) throws ProblemException, LedgerUnavailableException, QueryRefusedException {
        return jobs.read(id).orElseThrow(() -> ProblemException.notFound("There is no job " + id + "; see /api/jobs."));
    }
}

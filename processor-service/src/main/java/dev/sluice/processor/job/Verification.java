package dev.sluice.processor.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Effect;
import dev.sluice.handler.HandlerResult;
import dev.sluice.processor.attempt.AttemptRunner;
import dev.sluice.processor.attempt.Routing;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.processor.ledger.DryRun;
import dev.sluice.processor.ledger.Job;
import dev.sluice.processor.ledger.JobUnit;
import dev.sluice.processor.ledger.JobUnit.Step;
import dev.sluice.processor.ledger.LedgerUnavailableException;
import dev.sluice.processor.ledger.RowChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs the handlers as they are now over a job's units, and compares what they would write with what is there. Nothing is written. */
final class Verification implements AutoCloseable {
    private final AttemptRunner attempts;
    private final Routing routing;
    private final DryRun dryRun;
    private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();

    Verification(AttemptRunner attempts, Routing routing, DryRun dryRun) {
        this.attempts = attempts;
        this.routing = routing;
        this.dryRun = dryRun;
    }

    /**
     * Verifies units.
     *
     * @param events theirs, by the unit's number; one that is not there can't be verified
     * @return one step for each unit, in their order
     * @throws PlanImpossibleException if the database can't tell
     */
    List<Step> of(Job job, List<JobUnit> units, Map<Integer, WebhookEvent> events)
            throws LedgerUnavailableException, InterruptedException, PlanImpossibleException {
        if (!dryRun.possible()) {
            throw new PlanImpossibleException(
                    "a replay can be verified from Postgres 18 on, which tells rows before and after");
        }
        List<Step> steps = new ArrayList<>();
        for (JobUnit unit : units) {
            steps.add(of(job, unit, Optional.ofNullable(events.get(unit.n()))));
        }
        return steps;
    }

    private Step of(Job job, JobUnit unit, Optional<WebhookEvent> event)
            throws LedgerUnavailableException, InterruptedException {
        if (event.isEmpty()) {
            return verified(unit, "skipped", "its bytes are neither in the topic nor in the audit");
        }
        if (routing.slow(unit.route())) {
            return verified(unit, "skipped", "its handler calls other systems, and is not run for a verification");
        }
        Delivery delivery = new Delivery(
                event.get(),
                event.get().document(),
                routing.category(event.get()),
                unit.route(),
                job.id(),
                0,
                List.of(),
                unit.origin(),
                unit.origin(),
                List.of(unit.route()),
                false);
        Future<HandlerResult> result = handlers.submit(() -> attempts.rehearse(delivery));
        try {
            return switch (result.get(routing.timeout(unit.route()).toMillis(), TimeUnit.MILLISECONDS)) {
                case HandlerResult.Ignored(String reason) -> verified(unit, "same", "ignored: " + reason);
                case HandlerResult.Processed(List<Effect> effects, String said) -> compared(unit, event.get(), effects);
            };
        } catch (ExecutionException e) {
            return verified(unit, "refused", "its handler fails: " + e.getCause());
        } catch (TimeoutException e) {
            result.cancel(true);
            return verified(unit, "refused", "its handler does not answer in time");
        }
    }

    private Step compared(JobUnit unit, WebhookEvent event, List<Effect> effects) throws LedgerUnavailableException {
        RowChanges changes = dryRun.of(event, effects);
        if (changes.refusal().isPresent()) {
            return verified(
                    unit,
                    "refused",
                    "the database refuses what it wants to write: "
                            + changes.refusal().get());
        }
        ArrayNode differences = changes.differences();
        List<String> notes = new ArrayList<>();
        if (changes.others() > 0) {
            notes.add(changes.others() + " rows would be written by statements that can't be looked into");
        }
        long published =
                effects.stream().filter(Effect.Publish.class::isInstance).count();
        if (published > 0) {
            notes.add(published + " records would be published");
        }
        boolean differs = !differences.isEmpty() || changes.others() > 0;
        return new Step.Verified(
                unit,
                differs ? "differs" : "same",
                String.join("; ", notes),
                differences.isEmpty() ? Optional.empty() : Optional.of(differences.toString()));
    }

    private static Step verified(JobUnit unit, String outcome, String note) {
        return new Step.Verified(unit, outcome, note, Optional.empty());
    }

    @Override
    public void close() {
        handlers.shutdownNow();
    }
}

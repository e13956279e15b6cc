package dev.sluice.processor.job;

import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.attempt.AttemptRunner;
import dev.sluice.processor.attempt.Routing;
import dev.sluice.processor.ledger.AuditedEvents;
import dev.sluice.processor.ledger.DryRun;
import dev.sluice.processor.ledger.Job;
import dev.sluice.processor.ledger.JobPlanTable;
import dev.sluice.processor.ledger.JobTable;
import dev.sluice.processor.ledger.JobUnit;
import dev.sluice.processor.ledger.JobUnit.Step;
import dev.sluice.processor.ledger.JobUnitTable;
import dev.sluice.processor.ledger.LedgerUnavailableException;
import dev.sluice.topic.KafkaAddress;
import dev.sluice.topic.TopicPlan;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs, a step at a time: a plan, or a few units sent and marked. Nothing of a job is kept here, so any instance takes the next
 * step, and one that is lost leaves a step to be repeated: what it sent is sent again, and is claimed once.
 */
public final class JobRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration OUTCOMES_EVERY = Duration.ofMillis(200);
    private static final Duration RETRIES_EVERY = Duration.ofSeconds(2);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(2);
    /** A job does not stay open for ever because of a retry that is far away. */
    private static final Duration LONGEST_SILENCE = Duration.ofDays(1);

    private static final int MOST_AT_ONCE = 200;
    /** Bodies in memory at the same time. */
    private static final int BODIES_AT_ONCE = 25;

    private final JobTable jobs;
    private final JobUnitTable units;
    private final JobPlanner planner;
    private final JobClients clients;
    private final Verification verification;
    private final Clock clock;
    private final Thread thread = Thread.ofPlatform().name("jobs").daemon().unstarted(this::work);
    private volatile boolean closed;

    /** @param group of the processor */
    public JobRunner(
            JobTable jobs,
            JobUnitTable units,
            JobPlanTable plans,
            AuditedEvents audit,
            Routing routing,
            AttemptRunner attempts,
            DryRun dryRun,
            Admin admin,
            KafkaAddress kafka,
            TopicPlan topics,
            String group,
            Clock clock) {
        this.clients = new JobClients(kafka, topics);
        this.jobs = jobs;
        this.units = units;
        this.planner = new JobPlanner(plans, audit, routing, clients, admin, group);
        this.verification = new Verification(attempts, routing, dryRun);
        this.clock = clock;
    }

    /** Looks for work from now on. */
    public void start() {
        thread.start();
    }

    /** Ends the step at hand; another instance, or this one when it is back, repeats it. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void work() {
        try {
            while (!closed) {
                workOff();
                TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // Interrupted, they would not close.
            boolean unused = Thread.interrupted();
            clients.close();
            verification.close();
        }
    }

    private void workOff() throws InterruptedException {
        try {
            for (Optional<Job> job = jobs.lease(LEASE); job.isPresent() && !closed; job = jobs.lease(LEASE)) {
                step(job.get());
            }
        } catch (LedgerUnavailableException e) {
            // The breaker reports the outage; a job goes on where it was.
            LOG.debug("jobs wait for the database: {}", e.getMessage());
        } catch (RuntimeException e) {
            // Uncaught, it would end all jobs of this instance without a word.
            LOG.error("a job can't be taken", e);
        }
    }

    private void step(Job job) throws LedgerUnavailableException, InterruptedException {
        try {
            if (job.planning()) {
                planner.plan(job);
            } else {
                run(job);
            }
        } catch (PlanImpossibleException e) {
            jobs.fail(job, String.valueOf(e.getMessage()));
        } catch (InterruptException e) {
            Thread.currentThread().interrupt();
        } catch (KafkaException e) {
            LOG.warn("job {} waits for the broker: {}", job.id(), e.getMessage());
            clients.close();
            jobs.releaseFor(job, AFTER_TROUBLE);
        } catch (LedgerUnavailableException e) {
            LOG.warn("job {} waits for the database: {}", job.id(), e.getMessage());
            jobs.releaseFor(job, AFTER_TROUBLE);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("job {} failed", job.id());
            jobs.fail(job, "a bug in Sluice: " + e);
        }
    }

    private void run(Job leased) throws LedgerUnavailableException, InterruptedException, PlanImpossibleException {
        if (leased.verifies().isPresent()) {
            verify(leased, leased.verifies().get());
            return;
        }
        Job job = settled(leased);
        Optional<String> verdict = Canary.verdict(job);
        if (verdict.isPresent()) {
            LOG.warn("job {} stops itself: {}", job.id(), verdict.get());
            jobs.pause(job, verdict.get());
            return;
        }
        int most = Math.min(Canary.mayBeSent(job), atOnce(job));
        if (most > 0) {
            List<Step> steps = units.next(job, most);
            units.done(job, sent(job, steps));
            jobs.releaseAtRate(
                    job,
                    job.rate()
                            .map(rate -> Duration.ofSeconds(1)
                                    .multipliedBy(steps.size())
                                    .dividedBy(rate))
                            .orElse(Duration.ZERO));
        } else if (job.sent() == job.units() && job.waiting() == 0 && job.outcome("retry") == 0) {
            LOG.info("job {} is completed: {}", job.id(), job.outcomes());
            jobs.complete(job, Optional.empty());
        } else if (Duration.between(job.updatedAt(), clock.instant()).compareTo(LONGEST_SILENCE) > 0) {
            jobs.complete(
                    job,
                    Optional.of((job.waiting() + job.outcome("retry")) + " units have no final outcome yet, and none"
                            + " came for a day; look at them with: sluice jobs show " + job.id() + " --outcome retry"));
        } else {
            jobs.releaseFor(job, job.waiting() > 0 ? OUTCOMES_EVERY : RETRIES_EVERY);
        }
    }

    /** A few at a time: what runs no longer than a step can be cancelled. */
    private void verify(Job job, int most)
            throws LedgerUnavailableException, InterruptedException, PlanImpossibleException {
        int left = Math.min(job.units(), most) - job.sent();
        if (left <= 0) {
            int without = job.units() - job.sent();
            jobs.complete(
                    job,
                    without == 0
                            ? Optional.empty()
                            : Optional.of(without + " units were not looked at: --limit was " + most));
            return;
        }
        List<JobUnit> next = units.peek(job, Math.min(left, BODIES_AT_ONCE));
        units.done(job, verification.of(job, next, events(job, next)));
        jobs.releaseFor(job, Duration.ZERO);
    }

    private Job settled(Job job) throws LedgerUnavailableException {
        return job.waiting() == 0 && job.outcome("retry") == 0 ? job : job.withOutcomes(units.settle(job));
    }

    /** With a rate, what it gives in half a second; the next step is due when that has gone by. */
    private static int atOnce(Job job) {
        return job.rate().map(rate -> Math.clamp(rate / 2, 1, MOST_AT_ONCE)).orElse(MOST_AT_ONCE);
    }

    /** Sends those that are to be sent; in the order of the units, as they are marked. */
    private List<Step> sent(Job job, List<Step> steps) throws LedgerUnavailableException, InterruptedException {
        List<Step.Send> toSend = new ArrayList<>();
        List<Step> done = new ArrayList<>();
        for (Step step : steps) {
            if (step instanceof Step.Send send) {
                toSend.add(send);
            } else {
                done.add(step);
            }
        }
        if (!toSend.isEmpty()) {
            RetryProducer retries = new RetryProducer(clients.producer(), clock);
            for (int i = 0; i < toSend.size(); i += BODIES_AT_ONCE) {
                List<Step.Send> some = toSend.subList(i, Math.min(toSend.size(), i + BODIES_AT_ONCE));
                done.addAll(retries.send(some, eventsOf(job, some)));
            }
        }
        done.sort(Comparator.comparingInt(step -> step.unit().n()));
        return done;
    }

    /** A dead letter has its own copy; elsewhere the topic is asked first, and the audit for what the topic has no more. */
    private Map<Integer, WebhookEvent> eventsOf(Job job, List<Step.Send> steps) throws LedgerUnavailableException {
        List<JobUnit> letters = new ArrayList<>();
        List<JobUnit> others = new ArrayList<>();
        steps.forEach(step -> (step.deadLetter() ? letters : others).add(step.unit()));
        Map<Integer, WebhookEvent> events = new HashMap<>(events(job, others));
        if (!letters.isEmpty()) {
            events.putAll(units.events(job, letters, true));
        }
        return events;
    }

    private Map<Integer, WebhookEvent> events(Job job, List<JobUnit> wanted) throws LedgerUnavailableException {
        Map<Integer, WebhookEvent> events = new HashMap<>();
        if (!wanted.isEmpty()) {
            events.putAll(new TopicRecords(clients.consumer()).events(wanted));
            List<JobUnit> missing = wanted.stream()
                    .filter(unit -> !events.containsKey(unit.n()))
                    .toList();
            if (!missing.isEmpty()) {
                events.putAll(units.events(job, missing, false));
            }
        }
        return events;
    }
}

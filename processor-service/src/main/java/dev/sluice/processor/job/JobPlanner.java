package dev.sluice.processor.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.event.EventKey;
import dev.sluice.job.JobKind;
import dev.sluice.job.Selection;
import dev.sluice.job.Selection.Bound;
import dev.sluice.processor.attempt.Routing;
import dev.sluice.processor.ledger.AuditedEvents;
import dev.sluice.processor.ledger.Job;
import dev.sluice.processor.ledger.JobPlanTable;
import dev.sluice.processor.ledger.LedgerUnavailableException;
import dev.sluice.topic.Topics;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Freezes what a job takes. */
final class JobPlanner {
    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    private final JobPlanTable plans;
    private final AuditedEvents audit;
    private final Routing routing;
    private final JobClients clients;
    private final Admin admin;
    private final String group;

    /** @param group of the processor, whose committed offsets say what it has taken in */
    JobPlanner(
            JobPlanTable plans, AuditedEvents audit, Routing routing, JobClients clients, Admin admin, String group) {
        this.plans = plans;
        this.audit = audit;
        this.routing = routing;
        this.clients = clients;
        this.admin = admin;
        this.group = group;
    }

    /**
     * Plans a job from the beginning, also one whose plan another instance had begun.
     *
     * @throws PlanImpossibleException if the selection can't be what is meant
     * @throws KafkaException if the broker can't be asked
     */
    void plan(Job job) throws LedgerUnavailableException, PlanImpossibleException, InterruptedException {
        Selection selection;
        try {
            selection = Selection.parse(job.selection());
        } catch (IllegalArgumentException e) {
            throw new PlanImpossibleException(String.valueOf(e.getMessage()));
        }
        plans.begin(job);
        if (job.kind() == JobKind.REPLAY) {
            plans.end(job, replay(job, selection));
        } else {
            if (job.kind() == JobKind.REDRIVE) {
                refuseUndecodable(selection);
            }
            plans.freezeDeadLetters(job, selection, moment(selection.from(), FIRST), moment(selection.to(), LAST));
            plans.end(job, JsonNodeFactory.instance.objectNode());
        }
    }

    private void refuseUndecodable(Selection selection) throws LedgerUnavailableException, PlanImpossibleException {
        Optional<EventKey> undecodable = plans.undecodable(selection.events());
        if (undecodable.isPresent()) {
            throw new PlanImpossibleException(undecodable.get()
                    + " is a record that could not be read as an event, so there is nothing to attempt again; "
                    + "look at its bytes, and discard it with: sluice dlq discard");
        }
    }

    private ObjectNode replay(Job job, Selection selection)
            throws LedgerUnavailableException, PlanImpossibleException, InterruptedException {
        if (selection.isUnbounded()) {
            throw new PlanImpossibleException(
                    "a replay needs a beginning (--from-offset, --from-time or --from-event) or named events (--event)");
        }
        if (selection.from().isPresent() && !selection.events().isEmpty()) {
            throw new PlanImpossibleException("a replay takes named events or a range, and not both");
        }
        Map<TopicPartition, OffsetAndMetadata> committed = committed();
        ReplayPlanner planner = new ReplayPlanner(
                job,
                selection,
                plans,
                audit,
                routing,
                partition -> Optional.ofNullable(committed.get(partition))
                        .map(OffsetAndMetadata::offset)
                        .orElse(0L));
        if (!selection.events().isEmpty()) {
            return planner.named();
        }
        Consumer<byte[], byte[]> consumer = clients.consumer();
        return planner.ranges(
                new OffsetRanges(consumer, audit).of(Topics.EVENTS, selection), new TopicRecords(consumer));
    }

    private Map<TopicPartition, OffsetAndMetadata> committed() throws InterruptedException {
        try {
            return admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
        } catch (ExecutionException e) {
            throw new KafkaException("could not ask for what has been taken in: " + e.getMessage(), e);
        }
    }

    private static Instant moment(Optional<Bound> bound, Instant otherwise) throws PlanImpossibleException {
        if (bound.isEmpty()) {
            return otherwise;
        }
        if (bound.get() instanceof Bound.Time time) {
            return time.at();
        }
        throw new PlanImpossibleException(
                "dead letters are told apart by when they died: give a moment, and no offset");
    }
}

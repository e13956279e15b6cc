package dev.sluice.processor.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.body.EventDocument;
import dev.sluice.event.EventKey;
import dev.sluice.event.WebhookEvent;
import dev.sluice.job.Selection;
import dev.sluice.job.Selection.Bound;
import dev.sluice.job.Where;
import dev.sluice.job.Where.Field;
import dev.sluice.processor.attempt.Routing;
import dev.sluice.processor.job.OffsetRanges.Range;
import dev.sluice.processor.ledger.AuditedEvents;
import dev.sluice.processor.ledger.AuditedEvents.Audited;
import dev.sluice.processor.ledger.AuditedEvents.Known;
import dev.sluice.processor.ledger.Job;
import dev.sluice.processor.ledger.JobPlanTable;
import dev.sluice.processor.ledger.JobUnit;
import dev.sluice.processor.ledger.LedgerUnavailableException;
import dev.sluice.record.Coordinates;
import dev.sluice.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Writes down the units of a replay: each event in the range, for each route that takes it now. What retention has eaten of the topic
 * is taken from the audit. Of one plan, and not thread-safe.
 */
final class ReplayPlanner {
    private static final int AT_ONCE = 500;
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(15);

    private final Job job;
    private final Selection selection;
    private final JobPlanTable plans;
    private final AuditedEvents audit;
    private final Routing routing;
    /** First offset of a partition that the processor has not taken in for good. */
    private final ToLongFunction<TopicPartition> committed;

    private final List<Found> found = new ArrayList<>();
    private int units;
    private long written = System.nanoTime();
    private long read;
    private long unreadable;
    private long notTakenIn;
    private long fromAudit;
    private long unrouted;

    private record Found(WebhookEvent event, Coordinates origin, boolean takenIn) {}

    private record UnitKey(EventKey event, String route) {}

    ReplayPlanner(
            Job job,
            Selection selection,
            JobPlanTable plans,
            AuditedEvents audit,
            Routing routing,
            ToLongFunction<TopicPartition> committed) {
        this.job = job;
        this.selection = selection;
        this.plans = plans;
        this.audit = audit;
        this.routing = routing;
        this.committed = committed;
    }

    /**
     * Plans a replay of named events: their bytes are in the audit, wherever they stood.
     *
     * @throws PlanImpossibleException if one is not known
     */
    ObjectNode named() throws LedgerUnavailableException, PlanImpossibleException {
        List<Audited> events = audit.named(selection.events());
        for (var key : selection.events()) {
            if (events.stream().noneMatch(event -> event.event().key().equals(key))) {
                throw new PlanImpossibleException(
                        "there is no event " + key + "; look for it with: sluice events list");
            }
        }
        for (Audited event : events) {
            take(event);
        }
        flush();
        return findings(0);
    }

    /** Plans a replay of ranges of the topic. */
    ObjectNode ranges(List<Range> ranges, TopicRecords records) throws LedgerUnavailableException {
        eaten(ranges);
        for (Range range : ranges) {
            long end = committed.applyAsLong(range.partition());
            List<LedgerUnavailableException> away = new ArrayList<>();
            records.read(range.partition(), range.kept(), range.end(), message -> {
                try {
                    take(message, end);
                    return true;
                } catch (LedgerUnavailableException e) {
                    away.add(e);
                    return false;
                }
            });
            if (!away.isEmpty()) {
                throw away.getFirst();
            }
        }
        flush();
        boolean byOffset =
                selection.from().filter(Bound.Offsets.class::isInstance).isPresent();
        return findings(
                byOffset
                        ? ranges.stream()
                                .mapToLong(range -> range.kept() - range.first())
                                .sum()
                        : fromAudit);
    }

    private void eaten(List<Range> ranges) throws LedgerUnavailableException {
        List<AuditedEvents.Range> gone = ranges.stream()
                .filter(range -> range.first() < range.kept())
                .map(range -> new AuditedEvents.Range(range.partition().partition(), range.first(), range.kept()))
                .toList();
        if (gone.isEmpty()) {
            return;
        }
        Instant since = selection.from().orElseThrow() instanceof Bound.Time time ? time.at() : Instant.MIN;
        Optional<Audited> last = Optional.empty();
        while (true) {
            List<Audited> page = audit.page(Topics.EVENTS, gone, last, since);
            if (page.isEmpty()) {
                return;
            }
            for (Audited event : page) {
                fromAudit++;
                take(event);
            }
            last = Optional.of(page.getLast());
        }
    }

    private void take(Audited event) throws LedgerUnavailableException {
        take(new Found(event.event(), event.origin(), true));
    }

    private void take(ConsumerRecord<byte[], byte[]> message, long end) throws LedgerUnavailableException {
        read++;
        Coordinates origin = new Coordinates(message.topic(), message.partition(), message.offset());
        Optional<WebhookEvent> event = TopicRecords.event(message);
        if (event.isEmpty()) {
            unreadable++;
        } else {
            take(new Found(event.get(), origin, message.offset() < end));
        }
    }

    private void take(Found event) throws LedgerUnavailableException {
        if (isWanted(event.event())) {
            found.add(event);
        }
        // Also when little is wanted of much: each write renews the lease.
        if (found.size() == AT_ONCE || System.nanoTime() - written > LONGEST_SILENCE.toNanos()) {
            flush();
        }
    }

    private boolean isWanted(WebhookEvent event) {
        Where where = selection.where();
        return where.takes(Field.ENDPOINT, event.key().endpoint())
                && where.takes(Field.PROVIDER, event.provider())
                && where.takes(Field.TYPE, event.type())
                && where.takes(Field.CATEGORY, routing.category(event))
                && where.takes(Field.OBJECT, event.subject().orElse(""));
    }

    private void flush() throws LedgerUnavailableException {
        Map<EventKey, Known> known =
                audit.known(found.stream().map(Found::event).toList());
        Map<UnitKey, JobUnit> chosen = new LinkedHashMap<>();
        for (Found each : found) {
            WebhookEvent event = each.event();
            Optional<Known> row = Optional.ofNullable(known.get(event.key()));
            if (row.isEmpty() && !each.takenIn()) {
                // The processor comes to it by itself; a replay would apply it a second time.
                notTakenIn++;
                continue;
            }
            if (!selection.where().takes(Field.STATUS, row.map(Known::status).orElse(""))) {
                continue;
            }
            for (String route : routes(event)) {
                JobUnit unit = new JobUnit(
                        chosen.size() + 1,
                        event.key(),
                        row.map(Known::receivedAt).orElse(event.receivedAt()),
                        route,
                        event.type(),
                        row.filter(has -> has.applied().contains(route)).isPresent(),
                        each.origin());
                chosen.putIfAbsent(new UnitKey(event.key(), route), unit);
            }
        }
        units += plans.add(job, List.copyOf(chosen.values()), units);
        found.clear();
        written = System.nanoTime();
    }

    private List<String> routes(WebhookEvent event) {
        EventDocument document = event.document();
        List<String> routes = routing.match(event, document).routes().stream()
                .filter(route -> !route.isEmpty())
                .toList();
        if (routes.isEmpty()) {
            unrouted++;
        }
        return routes.stream()
                .filter(route -> selection.where().takes(Field.ROUTE, route))
                .toList();
    }

    private ObjectNode findings(long eaten) {
        ObjectNode findings = JsonNodeFactory.instance
                .objectNode()
                .put("records_read", read)
                .put("unreadable", unreadable)
                .put("not_taken_in", notTakenIn)
                .put("without_route", unrouted);
        findings.putObject("retention").put("eaten", eaten).put("from_audit", fromAudit);
        return findings;
    }
}

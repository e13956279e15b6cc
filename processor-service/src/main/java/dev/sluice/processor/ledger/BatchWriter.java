package dev.sluice.processor.ledger;

import static java.util.stream.Collectors.toSet;

import dev.sluice.event.EventKey;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.processor.delivery.Duplicate;
import dev.sluice.processor.ledger.ClaimWriter.Claimed;
import dev.sluice.processor.ledger.EventLookup.ClaimHolder;
import dev.sluice.processor.ledger.EventLookup.KnownEvent;
import dev.sluice.processor.ledger.EventLookup.Query;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.record.Coordinates;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes a batch within one transaction: finds what is known already, claims what is not, and then writes only what belongs
 * to the claims that were new. Tables are visited in one order everywhere, and rows of each. Not thread-safe.
 */
final class BatchWriter {
    private final Session session;
    private final WriteMode way;
    private final EventLookup lookup;
    private final ClaimWriter claims;
    private final AuditWriter audit;
    private final ClaimedBatch batch;
    private final Map<EventRow, DuplicateCounts> copies = new HashMap<>();
    private final Map<EventKey, EventRow> rows = new HashMap<>();
    private final Set<CountedCopy> counted = new HashSet<>();

    private boolean applyingEffects;

    private record CountedCopy(EventKey event, Coordinates source) {}

    BatchWriter(Session session, WriteMode way, EventLookup lookup, LedgerRules rules, ClaimedBatch batch) {
        this.session = session;
        this.way = way;
        this.lookup = lookup;
        this.claims = new ClaimWriter(session, way, lookup);
        this.audit = new AuditWriter(session, way, rules.storeJson());
        this.batch = batch;
    }

    /**
     * Writes entries of distinct claims, in whose order their effects are applied, and rows of events that await their first
     * attempt. May be called again, also after a call that failed and was rolled back.
     */
    Map<Claim, Recorded> write(List<AttemptEntry> entries, List<PendingRow> awaiting) throws SQLException {
        try {
            return writeAll(entries, awaiting);
        } catch (RuntimeException e) {
            // A bug in a handler or in Sluice that fails before the statement is sent, such as a null key. Rethrown as
            // a data error of the event, since a RuntimeException would kill this stream thread and every replacement.
            throw new SQLDataException("a value can't be sent: " + e, SqlFailure.BAD_VALUE, e);
        }
    }

    /** Whether the last call failed at what handlers want written, and not at the ledger's own tables. */
    boolean failedAtEffects() {
        return applyingEffects;
    }

    private Map<Claim, Recorded> writeAll(List<AttemptEntry> entries, List<PendingRow> awaiting) throws SQLException {
        applyingEffects = false;
        Map<EventKey, KnownEvent> known = lookup.find(session, queries(entries, awaiting));
        Claimed claimed = claims.claim(entries, known);
        Map<Claim, Recorded> results = results(entries, claimed, known);
        audit.write(claimed.won(), awaiting, known, counts().keySet());
        DeadLetterTable.write(session, claimed.won());
        IdempotencyKeyTable.settle(session, claimed.won());
        applyingEffects = true;
        Effects.apply(session, claimed.won());
        return results;
    }

    /**
     * A delivery that has just been taken from its topic has no row; where others wrote at the same time, and for one that has
     * waited, there may be one without a claim.
     */
    private List<Query> queries(List<AttemptEntry> entries, List<PendingRow> awaiting) {
        List<Query> queries = new ArrayList<>();
        for (AttemptEntry entry : entries) {
            boolean byRow = entry.audited()
                    && (way == WriteMode.INSERT || !entry.delivery().fresh());
            queries.add(lookup.query(entry.claim().event(), entry.event(), byRow));
        }
        for (PendingRow event : awaiting) {
            queries.add(lookup.query(event.key(), event.delivery().event(), true));
        }
        return queries;
    }

    private Map<Claim, Recorded> results(List<AttemptEntry> entries, Claimed claimed, Map<EventKey, KnownEvent> known)
            throws SQLException {
        Map<Claim, Recorded> results = new HashMap<>();
        for (AttemptEntry entry : claimed.won()) {
            rows.put(entry.claim().event(), entry.row());
            results.put(entry.claim(), new Recorded.Written(entry.attempted()));
        }
        Map<Claim, Before> own = leftBehind(entries, known);
        for (AttemptEntry entry : entries) {
            ClaimHolder holder = claimed.taken().get(entry.claim());
            if (holder != null) {
                rows.put(entry.claim().event(), new EventRow(entry.claim().event(), holder.receivedAt()));
                if (holder.source().equals(entry.delivery().source())) {
                    own.put(entry.claim(), new Before(entry.delivery(), holder.receivedAt()));
                } else {
                    countDuplicate(entry, holder);
                    results.put(entry.claim(), new Recorded.AlreadyClaimed());
                }
            }
        }
        results.putAll(writtenBefore(own));
        return results;
    }

    /** A delivery whose attempt was recorded before a crash, and the partition of its claim. */
    private record Before(Delivery delivery, Instant receivedAt) {}

    /**
     * Claims that were made before a crash for the record of an entry, and that none of its deliveries makes again: their routes no
     * longer take the event. What was recorded must be acted upon all the same, or a retry would be lost. One delivery of the record
     * answers for them, that of its first route, so that they are found once.
     */
    private static Map<Claim, Before> leftBehind(List<AttemptEntry> entries, Map<EventKey, KnownEvent> known) {
        Map<Claim, Before> left = new HashMap<>();
        for (AttemptEntry entry : entries) {
            Delivery delivery = entry.delivery();
            KnownEvent event = known.get(entry.claim().event());
            if (event == null || !delivery.ofFirstRoute()) {
                continue;
            }
            Set<String> taking = delivery.routes().stream().map(PgText::key).collect(toSet());
            event.claims().forEach((claim, holder) -> {
                if (holder.source().equals(delivery.source())
                        && claim.generation().equals(entry.claim().generation())
                        && claim.attempt() == entry.claim().attempt()
                        && !taking.contains(claim.route())) {
                    left.put(claim, new Before(delivery.ofRoute(claim.route()), holder.receivedAt()));
                }
            });
        }
        return left;
    }

    private Map<Claim, Recorded> writtenBefore(Map<Claim, Before> claims) throws SQLException {
        Map<Claim, AttemptRow> recorded = AttemptTable.find(
                session,
                claims.entrySet().stream()
                        .map(each -> new AttemptTable.Place(
                                each.getKey(), each.getValue().receivedAt()))
                        .toList());
        Map<Claim, Recorded> results = new HashMap<>();
        for (Map.Entry<Claim, Before> each : claims.entrySet()) {
            AttemptRow row = recorded.get(each.getKey());
            if (row == null) {
                throw new SQLTransientConnectionException(
                        "a claim was there and is gone: " + each.getKey(), SqlFailure.AWAY);
            }
            results.put(
                    each.getKey(),
                    new Recorded.WrittenBefore(row.remembered(each.getValue().delivery())));
        }
        return results;
    }

    private void countDuplicate(AttemptEntry entry, ClaimHolder holder) {
        // A copy makes one attempt for each route, and is still one copy.
        if (entry.claim().sentByProvider()
                && counted.add(
                        new CountedCopy(entry.claim().event(), entry.delivery().source()))) {
            copies.merge(
                    new EventRow(entry.claim().event(), holder.receivedAt()),
                    DuplicateCounts.ONE_MORE,
                    DuplicateCounts::and);
        }
    }

    /** Duplicates by the row they count on: those found by their claims, those within the batch, and repeats. */
    private Map<EventRow, DuplicateCounts> counts() {
        Map<EventRow, DuplicateCounts> counts = new TreeMap<>(copies);
        batch.copies().forEach((event, more) -> {
            EventRow row = rows.get(event);
            if (row != null) {
                counts.merge(row, more, DuplicateCounts::and);
            }
        });
        for (Duplicate repeat : batch.repeats()) {
            EventKey key = AttemptEntry.key(repeat.key());
            EventRow row = rows.getOrDefault(key, new EventRow(key, PgTime.of(repeat.firstReceivedAt())));
            // Of a first copy that the window has forgotten, it counts from a later one on.
            boolean late = row.receivedAt().isBefore(PgTime.of(repeat.firstReceivedAt()));
            DuplicateCounts more = late
                    ? new DuplicateCounts(1, 0, repeat.changed())
                    : new DuplicateCounts(0, repeat.duplicates(), repeat.changed());
            counts.merge(row, more, DuplicateCounts::and);
        }
        return counts;
    }

    /** Writes how many copies came, once all entries have been written. */
    void count() throws SQLException {
        Map<EventRow, DuplicateCounts> counts = counts();
        if (!counts.isEmpty()) {
            Set<EventKey> there = EventTable.lock(session, new TreeSet<>(counts.keySet()));
            EventTable.count(session, counts);
            countLate(there);
        }
    }

    /**
     * Repeats of a copy that came after the deduplication window had forgotten the first: the window takes that copy for the first,
     * and its count and its receipt are not the row's.
     */
    private void countLate(Set<EventKey> counted) throws SQLException {
        Map<EventKey, DuplicateCounts> late = new HashMap<>();
        List<Query> queries = new ArrayList<>();
        for (Duplicate repeat : batch.repeats()) {
            EventKey key = AttemptEntry.key(repeat.key());
            if (!counted.contains(key) && !rows.containsKey(key)) {
                late.merge(key, new DuplicateCounts(1, 0, repeat.changed()), DuplicateCounts::and);
                queries.add(lookup.query(key, repeat.firstReceivedAt()));
            }
        }
        Map<EventRow, DuplicateCounts> counts = new HashMap<>();
        lookup.find(session, queries)
                .forEach((key, event) -> counts.put(
                        new EventRow(key, event.receivedAt()), late.getOrDefault(key, DuplicateCounts.NONE)));
        if (!counts.isEmpty()) {
            EventTable.count(session, counts);
        }
    }
}

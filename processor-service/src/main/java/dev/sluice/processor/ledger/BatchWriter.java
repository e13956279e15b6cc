package dev.sluice.processor.ledger;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.sluice.event.Coordinates;
import dev.sluice.event.EventKey;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.processor.work.SeenAgain;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes entries within one transaction: claims first, then only what belongs to the claims that were new. Not thread-safe. */
final class BatchWriter {
    private final Session session;
    private final Map<EventRow, Copies> copies = new TreeMap<>();
    private final Map<EventKey, EventRow> rows = new HashMap<>();
    private final Set<Copy> counted = new HashSet<>();

    private record Copy(EventKey event, Coordinates source) {}

    BatchWriter(Session session) {
        this.session = session;
    }

    /**
     * Writes entries of distinct claims, in whose order their effects are applied. May be called again, also after a
     * call that failed and was rolled back.
     */
    Map<Claim, Recorded> write(List<Entry> entries) throws SQLException {
        if (entries.isEmpty()) {
            return Map.of();
        }
        List<Entry> sorted =
                entries.stream().sorted(Comparator.comparing(Entry::claim)).toList();
        List<AttemptRow> attempts = rows(sorted);
        Map<Claim, Instant> receipts = Claims.insert(session, attempts);
        List<AttemptRow> refused = attempts.stream()
                .filter(attempt -> !receipts.containsKey(attempt.claim()))
                .toList();
        Map<Claim, AttemptRow> before = refused.isEmpty() ? Map.of() : Claims.find(session, refused);

        writeAudit(fresh(sorted, receipts));
        DeadLetters.insert(session, fresh(sorted, receipts));
        Effects.apply(session, fresh(entries, receipts));

        return results(entries, receipts, before);
    }

    private static List<AttemptRow> rows(List<Entry> entries) throws SQLDataException {
        try {
            return entries.stream().map(AttemptRow::of).toList();
        } catch (RuntimeException e) {
            // What a handler wants published can't be put down: a header without value, say.
            throw new SQLDataException("an effect can't be kept: " + e, SqlFailure.BAD_VALUE, e);
        }
    }

    private static List<Entry> fresh(List<Entry> entries, Map<Claim, Instant> receipts) {
        return entries.stream()
                .filter(entry -> receipts.containsKey(entry.claim()))
                .map(entry -> entry.firstReceivedAt(receipts.getOrDefault(entry.claim(), entry.receivedAt())))
                .toList();
    }

    private void writeAudit(List<Entry> fresh) throws SQLException {
        Map<EventRow, List<Entry>> byEvent = fresh.stream()
                .filter(Entry::audited)
                .collect(groupingBy(
                        entry -> new EventRow(entry.claim().event(), entry.receivedAt()), TreeMap::new, toList()));
        if (byEvent.isEmpty()) {
            return;
        }
        List<AuditRow> audit = byEvent.values().stream().map(AuditRow::of).toList();
        Set<EventKey> inserted = Audit.insert(session, audit);
        TreeSet<EventRow> existing = new TreeSet<>(byEvent.keySet());
        existing.removeIf(row -> inserted.contains(row.key()));
        if (!existing.isEmpty()) {
            Audit.lock(session, existing);
            Audit.summarize(session, List.copyOf(existing));
        }
    }

    private Map<Claim, Recorded> results(
            List<Entry> entries, Map<Claim, Instant> receipts, Map<Claim, AttemptRow> before) {
        Map<Claim, Recorded> results = new HashMap<>();
        for (Entry entry : entries) {
            Claim claim = entry.claim();
            Instant fresh = receipts.get(claim);
            AttemptRow recorded = before.get(claim);
            if (fresh != null) {
                rows.put(claim.event(), new EventRow(claim.event(), fresh));
                results.put(claim, new Recorded.Written(entry.attempted().conclusion()));
            } else if (recorded != null && recorded.source().equals(entry.unit().source())) {
                rows.put(claim.event(), new EventRow(claim.event(), recorded.receivedAt()));
                results.put(claim, new Recorded.WrittenBefore(recorded.remembered(entry.unit())));
            } else {
                if (recorded != null) {
                    countDuplicate(entry, new EventRow(claim.event(), recorded.receivedAt()));
                }
                results.put(claim, new Recorded.Duplicate());
            }
        }
        return results;
    }

    private void countDuplicate(Entry entry, EventRow row) {
        rows.put(row.key(), row);
        // A copy makes one attempt for each route, and is still one copy.
        if (entry.claim().byProvider()
                && counted.add(new Copy(row.key(), entry.unit().source()))) {
            copies.merge(row, new Copies(1, 0), Copies::and);
        }
    }

    /** Writes what was counted: copies found by their claims, copies within the batch, and repeats. */
    void writeCopies(Map<EventKey, Copies> withinBatch, List<SeenAgain> repeats) throws SQLException {
        withinBatch.forEach((event, more) -> {
            EventRow row = rows.get(event);
            if (row != null) {
                copies.merge(row, more, Copies::and);
            }
        });
        for (SeenAgain repeat : repeats) {
            EventKey key = new EventKey(
                    StoredText.key(repeat.key().endpoint()),
                    StoredText.id(repeat.key().id()));
            EventRow row = rows.getOrDefault(key, new EventRow(key, StoredTime.of(repeat.firstReceivedAt())));
            copies.merge(row, new Copies(0, repeat.duplicates()), Copies::and);
        }
        if (!copies.isEmpty()) {
            Audit.lock(session, new TreeSet<>(copies.keySet()));
            Audit.count(session, copies);
        }
    }
}

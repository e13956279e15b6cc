package dev.sluice.processor.ledger;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.sluice.event.EventKey;
import dev.sluice.processor.ledger.EventLookup.KnownEvent;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes audit rows within one transaction: new ones as they are, those that exist by summing up their attempts. */
final class AuditWriter {
    private final Session session;
    private final WriteMode way;
    private final boolean storeJson;

    AuditWriter(Session session, WriteMode way, boolean storeJson) {
        this.session = session;
        this.way = way;
        this.storeJson = storeJson;
    }

    /**
     * Writes the rows of events of which something is new.
     *
     * @param fresh attempts whose claims have just been made
     * @param awaiting events that have none yet
     * @param known events of which something was written before
     * @param alsoLocked other rows that this transaction is going to write
     */
    void write(
            List<AttemptEntry> fresh,
            List<PendingRow> awaiting,
            Map<EventKey, KnownEvent> known,
            Collection<EventRow> alsoLocked)
            throws SQLException {
        Map<EventRow, List<AttemptEntry>> attempts = fresh.stream()
                .filter(AttemptEntry::audited)
                .collect(groupingBy(AttemptEntry::row, TreeMap::new, toList()));
        List<AuditRow> quick = new ArrayList<>();
        List<AuditRow> careful = new ArrayList<>();
        TreeSet<EventRow> existing = new TreeSet<>();
        attempts.forEach((row, entries) -> {
            if (known.containsKey(row.key())) {
                existing.add(row);
            } else {
                AuditRow audit = AuditRow.of(row, entries, storeJson);
                boolean isNew =
                        entries.stream().allMatch(entry -> entry.delivery().fresh());
                (isNew && copied(audit) ? quick : careful).add(audit);
            }
        });
        for (PendingRow event : first(awaiting)) {
            if (!known.containsKey(event.key()) && !attempts.containsKey(event.row())) {
                AuditRow audit = AuditRow.of(event, storeJson);
                (event.delivery().fresh() && copied(audit) ? quick : careful).add(audit);
            }
        }
        quick.sort(Comparator.comparing(AuditRow::row));
        careful.sort(Comparator.comparing(AuditRow::row));
        insert(quick, careful, existing);
        update(attempts, existing, alsoLocked);
    }

    private boolean copied(AuditRow row) {
        return way == WriteMode.COPY && row.plain();
    }

    private static Collection<PendingRow> first(List<PendingRow> awaiting) {
        Map<EventKey, PendingRow> byKey = new TreeMap<>();
        awaiting.forEach(event -> byKey.putIfAbsent(event.key(), event));
        return byKey.values();
    }

    private void insert(List<AuditRow> quick, List<AuditRow> careful, Set<EventRow> existing) throws SQLException {
        if (!quick.isEmpty()) {
            try {
                EventTable.copy(session, quick);
            } catch (SQLException e) {
                throw ClaimWriter.overtaken(e);
            }
        }
        if (!careful.isEmpty()) {
            Set<EventKey> inserted = EventTable.insert(session, careful);
            careful.stream()
                    .map(AuditRow::row)
                    .filter(row -> !inserted.contains(row.key()))
                    .forEach(existing::add);
        }
    }

    private void update(
            Map<EventRow, List<AttemptEntry>> attempts, SortedSet<EventRow> existing, Collection<EventRow> alsoLocked)
            throws SQLException {
        TreeSet<EventRow> locked = new TreeSet<>(existing);
        locked.addAll(alsoLocked);
        if (locked.isEmpty()) {
            return;
        }
        Set<EventKey> there = EventTable.lock(session, locked);
        if (existing.isEmpty()) {
            return;
        }
        // A claim without an audit row: none of Sluice's making, and mended.
        List<AuditRow> missing = new ArrayList<>();
        for (EventRow row : existing) {
            List<AttemptEntry> entries = attempts.get(row);
            if (entries != null && !there.contains(row.key())) {
                missing.add(AuditRow.of(row, entries, storeJson));
            }
        }
        if (!missing.isEmpty()) {
            EventTable.insert(session, missing);
        }
        EventTable.summarize(session, existing);
    }
}

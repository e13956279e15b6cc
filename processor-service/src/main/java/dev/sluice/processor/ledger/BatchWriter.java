package dev.sluice.processor.ledger;

import dev.sluice.event.Coordinates;
import dev.sluice.event.EventKey;
import dev.sluice.processor.ledger.ClaimWriter.Claimed;
import dev.sluice.processor.ledger.EventLookup.Holder;
import dev.sluice.processor.ledger.EventLookup.Known;
import dev.sluice.processor.ledger.EventLookup.Question;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.processor.work.SeenAgain;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
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
    private final Way way;
    private final EventLookup lookup;
    private final ClaimWriter claims;
    private final AuditWriter audit;
    private final ClaimedBatch batch;
    private final Map<EventRow, Copies> copies = new HashMap<>();
    private final Map<EventKey, EventRow> rows = new HashMap<>();
    private final Set<Copy> counted = new HashSet<>();

    private record Copy(EventKey event, Coordinates source) {}

    BatchWriter(Session session, Way way, EventLookup lookup, LedgerRules rules, ClaimedBatch batch) {
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
    Map<Claim, Recorded> write(List<Entry> entries, List<AwaitingEvent> awaiting) throws SQLException {
        try {
            return writeAll(entries, awaiting);
        } catch (RuntimeException e) {
            // A handler's mistake that shows before the database sees it, such as a key that is null, or one of
            // Sluice's own.
            // Out of here it would end the stream thread, and the one after it.
            throw new SQLDataException("a value can't be sent: " + e, SqlFailure.BAD_VALUE, e);
        }
    }

    private Map<Claim, Recorded> writeAll(List<Entry> entries, List<AwaitingEvent> awaiting) throws SQLException {
        Map<EventKey, Known> known = lookup.find(session, questions(entries, awaiting));
        Claimed claimed = claims.claim(entries, known);
        Map<Claim, Recorded> results = results(entries, claimed);
        audit.write(claimed.fresh(), awaiting, known, counts().keySet());
        DeadLetterTable.insert(session, claimed.fresh());
        Effects.apply(session, claimed.fresh());
        return results;
    }

    /**
     * A unit that has just been taken from its topic has no row; where others wrote at the same time, and for one that has
     * waited, there may be one without a claim.
     */
    private List<Question> questions(List<Entry> entries, List<AwaitingEvent> awaiting) {
        List<Question> questions = new ArrayList<>();
        for (Entry entry : entries) {
            boolean byRow =
                    entry.audited() && (way == Way.INSERT || !entry.unit().fresh());
            questions.add(lookup.question(entry.claim().event(), entry.event(), byRow));
        }
        for (AwaitingEvent event : awaiting) {
            questions.add(lookup.question(event.key(), event.unit().event(), true));
        }
        return questions;
    }

    private Map<Claim, Recorded> results(List<Entry> entries, Claimed claimed) throws SQLException {
        Map<Claim, Recorded> results = new HashMap<>();
        for (Entry entry : claimed.fresh()) {
            rows.put(entry.claim().event(), entry.row());
            results.put(entry.claim(), new Recorded.Written(entry.attempted()));
        }
        List<AttemptTable.Place> own = new ArrayList<>();
        for (Entry entry : entries) {
            Holder holder = claimed.taken().get(entry.claim());
            if (holder != null) {
                rows.put(entry.claim().event(), new EventRow(entry.claim().event(), holder.receivedAt()));
                if (holder.source().equals(entry.unit().source())) {
                    own.add(new AttemptTable.Place(entry.claim(), holder.receivedAt()));
                } else {
                    countDuplicate(entry, holder);
                    results.put(entry.claim(), new Recorded.Duplicate());
                }
            }
        }
        Map<Claim, AttemptRow> before = AttemptTable.find(session, own);
        for (Entry entry : entries) {
            if (!results.containsKey(entry.claim())) {
                AttemptRow recorded = before.get(entry.claim());
                if (recorded == null) {
                    throw new SQLTransientConnectionException(
                            "a claim was there and is gone: " + entry.claim(), SqlFailure.AWAY);
                }
                results.put(entry.claim(), new Recorded.WrittenBefore(recorded.remembered(entry.unit())));
            }
        }
        return results;
    }

    private void countDuplicate(Entry entry, Holder holder) {
        // A copy makes one attempt for each route, and is still one copy.
        if (entry.claim().byProvider()
                && counted.add(new Copy(entry.claim().event(), entry.unit().source()))) {
            copies.merge(new EventRow(entry.claim().event(), holder.receivedAt()), new Copies(1, 0), Copies::and);
        }
    }

    /** Copies by the row they count on: those found by their claims, those within the batch, and repeats. */
    private Map<EventRow, Copies> counts() {
        Map<EventRow, Copies> counts = new TreeMap<>(copies);
        batch.copies().forEach((event, more) -> {
            EventRow row = rows.get(event);
            if (row != null) {
                counts.merge(row, more, Copies::and);
            }
        });
        for (SeenAgain repeat : batch.repeats()) {
            EventKey key = Entry.key(repeat.key());
            EventRow row = rows.getOrDefault(key, new EventRow(key, StoredTime.of(repeat.firstReceivedAt())));
            counts.merge(row, new Copies(0, repeat.duplicates()), Copies::and);
        }
        return counts;
    }

    /** Writes how many copies came, once all entries have been written. */
    void count() throws SQLException {
        Map<EventRow, Copies> counts = counts();
        if (!counts.isEmpty()) {
            EventTable.lock(session, new TreeSet<>(counts.keySet()));
            EventTable.count(session, counts);
        }
    }
}

package dev.sluice.processor.ledger;

import dev.sluice.event.EventKey;
import dev.sluice.processor.ledger.EventLookup.ClaimHolder;
import dev.sluice.processor.ledger.EventLookup.KnownEvent;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Claims attempts within one transaction. Not thread-safe. */
final class ClaimWriter {
    private static final String UNIQUE_VIOLATION = "23505";
    private static final Comparator<AttemptRow> ORDER =
            Comparator.comparing(AttemptRow::receivedAt).thenComparing(AttemptRow::claim);

    private final Session session;
    private final WriteMode way;
    private final EventLookup lookup;

    ClaimWriter(Session session, WriteMode way, EventLookup lookup) {
        this.session = session;
        this.way = way;
        this.lookup = lookup;
    }

    /**
     * Entries by whether their claim is theirs.
     *
     * @param won those that have made it, with the receipt of their event's first copy, in the order given
     * @param taken who has the others
     */
    record Claimed(List<AttemptEntry> won, Map<Claim, ClaimHolder> taken) {}

    /** @param known what the look-up found of their events */
    Claimed claim(List<AttemptEntry> entries, Map<EventKey, KnownEvent> known) throws SQLException {
        Map<Claim, ClaimHolder> taken = new HashMap<>();
        List<AttemptEntry> wanted = new ArrayList<>();
        for (AttemptEntry entry : entries) {
            KnownEvent event = known.get(entry.claim().event());
            if (event == null) {
                wanted.add(entry);
                continue;
            }
            ClaimHolder holder = event.claims().get(entry.claim());
            if (holder == null) {
                wanted.add(entry.firstReceivedAt(event.receivedAt()));
            } else {
                taken.put(entry.claim(), holder);
            }
        }
        List<AttemptRow> rows = rows(wanted);
        if (rows.isEmpty()) {
            return new Claimed(wanted, taken);
        }
        switch (way) {
            case COPY -> copy(rows);
            case INSERT -> insert(rows, wanted, taken);
        }
        return new Claimed(
                wanted.stream()
                        .filter(entry -> !taken.containsKey(entry.claim()))
                        .toList(),
                taken);
    }

    private void copy(List<AttemptRow> rows) throws SQLException {
        try {
            AttemptTable.copy(session, rows);
        } catch (SQLException e) {
            throw overtaken(e);
        }
    }

    private void insert(List<AttemptRow> rows, List<AttemptEntry> wanted, Map<Claim, ClaimHolder> taken)
            throws SQLException {
        Set<Claim> inserted = AttemptTable.insert(session, rows);
        List<AttemptEntry> refused = wanted.stream()
                .filter(entry -> !inserted.contains(entry.claim()))
                .toList();
        if (refused.isEmpty()) {
            return;
        }
        // Another transaction has committed these claims meanwhile; only a new statement's snapshot sees them.
        Map<EventKey, KnownEvent> known = lookup.find(
                session,
                refused.stream()
                        .map(entry -> lookup.query(entry.claim().event(), entry.event(), false))
                        .toList());
        for (AttemptEntry entry : refused) {
            KnownEvent event = known.get(entry.claim().event());
            ClaimHolder holder = event == null ? null : event.claims().get(entry.claim());
            if (holder == null) {
                // Never treat an entry as a duplicate whose claim can't be found: the event would be lost.
                throw new SQLTransientConnectionException(
                        "a claim was refused and is not there: " + entry.claim(), SqlFailure.AWAY);
            }
            taken.put(entry.claim(), holder);
        }
    }

    private static List<AttemptRow> rows(List<AttemptEntry> entries) throws SQLDataException {
        try {
            return entries.stream().map(AttemptRow::of).sorted(ORDER).toList();
        } catch (RuntimeException e) {
            // What a handler wants published can't be put down: a header without value, say.
            throw new SQLDataException("an effect can't be kept: " + e, SqlFailure.BAD_VALUE, e);
        }
    }

    /** What {@code COPY} found there after the look-up had not: another wrote it meanwhile, or a crash left it. */
    static SQLException overtaken(SQLException failure) {
        return UNIQUE_VIOLATION.equals(failure.getSQLState())
                ? new SQLTransactionRollbackException(
                        "others were quicker: " + failure.getMessage(), SqlFailure.ROLLED_BACK, failure)
                : failure;
    }
}

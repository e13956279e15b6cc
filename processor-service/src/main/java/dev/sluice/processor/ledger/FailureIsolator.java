package dev.sluice.processor.ledger;

import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.ledger.EffectTargets.Target;
import dev.sluice.processor.ledger.Ledger.DataFailures;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.record.FailureCause;
import dev.sluice.record.Redelivery;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the entries for which a batch fails, by writing ever smaller parts of it between savepoints, and gives those another outcome;
 * the rest is written as it is. What fails because nothing can be written where its effects go is postponed: that is no event's
 * fault. Serves one transaction.
 */
final class FailureIsolator {
    private static final Logger LOG = LoggerFactory.getLogger(FailureIsolator.class);

    private final Session session;
    private final BatchWriter writer;
    private final DataFailures failures;
    private final BooleanSupplier reachable;
    private final EffectTargets targets;
    private final Set<Target> accepted = new HashSet<>();
    private final List<Doubtful> doubtful = new ArrayList<>();
    private final List<PendingRow> postponed = new ArrayList<>();

    /** So many different events that fail at a target, and none that does not, are taken for the target's failure. */
    private static final int SERIES = 2;

    /** One that failed, by its own fault or by that of what it writes to: what became of the others tells. */
    private record Doubtful(AttemptEntry entry, SQLException refusal) {}

    FailureIsolator(Session session, BatchWriter writer, DataFailures failures, BooleanSupplier reachable) {
        this.session = session;
        this.writer = writer;
        this.failures = failures;
        this.reachable = reachable;
        this.targets = new EffectTargets(session);
    }

    /** What could not be written to. */
    Set<Target> away() {
        return targets.away();
    }

    /** @param failure of the whole */
    Map<Claim, Recorded> write(List<AttemptEntry> entries, List<PendingRow> awaiting, SqlFailure failure)
            throws SQLException {
        // A deferred constraint would fail only at the commit, where no savepoint identifies the failing entry.
        session.execute("SET CONSTRAINTS ALL IMMEDIATE");
        // A row locked by somebody else must not use up the time of all the others.
        session.execute("SET LOCAL lock_timeout = 250");
        Map<Claim, Recorded> results = new HashMap<>();
        List<AttemptEntry> writable = failure == SqlFailure.REFUSED_FOR_EVER ? entries : writable(entries, results);
        if (writable.size() == entries.size()) {
            split(entries, failure, results);
        } else if (!writable.isEmpty()) {
            part(writable, results);
        }
        for (Doubtful each : doubtful) {
            decide(each, results);
        }
        for (PendingRow event : awaiting) {
            await(event);
        }
        for (PendingRow event : postponed) {
            await(event);
        }
        return results;
    }

    /** Asked first, and once for each target: a table that is locked costs a time-out for each entry that tries. */
    private List<AttemptEntry> writable(List<AttemptEntry> entries, Map<Claim, Recorded> results) throws SQLException {
        List<AttemptEntry> writable = new ArrayList<>();
        for (AttemptEntry entry : entries) {
            Optional<String> away = targets.away(entry);
            if (away.isPresent()) {
                postpone(entry, away.get(), true, results);
            } else {
                writable.add(entry);
            }
        }
        return writable;
    }

    /** Its event has a row all the same, in which it is seen to be unfinished. */
    private void postpone(AttemptEntry entry, String why, boolean wholeRoute, Map<Claim, Recorded> results) {
        results.put(entry.claim(), new Recorded.Postponed(why, wholeRoute));
        if (entry.delivery().attempts() == 0 && entry.delivery().generation().isEmpty()) {
            postponed.add(PendingRow.of(entry.delivery()).firstReceivedAt(entry.receivedAt()));
        }
    }

    private void decide(Doubtful each, Map<Claim, Recorded> results) throws SQLException {
        AttemptEntry entry = each.entry();
        Optional<String> away = targets.away(entry);
        if (away.isPresent()) {
            postpone(entry, away.get(), true, results);
        } else if (accepted.containsAll(EffectTargets.of(entry).keySet())) {
            // Others' effects of the same kind were taken: what stands in the way is this one's own.
            results.putAll(replaceOutcome(entry, each.refusal(), SqlFailure.of(each.refusal())));
        } else {
            postpone(entry, String.valueOf(each.refusal().getMessage()), false, results);
        }
    }

    /** A row that is refused is left out: the event's attempt will find the same, and has an outcome to replace. */
    private void await(PendingRow event) throws SQLException {
        try {
            attempt(List.of(), List.of(event));
        } catch (SQLException e) {
            switch (SqlFailure.of(e)) {
                case OUTAGE -> throw e;
                case CONTENTION -> throw notTheEvent("the ledger's own rows are locked", e);
                case REFUSED_FOR_NOW, REFUSED_FOR_EVER ->
                    LOG.atWarn()
                            .addKeyValue("event_id", event.key().id())
                            .addKeyValue("endpoint", event.key().endpoint())
                            .addKeyValue(
                                    "request_id",
                                    event.delivery()
                                            .event()
                                            .tracing()
                                            .requestId()
                                            .orElse(""))
                            .log("no audit row before the first attempt: {}", e.getMessage());
            }
        }
    }

    private void split(List<AttemptEntry> entries, SqlFailure failure, Map<Claim, Recorded> results)
            throws SQLException {
        // Bisection finds a few bad entries in few steps, but after a time-out each step may cost another one.
        int parts = failure == SqlFailure.CONTENTION ? entries.size() : 2;
        int size = Math.max(1, Math.ceilDiv(entries.size(), Math.max(1, parts)));
        for (int from = 0; from < entries.size(); from += size) {
            part(entries.subList(from, Math.min(from + size, entries.size())), results);
        }
    }

    private void part(List<AttemptEntry> entries, Map<Claim, Recorded> results) throws SQLException {
        if (entries.size() == 1) {
            Optional<String> givenUp = targets.givenUp(entries.get(0));
            if (givenUp.isPresent()) {
                postpone(entries.get(0), givenUp.get(), true, results);
                return;
            }
        }
        SQLException refusal;
        try {
            results.putAll(attempt(entries, List.of()));
            entries.forEach(entry -> accepted.addAll(EffectTargets.of(entry).keySet()));
            return;
        } catch (SQLException e) {
            refusal = e;
        }
        SqlFailure failure = SqlFailure.of(refusal);
        if (SqlFailure.endsSession(refusal)) {
            throw refusal;
        }
        if (entries.size() > 1) {
            split(entries, failure, results);
        } else if (writer.failedAtEffects()) {
            effectsFailed(entries.get(0), refusal, results);
        } else if (failure == SqlFailure.OUTAGE) {
            throw refusal;
        } else {
            results.putAll(replaceOutcome(entries.get(0), refusal, failure));
        }
    }

    private void effectsFailed(AttemptEntry entry, SQLException refusal, Map<Claim, Recorded> results)
            throws SQLException {
        String why = String.valueOf(refusal.getMessage());
        if (SqlFailure.isOfStorage(refusal)) {
            targets.givenUp(entry, why);
            postpone(entry, why, true, results);
        } else if (SqlFailure.isOfNoValue(refusal)) {
            postpone(entry, why, false, results);
        } else if (SqlFailure.mayBeOfTarget(refusal)) {
            doubtful.add(new Doubtful(entry, refusal));
            Set<Target> failed = EffectTargets.of(entry).keySet();
            if (Collections.disjoint(accepted, failed)
                    && doubtful.stream()
                                    .filter(each -> EffectTargets.of(each.entry())
                                            .keySet()
                                            .equals(failed))
                                    .count()
                            >= SERIES) {
                targets.givenUp(entry, why);
            }
        } else {
            results.putAll(replaceOutcome(entry, refusal, SqlFailure.of(refusal)));
        }
    }

    /** Rolled back to where it began when it fails. */
    private Map<Claim, Recorded> attempt(List<AttemptEntry> entries, List<PendingRow> awaiting) throws SQLException {
        Savepoint savepoint = session.connection().setSavepoint();
        try {
            Map<Claim, Recorded> written = writer.write(entries, awaiting);
            session.connection().releaseSavepoint(savepoint);
            return written;
        } catch (SQLException e) {
            if (!SqlFailure.endsSession(e)) {
                session.connection().rollback(savepoint);
            }
            throw e;
        }
    }

    private Map<Claim, Recorded> replaceOutcome(AttemptEntry entry, SQLException refusal, SqlFailure failure)
            throws SQLException {
        if (failure == SqlFailure.CONTENTION && !entry.writesBesides()) {
            throw notTheEvent("the ledger's own rows are locked", refusal);
        }
        if (failure == SqlFailure.CONTENTION && !reachable.getAsBoolean()) {
            throw notTheEvent("nothing else commits either", refusal);
        }
        // What can't be decoded is dead whatever the database says.
        boolean permanent = failure == SqlFailure.REFUSED_FOR_EVER || !entry.audited();
        AttemptEntry replaced = entry.withOutcome(failures.outcomeOf(entry.attempted(), refusal, permanent));
        try {
            return attempt(List.of(replaced), List.of());
        } catch (SQLException e) {
            return switch (SqlFailure.of(e)) {
                case OUTAGE -> throw e;
                // Without effects it touches the ledger's own tables alone.
                case CONTENTION -> throw notTheEvent("the ledger's own rows are locked", e);
                case REFUSED_FOR_NOW, REFUSED_FOR_EVER -> deadLetterBodyOnly(entry, e);
            };
        }
    }

    /** The last resort, lest an event come back for ever: a dead letter of fixed words and the body. */
    private Map<Claim, Recorded> deadLetterBodyOnly(AttemptEntry entry, SQLException refusal) throws SQLException {
        Redelivery.Failure why = new Redelivery.Failure(
                refusal.getClass().getName(), "its audit row is refused: " + refusal.getMessage(), "");
        try {
            AttemptEntry bodyOnly = entry.withOutcome(new AttemptOutcome.Dead(FailureCause.UNSTORABLE, why))
                    .withBodyOnly();
            return attempt(List.of(bodyOnly), List.of());
        } catch (SQLException e) {
            throw SqlFailure.of(e) == SqlFailure.OUTAGE ? e : notTheEvent("the ledger's own tables refuse any row", e);
        }
    }

    private static SQLException notTheEvent(String what, SQLException cause) {
        return new SQLTransientConnectionException(what, SqlFailure.AWAY, cause);
    }
}

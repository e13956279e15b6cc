package dev.sluice.processor.ledger;

import dev.sluice.event.EventKey;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.processor.delivery.KeyUse;
import dev.sluice.processor.delivery.TokenUse;
import dev.sluice.processor.ledger.EffectTargets.Target;
import dev.sluice.processor.ledger.EventLookup.ClaimHolder;
import dev.sluice.processor.ledger.EventLookup.KnownEvent;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ledger in Postgres. A batch is one transaction: a claim is made together with all that belongs to it, since a claim
 * alone would survive a crash and lose the event.
 */
public final class PostgresLedger implements Ledger {
    private static final Duration PROBE = Duration.ofSeconds(1);
    private static final String WRITE_PROBE =
            "INSERT INTO webhook_probe (id, written_at) VALUES (pg_backend_pid() % 1000, now())"
                    + " ON CONFLICT (id) DO UPDATE SET written_at = now()";

    private static final String OWN_TABLES =
            "LOCK TABLE webhook_attempt, webhook_event, webhook_dead_letter, webhook_signed_token,"
                    + " webhook_idempotency_key IN ROW EXCLUSIVE MODE";

    /** Bytes beyond which a statement gets all the time there is, and not only what the pool gives. */
    private static final long LARGE = 8L << 20;

    private static final Duration LOCK = Duration.ofSeconds(2);

    private final LedgerPool pool;
    private final LedgerRules rules;
    private final EventLookup lookup;
    /** What could not be written to when it was tried last. */
    private final Set<Target> suspected = ConcurrentHashMap.newKeySet();

    public PostgresLedger(LedgerPool pool, LedgerRules rules, Clock clock) {
        this.pool = pool;
        this.rules = rules;
        this.lookup = new EventLookup(rules, clock);
    }

    @Override
    public List<Recorded> record(List<BatchEntry> batch, DataFailures failures, Duration budget)
            throws LedgerUnavailableException {
        ClaimedBatch claimed = ClaimedBatch.of(batch);
        return claimed.inOrder(write(claimed, failures, new Deadline(budget)));
    }

    /** Writes the batch as a whole; retries it once after contention; then isolates the entries that fail. */
    private Map<Claim, Recorded> write(ClaimedBatch batch, DataFailures failures, Deadline deadline)
            throws LedgerUnavailableException {
        if (writesTo(batch, suspected)) {
            // As a whole it would wait for the same lock first, and the rest of the batch with it.
            return inParts(batch, failures, deadline, SqlFailure.CONTENTION);
        }
        SqlFailure failure;
        try {
            return whole(batch, WriteMode.COPY, deadline);
        } catch (SQLException e) {
            failure = SqlFailure.of(e);
        } catch (LedgerUnavailableException e) {
            if (!(e.getCause() instanceof SQLException full) || !SqlFailure.isOfStorage(full)) {
                throw e;
            }
            // It may be one table's disk.
            failure = SqlFailure.of(full);
        }
        if (failure == SqlFailure.CONTENTION) {
            try {
                return whole(batch, WriteMode.INSERT, deadline);
            } catch (SQLException e) {
                failure = SqlFailure.of(e);
            }
        }
        return inParts(batch, failures, deadline, failure);
    }

    private Map<Claim, Recorded> whole(ClaimedBatch batch, WriteMode way, Deadline deadline)
            throws SQLException, LedgerUnavailableException {
        return pool.inTransaction(deadline, session -> {
            ClaimedBatch judged = judged(session, batch);
            BatchWriter writer = new BatchWriter(session, way, lookup, rules, judged);
            Map<Claim, Recorded> recorded = writer.write(judged.entries(), judged.awaiting());
            writer.count();
            return recorded;
        });
    }

    private Map<Claim, Recorded> inParts(
            ClaimedBatch batch, DataFailures failures, Deadline deadline, SqlFailure failure)
            throws LedgerUnavailableException {
        try {
            return pool.inTransaction(deadline, session -> {
                ClaimedBatch judged = judged(session, batch);
                BatchWriter writer = new BatchWriter(session, WriteMode.INSERT, lookup, rules, judged);
                FailureIsolator isolator = new FailureIsolator(session, writer, failures, this::reachable);
                Map<Claim, Recorded> recorded = isolator.write(judged.entries(), judged.awaiting(), failure);
                writer.count();
                suspect(judged, isolator.away());
                return recorded;
            });
        } catch (SQLException e) {
            // Failures of single events have been isolated above, so the commit or the duplicate counters failed.
            throw new LedgerUnavailableException("the batch can't be committed: " + e.getMessage(), e);
        }
    }

    private static boolean writesTo(ClaimedBatch batch, Set<Target> targets) {
        return !targets.isEmpty()
                && batch.entries().stream()
                        .anyMatch(entry ->
                                !Collections.disjoint(EffectTargets.of(entry).keySet(), targets));
    }

    private void suspect(ClaimedBatch batch, Set<Target> away) {
        if (!suspected.isEmpty()) {
            batch.entries()
                    .forEach(
                            entry -> suspected.removeAll(EffectTargets.of(entry).keySet()));
        }
        suspected.addAll(away);
    }

    /**
     * Claims all signed tokens first, and then idempotency keys: when two bodies share a token, or two events a key, the first in the
     * batch keeps it.
     */
    private static ClaimedBatch judged(Session session, ClaimedBatch batch) throws SQLException {
        if (batch.bytes() > LARGE) {
            session.deadline().check();
            session.allow(session.deadline().left(), LOCK);
        }
        ClaimedBatch judged = batch.judged(SignedTokenTable.claim(session, batch.tokens()));
        return judged.keyed(IdempotencyKeyTable.judge(session, judged.keys(), judged.wantedKeys()));
    }

    @Override
    public List<Optional<AttemptOutcome>> beforeCalling(List<Delivery> deliveries, Duration budget)
            throws LedgerUnavailableException {
        try {
            return pool.inTransaction(new Deadline(budget), session -> beforeCalling(session, deliveries));
        } catch (SQLException e) {
            throw new LedgerUnavailableException("claims can't be looked for: " + e.getMessage(), e);
        }
    }

    private List<Optional<AttemptOutcome>> beforeCalling(Session session, List<Delivery> deliveries)
            throws SQLException {
        Map<TokenUse, AttemptOutcome> late = SignedTokenTable.claim(
                session,
                deliveries.stream()
                        .flatMap(delivery -> TokenUse.of(delivery).stream())
                        .toList());
        List<KeyUse> keys = deliveries.stream()
                .filter(delivery -> TokenUse.of(delivery).map(late::get).isEmpty())
                .flatMap(delivery -> KeyUse.of(delivery).stream())
                .toList();
        Map<KeyUse, AttemptOutcome> repeated = IdempotencyKeyTable.judge(session, keys, keys);
        Map<EventKey, KnownEvent> known = lookup.find(
                session,
                deliveries.stream()
                        .map(delivery ->
                                lookup.query(AttemptEntry.key(delivery.event().key()), delivery.event(), false))
                        .toList());
        List<AttemptTable.Place> places = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            Claim claim = AttemptEntry.claim(delivery);
            KnownEvent event = known.get(claim.event());
            ClaimHolder holder = event == null ? null : event.claims().get(claim);
            if (holder != null) {
                places.add(new AttemptTable.Place(claim, holder.receivedAt()));
            }
        }
        Map<Claim, AttemptRow> recorded = AttemptTable.find(session, places);
        List<Optional<AttemptOutcome>> answers = new ArrayList<>();
        List<KeyUse> held = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            AttemptRow before = recorded.get(AttemptEntry.claim(delivery));
            Optional<AttemptOutcome> answer = before == null
                    ? TokenUse.of(delivery)
                            .map(late::get)
                            .or(() -> KeyUse.of(delivery).map(repeated::get))
                    : Optional.of(before.remembered(delivery).outcome());
            if (answer.isEmpty()) {
                KeyUse.of(delivery).ifPresent(held::add);
            }
            answers.add(answer);
        }
        IdempotencyKeyTable.hold(session, held);
        return answers;
    }

    @Override
    public boolean reachable() {
        try {
            return pool.inTransaction(new Deadline(PROBE), session -> {
                session.execute("SET LOCAL statement_timeout = 1000");
                session.execute(WRITE_PROBE);
                // Also what a flush writes: locked or missing, it would fail as before.
                session.execute(OWN_TABLES);
                return true;
            });
        } catch (SQLException | LedgerUnavailableException e) {
            return false;
        }
    }
}

package dev.sluice.processor.ledger;

import dev.sluice.processor.work.Conclusion;
import dev.sluice.processor.work.TokenUse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The ledger in Postgres. A batch is one transaction: a claim is inserted together with all that belongs to it, since a
 * claim alone would survive a crash and lose the event.
 */
public final class PostgresLedger implements Ledger {
    private static final Duration PROBE = Duration.ofSeconds(1);
    private static final String WRITE_PROBE =
            "INSERT INTO webhook_probe (id, written_at) VALUES (pg_backend_pid() % 1000, now())"
                    + " ON CONFLICT (id) DO UPDATE SET written_at = now()";

    private final LedgerPool pool;

    public PostgresLedger(LedgerPool pool) {
        this.pool = pool;
    }

    @Override
    public List<Recorded> record(Batch batch, DataFailures failures, Duration budget)
            throws LedgerUnavailableException {
        Deadline deadline = new Deadline(budget);
        Intake intake = Intake.of(batch);
        return intake.inOrder(write(intake, batch, failures, deadline));
    }

    /** As a whole; once more when others were in the way; then part by part. */
    private Map<Claim, Recorded> write(Intake intake, Batch batch, DataFailures failures, Deadline deadline)
            throws LedgerUnavailableException {
        SqlFailure failure;
        try {
            return whole(intake, batch, deadline);
        } catch (SQLException e) {
            failure = SqlFailure.of(e);
        }
        if (failure == SqlFailure.CONTENTION) {
            try {
                return whole(intake, batch, deadline);
            } catch (SQLException e) {
                failure = SqlFailure.of(e);
            }
        }
        return inParts(intake, batch, failures, deadline, failure);
    }

    private Map<Claim, Recorded> whole(Intake intake, Batch batch, Deadline deadline)
            throws SQLException, LedgerUnavailableException {
        return pool.inTransaction(deadline, session -> {
            BatchWriter writer = new BatchWriter(session);
            Map<Claim, Recorded> recorded = writer.write(intake.entries());
            writer.writeCopies(intake.copies(), batch.repeats());
            return recorded;
        });
    }

    private Map<Claim, Recorded> inParts(
            Intake intake, Batch batch, DataFailures failures, Deadline deadline, SqlFailure failure)
            throws LedgerUnavailableException {
        try {
            return pool.inTransaction(deadline, session -> {
                BatchWriter writer = new BatchWriter(session);
                Isolation isolation = new Isolation(session, writer, failures, this::reachable);
                Map<Claim, Recorded> recorded = isolation.write(intake.entries(), failure);
                writer.writeCopies(intake.copies(), batch.repeats());
                return recorded;
            });
        } catch (SQLException e) {
            // What each event may be blamed for has been: this is the commit's, or the counters'.
            throw new LedgerUnavailableException("the batch can't be committed: " + e.getMessage(), e);
        }
    }

    @Override
    public Map<TokenUse, Conclusion> claimTokens(List<TokenUse> inOrder, Duration budget)
            throws LedgerUnavailableException {
        try {
            return pool.inTransaction(new Deadline(budget), session -> SignedTokens.claim(session, inOrder));
        } catch (SQLException e) {
            throw new LedgerUnavailableException("tokens can't be claimed: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean reachable() {
        try {
            return pool.inTransaction(new Deadline(PROBE), session -> {
                session.execute("SET LOCAL statement_timeout = 1000");
                session.execute(WRITE_PROBE);
                return true;
            });
        } catch (SQLException | LedgerUnavailableException e) {
            return false;
        }
    }
}

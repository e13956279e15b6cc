package dev.sluice.processor.ledger;

import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Effect;
import dev.sluice.handler.Projection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Applies the effects of one event in a transaction that is rolled back, and tells what they would have changed. Rows are compared by
 * what {@code RETURNING} says of them before and after, which takes Postgres 18. Thread-safe.
 */
public final class DryRun {
    private static final Duration BUDGET = Duration.ofSeconds(10);
    /** Short, for what is locked here keeps the processor waiting. */
    private static final Duration STATEMENT = Duration.ofSeconds(1);

    private static final Duration LOCK = Duration.ofMillis(250);
    private static final int OLD_AND_NEW = 18;

    private final LedgerPool pool;

    public DryRun(LedgerPool pool) {
        this.pool = pool;
    }

    /** Whether the database can tell rows before and after a statement. */
    public boolean possible() throws LedgerUnavailableException {
        return JobTable.run(
                pool, BUDGET, session -> session.connection().getMetaData().getDatabaseMajorVersion() >= OLD_AND_NEW);
    }

    /**
     * What effects would change now, or why the database refuses them. Publications are left out: they change no row.
     *
     * @throws LedgerUnavailableException if it can't be asked now
     */
    public RowChanges of(WebhookEvent event, List<Effect> effects) throws LedgerUnavailableException {
        try {
            return pool.inTransaction(new Deadline(BUDGET), session -> changes(session, event, effects));
        } catch (SQLException e) {
            return RowChanges.refused(String.valueOf(e.getMessage()));
        }
    }

    private static RowChanges changes(Session session, WebhookEvent event, List<Effect> effects) throws SQLException {
        session.allow(STATEMENT, LOCK);
        session.execute("SET CONSTRAINTS ALL IMMEDIATE");
        RowChanges changes = RowChanges.none();
        List<Projection.Write> writes = new ArrayList<>();
        List<Effect.Sql> statements = new ArrayList<>();
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Project project -> writes.add(ProviderTimes.bounded(project.write(), event));
                case Effect.Sql sql -> statements.add(sql);
                case Effect.Publish publish -> {}
            }
        }
        ProjectionWrites.rehearse(session, writes, changes);
        SqlEffects.rehearse(session, statements, changes);
        changes.readKeys(session);
        // What the pool commits next is an empty transaction.
        session.connection().rollback();
        return changes;
    }
}

package dev.sluice.processor.ledger;

import dev.sluice.handler.Effect;
import dev.sluice.handler.Projection;
import dev.sluice.processor.delivery.AttemptOutcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Applies what handlers want written. */
final class Effects {
    private Effects() {}

    /** @param entries whose claims are new, in the order in which their effects are to be applied */
    static void apply(Session session, List<AttemptEntry> entries) throws SQLException {
        List<Projection.Write> writes = new ArrayList<>();
        List<Effect.Sql> statements = new ArrayList<>();
        for (AttemptEntry entry : entries) {
            if (entry.attempted().outcome() instanceof AttemptOutcome.Processed processed) {
                for (Effect effect : processed.effects()) {
                    switch (effect) {
                        case Effect.Project project ->
                            writes.add(ProviderTimes.bounded(project.write(), entry.event()));
                        case Effect.Sql sql -> statements.add(sql);
                        // Kept with the claim; the Kafka transaction sends it.
                        case Effect.Publish publish -> {}
                    }
                }
            }
        }
        ProjectionWrites.apply(session, writes);
        SqlEffects.run(session, statements);
    }
}

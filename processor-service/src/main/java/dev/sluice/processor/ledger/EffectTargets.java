package dev.sluice.processor.ledger;

import dev.sluice.handler.Effect;
import dev.sluice.handler.Projection;
import dev.sluice.processor.delivery.AttemptOutcome;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the effects of a batch write to besides the ledger's own tables, and whether it can be written to at all: a table that is
 * locked, missing or forbidden is no event's fault. Each is asked by the very statement that failed, once for a transaction: a
 * projection's with no rows, a handler's own as a plan. Serves one transaction.
 */
final class EffectTargets {
    private final Session session;
    private final Map<Target, Optional<String>> asked = new HashMap<>();

    /** Something that effects write to, by what its statement is. */
    sealed interface Target {
        record Columns(Projection projection) implements Target {}

        record Statement(String sql) implements Target {}
    }

    EffectTargets(Session session) {
        this.session = session;
    }

    /** All that an entry writes to, with an effect of each. */
    static Map<Target, Effect> of(AttemptEntry entry) {
        Map<Target, Effect> targets = new LinkedHashMap<>();
        if (entry.attempted().outcome() instanceof AttemptOutcome.Processed processed) {
            for (Effect effect : processed.effects()) {
                switch (effect) {
                    case Effect.Project project ->
                        targets.putIfAbsent(new Target.Columns(project.write().projection()), effect);
                    case Effect.Sql sql -> targets.putIfAbsent(new Target.Statement(sql.statement()), effect);
                    // Kafka's.
                    case Effect.Publish publish -> {}
                }
            }
        }
        return targets;
    }

    /** Why an entry can't be written whatever its values are; empty if it is not known that it can't. */
    Optional<String> away(AttemptEntry entry) throws SQLException {
        for (Map.Entry<Target, Effect> target : of(entry).entrySet()) {
            Optional<String> why = away(target.getKey(), target.getValue());
            if (why.isPresent()) {
                return why;
            }
        }
        return Optional.empty();
    }

    private Optional<String> away(Target target, Effect example) throws SQLException {
        Optional<String> before = asked.get(target);
        if (before == null) {
            before = ask(target, example);
            asked.put(target, before);
        }
        return before;
    }

    /** Why nothing more is to be tried with what an entry writes to, without asking. */
    Optional<String> givenUp(AttemptEntry entry) {
        return of(entry).keySet().stream()
                .flatMap(target -> asked.getOrDefault(target, Optional.empty()).stream())
                .findFirst();
    }

    /** Notes that nothing more is to be tried with what an entry writes to. */
    void givenUp(AttemptEntry entry, String why) {
        of(entry).keySet().forEach(target -> asked.put(target, Optional.of(why)));
    }

    /** The targets that are known to be away. */
    Set<Target> away() {
        Set<Target> away = new HashSet<>();
        asked.forEach((target, why) -> {
            if (why.isPresent()) {
                away.add(target);
            }
        });
        return away;
    }

    private Optional<String> ask(Target target, Effect example) throws SQLException {
        Savepoint savepoint = session.connection().setSavepoint();
        try {
            switch (target) {
                case Target.Columns(Projection projection) -> ProjectionWrites.rehearse(session, projection);
                case Target.Statement(String sql) -> plan(sql, ((Effect.Sql) example).parameters());
            }
            session.connection().releaseSavepoint(savepoint);
            return Optional.empty();
        } catch (SQLException e) {
            if (SqlFailure.endsSession(e)) {
                throw e;
            }
            session.connection().rollback(savepoint);
            return SqlFailure.isOfTarget(e, target instanceof Target.Columns)
                    ? Optional.of(String.valueOf(e.getMessage()))
                    : Optional.empty();
        } catch (RuntimeException e) {
            // A parameter that can't be bound, or a name that is none: the event's, or the handler's.
            session.connection().rollback(savepoint);
            return Optional.empty();
        }
    }

    private void plan(String sql, List<? extends @Nullable Object> parameters) throws SQLException {
        session.deadline().check();
        try (PreparedStatement statement = session.connection().prepareStatement("EXPLAIN " + sql)) {
            SqlEffects.bind(statement, parameters);
            statement.execute();
        }
    }
}

package dev.sluice.processor.ledger;

import dev.sluice.handler.Effect;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the statements that handlers ask for: each text once, as a batch, in the order in which it was first asked for. */
final class SqlEffects {
    private SqlEffects() {}

    static void run(Session session, List<Effect.Sql> effects) throws SQLException {
        Map<String, List<Effect.Sql>> byStatement = new LinkedHashMap<>();
        effects.forEach(effect -> byStatement
                .computeIfAbsent(effect.statement(), text -> new ArrayList<>())
                .add(effect));
        for (Map.Entry<String, List<Effect.Sql>> group : byStatement.entrySet()) {
            try (PreparedStatement statement = session.connection().prepareStatement(group.getKey())) {
                for (Effect.Sql effect : group.getValue()) {
                    bind(statement, effect.parameters());
                    statement.addBatch();
                }
                session.deadline().check();
                statement.executeBatch();
            }
        }
    }

    private static void bind(PreparedStatement statement, List<? extends @Nullable Object> parameters)
            throws SQLException {
        int position = 0;
        for (Object parameter : parameters) {
            // The driver knows no Instant.
            Object value = parameter instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : parameter;
            statement.setObject(++position, value);
        }
    }
}

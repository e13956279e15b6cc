package dev.sluice.processor.ledger;

import dev.sluice.handler.Effect;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs the statements that handlers ask for, in the order in which they did: where a batch is cut must not change what comes
 * of them. Only neighbours with the same text are sent together.
 */
final class SqlEffects {
    /** Statements whose end may say what is to be returned; of others, such as calls of functions, only rows are counted. */
    private static final Pattern WRITES = Pattern.compile("(?i)(insert|update|delete|merge)\\b");

    private static final Pattern RETURNING = Pattern.compile("(?i)\\breturning\\b");

    private SqlEffects() {}

    static void run(Session session, List<Effect.Sql> effects) throws SQLException {
        for (int from = 0; from < effects.size(); ) {
            String text = effects.get(from).statement();
            int to = from + 1;
            while (to < effects.size() && effects.get(to).statement().equals(text)) {
                to++;
            }
            runTogether(session, text, effects.subList(from, to));
            from = to;
        }
    }

    private static void runTogether(Session session, String text, List<Effect.Sql> effects) throws SQLException {
        try (PreparedStatement statement = session.connection().prepareStatement(text)) {
            for (Effect.Sql effect : effects) {
                bind(statement, effect.parameters());
                statement.addBatch();
            }
            session.deadline().check();
            statement.executeBatch();
        }
    }

    /** Runs statements one by one and tells what they have changed; the caller rolls back. */
    static void rehearse(Session session, List<Effect.Sql> effects, RowChanges changes) throws SQLException {
        for (Effect.Sql effect : effects) {
            String text = effect.statement().strip().replaceAll(";$", "");
            boolean tells =
                    WRITES.matcher(text).lookingAt() && !RETURNING.matcher(text).find();
            session.deadline().check();
            try (PreparedStatement statement =
                    session.connection().prepareStatement(tells ? text + RowChanges.RETURNING : text)) {
                bind(statement, effect.parameters());
                if (!tells) {
                    statement.execute();
                    changes.addOthers(Math.max(0, statement.getUpdateCount()));
                } else {
                    try (ResultSet rows = statement.executeQuery()) {
                        changes.add(rows);
                    }
                }
            }
        }
    }

    static void bind(PreparedStatement statement, List<? extends @Nullable Object> parameters) throws SQLException {
        int position = 0;
        for (Object parameter : parameters) {
            // The driver knows no Instant.
            Object value = parameter instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : parameter;
            statement.setObject(++position, value);
        }
    }
}

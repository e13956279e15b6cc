package dev.sluice.processor.ledger;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Table {@code webhook_instance}: which routes each running instance has in force. Thread-safe. */
public final class InstanceTable {
    private static final Duration BUDGET = Duration.ofSeconds(3);

    private final LedgerPool pool;
    private final String instance;

    /** @param instance the name of this one */
    public InstanceTable(LedgerPool pool, String instance) {
        this.pool = pool;
        this.instance = instance;
    }

    /**
     * Says which routes this instance has, and asks which others have other ones.
     *
     * @param routes version of the routes in force here
     * @param alive an instance counts as running if it has said so within this time
     * @return the names of those that differ, sorted; empty while the database is away
     */
    public Optional<List<String>> differing(String routes, Duration alive) {
        try {
            return Optional.of(pool.inTransaction(new Deadline(BUDGET), session -> {
                try (PreparedStatement say = session.connection().prepareStatement("""
                                INSERT INTO webhook_instance (instance_id, routes, seen_at) VALUES (?, ?, now())
                                ON CONFLICT (instance_id) DO UPDATE SET routes = excluded.routes, seen_at = excluded.seen_at""");
                        Statement forget = session.connection().createStatement();
                        PreparedStatement ask = session.connection().prepareStatement("""
                                SELECT instance_id FROM webhook_instance
                                WHERE routes <> ? AND seen_at > now() - make_interval(secs => ?) ORDER BY instance_id""")) {
                    say.setString(1, PgText.required(instance));
                    say.setString(2, routes);
                    say.executeUpdate();
                    forget.executeUpdate("DELETE FROM webhook_instance WHERE seen_at < now() - interval '1 day'");
                    ask.setString(1, routes);
                    ask.setInt(2, Math.toIntExact(alive.toSeconds()));
                    return names(ask);
                }
            }));
        } catch (SQLException | LedgerUnavailableException e) {
            return Optional.empty();
        }
    }

    private static List<String> names(PreparedStatement ask) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet rows = ask.executeQuery()) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }
}

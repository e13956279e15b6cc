package dev.sluice.query;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who decides something, and why.
 *
 * @param name of the person or token
 * @param reason empty where none was given
 * @param address from which it was asked for; empty for a command on a terminal
 */
public record Operator(String name, String reason, Optional<String> address) {
    private static final String NOTE =
            "INSERT INTO webhook_action (who, what, why, source_address, job_id, details) VALUES (?, ?, ?, ?, ?, ?::jsonb)";

    /**
     * Writes a row of {@code webhook_action}, in the transaction that makes the change.
     *
     * @param what stable word, such as {@code job.started}
     * @param details JSON
     */
    public void note(Connection connection, String what, @Nullable String job, String details) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(name);
        values.add(what);
        values.add(reason);
        values.add(address.orElse(null));
        values.add(job);
        values.add(details);
        LedgerRows.update(connection, NOTE, values);
    }
}

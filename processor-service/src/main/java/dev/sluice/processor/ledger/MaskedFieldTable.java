package dev.sluice.processor.ledger;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Table {@code webhook_masked_field}: what this instance is configured with, written once. Of one thread. */
public final class MaskedFieldTable {
    private static final Logger LOG = LoggerFactory.getLogger(MaskedFieldTable.class);
    private static final Duration BUDGET = Duration.ofSeconds(3);

    private final LedgerPool pool;
    private final List<MaskedField> fields;
    private boolean written;

    public MaskedFieldTable(LedgerPool pool, List<MaskedField> fields) {
        this.pool = pool;
        this.fields = fields;
    }

    /** Writes the fields in the place of those that were there; once it has succeeded, it does nothing more. */
    public void write() {
        if (written) {
            return;
        }
        try {
            written = pool.inTransaction(new Deadline(BUDGET), session -> {
                // Two instances that start together would each insert what the other has not committed.
                session.execute("LOCK TABLE webhook_masked_field IN SHARE ROW EXCLUSIVE MODE");
                session.execute("DELETE FROM webhook_masked_field");
                try (PreparedStatement insert = session.connection()
                        .prepareStatement("INSERT INTO webhook_masked_field (endpoint, path) VALUES (?, ?)")) {
                    for (MaskedField field : fields) {
                        insert.setString(1, field.endpoint());
                        insert.setArray(
                                2,
                                session.connection()
                                        .createArrayOf("text", field.path().toArray()));
                        insert.executeUpdate();
                    }
                }
                return true;
            });
        } catch (SQLException | LedgerUnavailableException e) {
            LOG.warn("what analysts are not to see is not written down yet: {}", e.getMessage());
        }
    }
}

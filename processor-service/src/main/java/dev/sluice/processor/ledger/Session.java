package dev.sluice.processor.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A connection with an open transaction, and the time that is left for it. */
record Session(Connection connection, Deadline deadline) {
    void execute(String sql) throws SQLException {
        deadline.check();
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

package dev.sluice.processor.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A connection with an open transaction, and the time that is left for it. */
record Session(Connection connection, Deadline deadline) {
    private static final Duration ANSWER = Duration.ofSeconds(2);

    void execute(String sql) throws SQLException {
        deadline.check();
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Gives each statement of this transaction other bounds than the pool's. */
    void allow(Duration statement, Duration lock) throws SQLException {
        // The driver must wait longer than the server; the pool sets it back.
        connection.setNetworkTimeout(
                Runnable::run, Math.toIntExact(statement.plus(ANSWER).toMillis()));
        execute("SET LOCAL statement_timeout = " + statement.toMillis());
        execute("SET LOCAL lock_timeout = " + lock.toMillis());
    }
}

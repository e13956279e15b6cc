package dev.sluice.processor.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.query.LedgerRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs what people ask of the ledger, on connections apart from those that the flow writes with: whoever asks too much waits for
 * himself. Thread-safe.
 */
public final class LedgerQueries {
    private static final Duration STATEMENT = Duration.ofSeconds(2);
    private static final Duration LOCK = Duration.ofSeconds(1);
    private static final Duration BUDGET = Duration.ofSeconds(5);

    private final LedgerPool pool;

    /** @param pool of nobody else */
    public LedgerQueries(LedgerPool pool) {
        this.pool = pool;
    }

    /** What is done on a connection, in a transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /**
     * Runs a query.
     *
     * @param parameters one for each {@code ?}
     * @return moments are in UTC
     * @throws QueryRefusedException if it took too long, or a parameter is no value of its type
     */
    public List<ObjectNode> rows(String sql, List<? extends @Nullable Object> parameters)
            throws LedgerUnavailableException, QueryRefusedException {
        return run(true, connection -> LedgerRows.read(connection, sql, parameters));
    }

    /** Makes changes, all of them or none. */
    public <T> T change(Work<T> work) throws LedgerUnavailableException, QueryRefusedException {
        return run(false, work);
    }

    private <T> T run(boolean reads, Work<T> work) throws LedgerUnavailableException, QueryRefusedException {
        try {
            return pool.inTransaction(new Deadline(BUDGET), session -> {
                session.allow(STATEMENT, LOCK);
                session.execute("SET LOCAL TIME ZONE 'UTC'; SET LOCAL jit = off"
                        + (reads ? "; SET TRANSACTION READ ONLY" : ""));
                return work.run(session.connection());
            });
        } catch (SQLException e) {
            switch (SqlFailure.of(e)) {
                case CONTENTION, OUTAGE -> throw new QueryRefusedException(QueryRefusedException.Why.TOO_SLOW, e);
                case REFUSED_FOR_EVER -> throw new QueryRefusedException(QueryRefusedException.Why.BAD_VALUE, e);
                case REFUSED_FOR_NOW ->
                    throw new IllegalStateException("the database refuses a query: " + e.getMessage(), e);
            }
            throw new IllegalStateException(e);
        }
    }
}

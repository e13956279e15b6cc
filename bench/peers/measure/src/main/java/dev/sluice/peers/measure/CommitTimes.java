package dev.sluice.peers.measure;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.TreeMap;

/**
 * When the events' rows were committed, as Postgres itself has noted: it costs a peer nothing to be asked afterwards, while
 * counting rows as they come would.
 */
final class CommitTimes {
    private final TreeMap<Instant, Long> reached = new TreeMap<>();
    private long rows;

    static CommitTimes read(Connection connection) throws SQLException {
        CommitTimes times = new CommitTimes();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("""
                    SELECT pg_xact_commit_timestamp(x.xmin) AS committed, sum(x.rows)::bigint
                    FROM (SELECT xmin, count(*) AS rows FROM webhook_event GROUP BY xmin) AS x
                    GROUP BY committed ORDER BY committed
                    """)) {
            while (result.next()) {
                times.rows += result.getLong(2);
                times.reached.put(result.getObject(1, OffsetDateTime.class).toInstant(), times.rows);
            }
        }
        return times;
    }

    long rows() {
        return rows;
    }

    /** The transaction that brought the number of rows to a share of all, or beyond. */
    Mark mark(double share) {
        for (Map.Entry<Instant, Long> each : reached.entrySet()) {
            if (each.getValue() >= share * rows) {
                return new Mark(each.getKey(), each.getValue());
            }
        }
        throw new IllegalStateException("there are no rows");
    }

    /** A moment, and how many rows there were. */
    record Mark(Instant at, long rows) {
        double perSecondUntil(Mark later) {
            return (later.rows - rows) * 1e9 / Duration.between(at, later.at).toNanos();
        }
    }
}

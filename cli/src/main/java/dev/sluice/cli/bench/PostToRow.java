package dev.sluice.cli.bench;

import dev.sluice.cli.demo.LedgerRows;
import dev.sluice.cli.load.LoadReport;
import dev.sluice.cli.load.SignedEvents;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.HdrHistogram.Histogram;

/** From when a request was due to the commit of its first attempt; both clocks are this machine's. */
record PostToRow(String postgresUrl) {
    private static final int DIGITS = 3;

    /** In milliseconds, of all events of a load that have a row. */
    Histogram measure(SignedEvents events, LoadReport report, int perSecond) throws SQLException {
        Histogram times = new Histogram(DIGITS);
        try (Connection connection = DriverManager.getConnection(postgresUrl)) {
            for (LedgerRows.Attempt attempt : new LedgerRows(connection, events.prefix()).attempts()) {
                if (attempt.attempt() == 1) {
                    Instant due = report.began().plus(after(events.number(attempt.eventId()), perSecond));
                    times.recordValue(Math.max(
                            0, Duration.between(due, attempt.committedAt()).toMillis()));
                }
            }
        }
        return times;
    }

    static Duration after(long number, int perSecond) {
        return Duration.ofNanos(number * 1_000_000_000L / perSecond);
    }
}

package dev.sluice.processor.ledger;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps monthly partitions of {@code webhook_event} ahead of time, so that retention can drop whole months. What falls
 * outside of them goes to the default partition and is none the worse for it.
 */
public final class EventPartitions {
    private static final Logger LOG = LoggerFactory.getLogger(EventPartitions.class);
    private static final int MONTHS_BACK = 1;
    private static final int MONTHS_AHEAD = 3;
    private static final Duration BUDGET = Duration.ofSeconds(10);
    /** Any number, as long as all processes have the same. */
    private static final long LOCK = 7_262_510_412_117L;

    /** A third of a page: compressing an ordinary row would cost more than all the rest of writing it, and save nothing. */
    private static final String STORAGE = " WITH (toast_tuple_target = 2700)";

    private final LedgerPool pool;
    private final Clock clock;

    public EventPartitions(LedgerPool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** Creates the partitions that are missing. To be called at start, and again well within a month. */
    public void keepAhead() {
        YearMonth now = YearMonth.now(clock.withZone(ZoneOffset.UTC));
        for (int month = -MONTHS_BACK; month <= MONTHS_AHEAD; month++) {
            try {
                create(now.plusMonths(month));
            } catch (SQLException | LedgerUnavailableException e) {
                LOG.warn("no partition for {}: its events go to the default partition", now.plusMonths(month), e);
            }
        }
    }

    private void create(YearMonth month) throws SQLException, LedgerUnavailableException {
        String sql =
                "CREATE TABLE IF NOT EXISTS webhook_event_%s PARTITION OF webhook_event FOR VALUES FROM ('%s-01 00:00:00+00') TO ('%s-01 00:00:00+00')%s"
                        .formatted(
                                month.toString().replace('-', '_').toLowerCase(Locale.ROOT),
                                month,
                                month.plusMonths(1),
                                STORAGE);
        pool.inTransaction(new Deadline(BUDGET), session -> {
            session.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
            session.execute(sql);
            return true;
        });
    }
}

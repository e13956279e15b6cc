package dev.sluice.processor.ledger;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps partitions of {@code webhook_attempt} and {@code webhook_event} ahead of time, both alike, and drops those that are
 * older than is kept. What falls outside of them goes to the default partition, and is moved when its time gets a partition
 * of its own. Several instances may do it at once, and the flow never waits for it longer than {@link #LOCK}.
 */
public final class Partitions {
    private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);
    private static final Duration BUDGET = Duration.ofSeconds(90);
    /** For what has to be moved out of the default partition. */
    private static final Duration STATEMENT = Duration.ofSeconds(60);

    private static final Duration LOCK = Duration.ofMillis(500);
    private static final int TRIES = 5;
    /** Any number, as long as all processes have the same. */
    private static final long ADVISORY_LOCK = 7_262_510_412_117L;

    /** In the order in which a flush locks them, so that the two can't deadlock. */
    private static final List<PartitionedTable> TABLES = List.of(PartitionedTable.ATTEMPTS, PartitionedTable.EVENTS);

    private final LedgerPool pool;
    private final PartitionPeriod period;
    private final Duration retention;
    private final Clock clock;

    /** @param retention how long events are kept after the receipt of their first copy */
    public Partitions(LedgerPool pool, PartitionPeriod period, Duration retention, Clock clock) {
        this.pool = pool;
        this.period = period;
        this.retention = retention;
        this.clock = clock;
    }

    /** Creates the partitions that are missing. To be called at start, and again well within a day. */
    public void keepAhead() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        for (LocalDate from = period.first(today); from.isBefore(period.end(today)); from = period.next(from)) {
            PartitionBounds wanted = new PartitionBounds(from, period.next(from));
            patiently("no partition for " + wanted + ": its events go to the default partition", session -> {
                create(session, wanted);
                return true;
            });
        }
    }

    /** Drops partitions all of whose events are older than is kept. */
    public void dropOld() {
        LocalDate before = LocalDate.ofInstant(PgTime.plus(clock.instant(), retention.negated()), ZoneOffset.UTC);
        patiently("partitions from before " + before + " are not dropped yet", session -> {
            for (PartitionedTable table : TABLES) {
                for (PartitionedTable.Partition partition : table.partitions(session)) {
                    if (!partition.bounds().end().isAfter(before)) {
                        session.execute("DROP TABLE " + partition.name());
                        LOG.info("{} has been dropped: {} is over", partition.name(), partition.bounds());
                    }
                }
            }
            return true;
        });
    }

    private static void create(Session session, PartitionBounds wanted) throws SQLException {
        for (PartitionedTable table : TABLES) {
            List<PartitionBounds> overlapping = table.partitions(session).stream()
                    .map(PartitionedTable.Partition::bounds)
                    .filter(wanted::overlaps)
                    .toList();
            // Where the period was changed, the days that have no partition get one each.
            List<PartitionBounds> missing = overlapping.isEmpty()
                    ? List.of(wanted)
                    : wanted.days().stream()
                            .filter(day -> overlapping.stream().noneMatch(day::overlaps))
                            .toList();
            for (PartitionBounds bounds : missing) {
                table.create(session, bounds);
            }
        }
    }

    private void patiently(String otherwise, LedgerPool.Work<Boolean> work) {
        for (int tries = 1; ; tries++) {
            try {
                pool.inTransaction(new Deadline(BUDGET), session -> {
                    session.allow(STATEMENT, LOCK);
                    return !alone(session) || work.run(session);
                });
                return;
            } catch (SQLException | LedgerUnavailableException e) {
                if (tries == TRIES || !(e instanceof SQLException sql) || SqlFailure.of(sql) != SqlFailure.CONTENTION) {
                    LOG.warn("{}: {}", otherwise, e.getMessage());
                    return;
                }
            }
        }
    }

    /** Whether no other instance is at it; if one is, it does all there is to do. */
    private static boolean alone(Session session) throws SQLException {
        try (PreparedStatement statement =
                session.connection().prepareStatement("SELECT pg_try_advisory_xact_lock(?)")) {
            statement.setLong(1, ADVISORY_LOCK);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getBoolean(1);
            }
        }
    }
}

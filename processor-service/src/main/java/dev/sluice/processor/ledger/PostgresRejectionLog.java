package dev.sluice.processor.ledger;

import dev.sluice.record.RejectedRequest;
import dev.sluice.record.Rejection;
import dev.sluice.record.RejectionRecords;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Table {@code webhook_rejection}. */
public final class PostgresRejectionLog implements RejectionLog {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresRejectionLog.class);
    private static final Duration BUDGET = Duration.ofSeconds(10);
    private static final Duration RETENTION = Duration.ofDays(30);
    /** Few enough that nothing else waits for their locks. */
    private static final int DELETED_AT_ONCE = 1000;

    private static final TableColumns<KeptRejection> COLUMNS = new TableColumns<KeptRejection>("webhook_rejection")
            .time("rejected_at", entry -> entry.rejection().at())
            .text("endpoint", entry -> entry.rejection().endpoint())
            .text("code", entry -> entry.rejection().code())
            .integer("status", entry -> entry.rejection().status())
            .text("finding", entry -> entry.rejection().finding())
            .computed(
                    "diagnoses",
                    text -> text + "::jsonb",
                    entry -> RejectionRecords.diagnoses(entry.rejection().diagnoses())
                            .toString())
            .text("request_id", entry -> entry.rejection().requestId())
            .text("tier", entry -> entry.rejection().tier().orElse(null))
            .text("address", entry -> request(entry).address())
            .text("method", entry -> request(entry).method())
            .text("path", entry -> request(entry).path())
            .bigint("content_length", entry -> nullable(request(entry).contentLength()))
            .text("content_type", entry -> request(entry).contentType().orElse(null))
            .integer("header_count", entry -> request(entry).headers())
            .integer("header_bytes", entry -> request(entry).headerBytes())
            .text("user_agent", entry -> request(entry).userAgent().orElse(null))
            .text("topic", entry -> entry.source().topic())
            .integer("partition", entry -> entry.source().partition())
            .bigint("\"offset\"", entry -> entry.source().offset());

    private static final String INSERT = COLUMNS.insertSql("");

    private static final String DELETE = """
            DELETE FROM webhook_rejection WHERE (topic, partition, "offset") IN (
                SELECT topic, partition, "offset" FROM webhook_rejection
                WHERE rejected_at < timestamptz 'epoch' + ? * interval '1 microsecond'
                ORDER BY rejected_at LIMIT ? FOR UPDATE SKIP LOCKED)
            """;

    private final LedgerPool pool;
    private final Clock clock;

    public PostgresRejectionLog(LedgerPool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    @Override
    public void keep(List<KeptRejection> entries) throws LedgerUnavailableException {
        try {
            pool.inTransaction(new Deadline(BUDGET), session -> insert(session, entries));
        } catch (SQLException e) {
            if (SqlFailure.of(e) != SqlFailure.REFUSED_FOR_EVER) {
                throw new LedgerUnavailableException("rejections can't be kept: " + e.getMessage(), e);
            }
            keepSingly(entries, e);
        }
    }

    /** One that the database will never take must not hold up those behind it. */
    private void keepSingly(List<KeptRejection> entries, SQLException refusal) throws LedgerUnavailableException {
        if (entries.size() == 1) {
            LOG.atWarn()
                    .setCause(refusal)
                    .log("a rejection can't be kept: {}", entries.get(0).source());
            return;
        }
        for (KeptRejection entry : entries) {
            keep(List.of(entry));
        }
    }

    private static int insert(Session session, List<KeptRejection> entries) throws SQLException {
        try (ArrayStatement<KeptRejection> statement = COLUMNS.insert(session, INSERT, entries)) {
            return statement.update();
        }
    }

    private static RejectedRequest request(KeptRejection entry) {
        Rejection rejection = entry.rejection();
        return rejection.request();
    }

    private static @Nullable Long nullable(OptionalLong length) {
        return length.isPresent() ? length.getAsLong() : null;
    }

    /** Deletes what is older than 30 days, a little at a time. */
    public void deleteOld() {
        long before = PgTime.micros(clock.instant().minus(RETENTION));
        int deleted;
        try {
            do {
                deleted = pool.inTransaction(new Deadline(BUDGET), session -> delete(session, before));
            } while (deleted == DELETED_AT_ONCE);
        } catch (SQLException | LedgerUnavailableException e) {
            LOG.warn("old rejections are not deleted yet: {}", e.getMessage());
        }
    }

    private static int delete(Session session, long before) throws SQLException {
        session.deadline().check();
        try (PreparedStatement statement = session.connection().prepareStatement(DELETE)) {
            statement.setLong(1, before);
            statement.setInt(2, DELETED_AT_ONCE);
            return statement.executeUpdate();
        }
    }
}

package dev.sluice.processor.ledger;

import dev.sluice.event.EventKey;
import dev.sluice.event.WebhookEvent;
import dev.sluice.record.Coordinates;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks up events in the audit, for those who plan a replay. Thread-safe. */
public final class AuditedEvents {
    private static final Duration BUDGET = Duration.ofSeconds(60);
    private static final Duration LOCK = Duration.ofSeconds(2);
    /** Bodies are read along, each of a megabyte at most as a rule. */
    private static final int PAGE = 100;

    private static final String APPLIED = """
            ARRAY(SELECT DISTINCT a.route FROM webhook_attempt a WHERE a.endpoint = e.endpoint AND a.event_id = e.event_id
                AND a.received_at = e.received_at AND a.outcome = 'processed') AS applied
            """;

    private static final String KNOWN = """
            SELECT k.n, e.received_at, e.status, e.applied
            FROM %s
            CROSS JOIN LATERAL (
                SELECT e.received_at, e.status, %s FROM webhook_event e
                WHERE e.endpoint = k.endpoint AND e.event_id = k.event_id AND e.received_at BETWEEN %s AND %s
                ORDER BY e.received_at LIMIT 1) AS e
            """.formatted(
                    ArrayStatement.rows("k", "n endpoint event_id since until"),
                    APPLIED,
                    PgTime.sql("k.since"),
                    PgTime.sql("k.until"));

    private static final String SELECT = "SELECT " + StoredEvent.COLUMNS + ", status, topic, partition, \"offset\", "
            + APPLIED + " FROM webhook_event e ";

    private static final String NAMED =
            SELECT + "WHERE (endpoint, event_id) IN (SELECT unnest(?::text[]), unnest(?::text[])) ORDER BY received_at";

    private static final String IN_RANGES = SELECT + """
            WHERE (received_at, endpoint, event_id) > (?, ?, ?) AND topic = ?
              AND EXISTS (SELECT FROM unnest(?::int4[], ?::int8[], ?::int8[]) AS r (partition, first, last)
                          WHERE e.partition = r.partition AND e."offset" >= r.first AND e."offset" < r.last)
            ORDER BY received_at, endpoint, event_id LIMIT %d
            """.formatted(PAGE);

    private final LedgerPool pool;
    private final EventLookup lookup;

    public AuditedEvents(LedgerPool pool, LedgerRules rules, Clock clock) {
        this.pool = pool;
        this.lookup = new EventLookup(rules, clock);
    }

    /**
     * What the audit knows of an event.
     *
     * @param receivedAt receipt of its first copy
     * @param status as its row has it
     * @param applied routes in which an attempt has succeeded
     */
    public record Known(Instant receivedAt, String status, Set<String> applied) {}

    /** An event made again of its row. */
    public record Audited(WebhookEvent event, Coordinates origin, Known known) {}

    /**
     * Offsets of a partition.
     *
     * @param first included
     * @param last not included
     */
    public record Range(int partition, long first, long last) {}

    /** Those of {@code events} that have a row. */
    public Map<EventKey, Known> known(List<WebhookEvent> events) throws LedgerUnavailableException {
        return JobTable.run(pool, BUDGET, session -> {
            session.allow(BUDGET, LOCK);
            List<EventLookup.Query> queries = events.stream()
                    .map(event -> lookup.query(AttemptEntry.key(event.key()), event, true))
                    .toList();
            List<Integer> numbers = new ArrayList<>();
            for (int i = 0; i < events.size(); i++) {
                numbers.add(i);
            }
            Map<EventKey, Known> known = new HashMap<>();
            try (ArrayStatement<Integer> statement = new ArrayStatement<>(session, KNOWN, numbers);
                    ResultSet row = statement
                            .integers(n -> n)
                            .texts(n -> queries.get(n).key().endpoint())
                            .texts(n -> queries.get(n).key().id())
                            .times(n -> queries.get(n).received().first())
                            .times(n -> queries.get(n).received().last())
                            .query()) {
                while (row.next()) {
                    known.put(events.get(row.getInt("n")).key(), known(row));
                }
            }
            return known;
        });
    }

    /** The events of these keys; one that is not known is left out. */
    public List<Audited> named(List<EventKey> keys) throws LedgerUnavailableException {
        return JobTable.run(pool, BUDGET, session -> {
            session.allow(BUDGET, LOCK);
            try (PreparedStatement statement = session.connection().prepareStatement(NAMED)) {
                statement.setArray(
                        1, texts(session, keys.stream().map(EventKey::endpoint).toList()));
                statement.setArray(
                        2, texts(session, keys.stream().map(EventKey::id).toList()));
                return read(statement);
            }
        });
    }

    /**
     * A page of events whose own records stood in these ranges.
     *
     * @param after the last of the page before
     * @param since receipt of the first one that is wanted
     * @return oldest first; empty when there are no more
     */
    public List<Audited> page(String topic, List<Range> ranges, Optional<Audited> after, Instant since)
            throws LedgerUnavailableException {
        return JobTable.run(pool, BUDGET, session -> {
            session.allow(BUDGET, LOCK);
            try (PreparedStatement statement = session.connection().prepareStatement(IN_RANGES)) {
                Instant from = after.map(last -> last.known().receivedAt()).orElse(since);
                statement.setObject(1, PgTime.of(from).atOffset(ZoneOffset.UTC));
                statement.setString(
                        2, after.map(last -> last.event().key().endpoint()).orElse(""));
                statement.setString(
                        3, after.map(last -> last.event().key().id()).orElse(""));
                statement.setString(4, topic);
                statement.setArray(
                        5,
                        session.connection()
                                .createArrayOf(
                                        "int4",
                                        ranges.stream().map(Range::partition).toArray()));
                statement.setArray(
                        6,
                        session.connection()
                                .createArrayOf(
                                        "int8",
                                        ranges.stream().map(Range::first).toArray()));
                statement.setArray(
                        7,
                        session.connection()
                                .createArrayOf(
                                        "int8", ranges.stream().map(Range::last).toArray()));
                return read(statement);
            }
        });
    }

    private static List<Audited> read(PreparedStatement statement) throws SQLException {
        List<Audited> events = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Coordinates origin =
                        new Coordinates(row.getString("topic"), row.getInt("partition"), row.getLong("offset"));
                events.add(new Audited(StoredEvent.read(row), origin, known(row)));
            }
        }
        return events;
    }

    private static Known known(ResultSet row) throws SQLException {
        @Nullable Array applied = row.getArray("applied");
        return new Known(
                StoredEvent.instant(row, "received_at"),
                row.getString("status"),
                applied == null ? Set.of() : Set.copyOf(Arrays.asList((String[]) applied.getArray())));
    }

    private static Array texts(Session session, List<String> texts) throws SQLException {
        return session.connection().createArrayOf("text", texts.toArray());
    }
}

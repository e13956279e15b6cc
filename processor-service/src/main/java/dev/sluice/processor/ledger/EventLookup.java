package dev.sluice.processor.ledger;

import dev.sluice.event.EventKey;
import dev.sluice.event.WebhookEvent;
import dev.sluice.record.Coordinates;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds what is known of events already. Claims are partitioned by the receipt of the event's first copy, which a later copy
 * does not know, so their unique index can't tell: it has to be looked for, in the time in which the first copy can have
 * come. See docs/decisions/0008-partitioned-claims.md. Thread-safe.
 */
final class EventLookup {
    /** Between the clocks of a provider, of the ingest services and of the processors. */
    private static final Duration CLOCK_DIFFERENCE = Duration.ofDays(1);

    /** Longer ranges are searched in a query of their own, so that one old event does not widen the range of all others. */
    private static final Duration SHORT = Duration.ofDays(4);

    private static final String[] STATEMENTS = {sql(false, false), sql(false, true), sql(true, false), sql(true, true)};

    private final LedgerRules rules;
    private final Clock clock;

    EventLookup(LedgerRules rules, Clock clock) {
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * An event to look for.
     *
     * @param key as stored
     * @param received when the first copy can have been received
     * @param byRow whether it may have an audit row without a claim
     */
    record Query(EventKey key, TimeRange received, boolean byRow) {
        Query and(Query other) {
            return new Query(key, received.and(other.received), byRow || other.byRow);
        }
    }

    /**
     * An event that has been written of before.
     *
     * @param receivedAt receipt of its first copy
     * @param claims those that exist
     */
    record KnownEvent(Instant receivedAt, Map<Claim, ClaimHolder> claims) {}

    /**
     * Who has a claim.
     *
     * @param source the record that it was made for
     * @param receivedAt finds its partition
     */
    record ClaimHolder(Coordinates source, Instant receivedAt) {}

    /**
     * A copy can't be older than the event: where the provider gives its creation, that bounds the search; elsewhere a
     * setting does. The event's own receipt and not the present is counted from, since a replay may be of long ago.
     */
    Query query(EventKey key, WebhookEvent event, boolean byRow) {
        Instant now = clock.instant();
        Instant receipt = PgTime.of(event.receivedAt());
        Instant latest = receipt.isAfter(now) ? receipt : now;
        Instant earliest = receipt.isAfter(now) ? now : receipt;
        Instant since = event.createdAt()
                .map(created -> created.isBefore(earliest) ? created : earliest)
                .map(created -> PgTime.plus(created, CLOCK_DIFFERENCE.negated()))
                .orElseGet(() -> PgTime.plus(earliest, rules.lateDuplicates().negated()));
        return new Query(key, new TimeRange(since, PgTime.plus(latest, CLOCK_DIFFERENCE)), byRow);
    }

    /** A row of an event of which only a later receipt is known. */
    Query query(EventKey key, Instant receivedAt) {
        Instant received = PgTime.of(receivedAt);
        return new Query(
                key,
                new TimeRange(
                        PgTime.plus(received, rules.lateDuplicates().negated()),
                        PgTime.plus(received, CLOCK_DIFFERENCE)),
                true);
    }

    /** Those that are known, each asked for once. */
    Map<EventKey, KnownEvent> find(Session session, Collection<Query> queries) throws SQLException {
        Map<EventKey, Query> byKey = new HashMap<>();
        queries.forEach(query -> byKey.merge(query.key(), query, Query::and));
        List<Query> narrow = new ArrayList<>();
        List<Query> wide = new ArrayList<>();
        byKey.values().forEach(query -> (query.received().length().compareTo(SHORT) <= 0 ? narrow : wide).add(query));
        Map<EventKey, KnownEvent> known = new HashMap<>();
        find(session, narrow, known);
        find(session, wide, known);
        return known;
    }

    private static void find(Session session, List<Query> asked, Map<EventKey, KnownEvent> known) throws SQLException {
        if (asked.isEmpty()) {
            return;
        }
        List<TimeRange> ranges = asked.stream().map(Query::received).toList();
        TimeRange all = ranges.stream().reduce(TimeRange::and).orElseThrow();
        Duration shortest =
                ranges.stream().map(TimeRange::length).min(Duration::compareTo).orElseThrow();
        // To look in a little too much costs less than to find out for each what would be.
        boolean each = all.length().compareTo(shortest.multipliedBy(2)) > 0;
        boolean byRow = asked.stream().anyMatch(Query::byRow);
        try (ArrayStatement<Integer> statement =
                        bound(session, asked, each, byRow).between(all);
                ResultSet result = (byRow ? statement.between(all) : statement).query()) {
            while (result.next()) {
                EventKey key = asked.get(result.getInt(1)).key();
                Instant receivedAt = PgTime.ofMicros(result.getLong(2));
                KnownEvent event = known.merge(key, new KnownEvent(receivedAt, new HashMap<>()), EventLookup::earlier);
                String topic = result.getString(3);
                if (topic != null) {
                    event.claims()
                            .put(
                                    new Claim(key, result.getString(7), result.getString(8), result.getInt(6)),
                                    new ClaimHolder(
                                            new Coordinates(topic, result.getInt(4), result.getLong(5)), receivedAt));
                }
            }
        }
    }

    /**
     * {@code OFFSET 0} keeps each event's probe a step of a nested loop. The time of all is known when the statement is
     * planned, and leaves partitions out then; the time of each skips others while it runs.
     */
    private static String sql(boolean each, boolean byRow) {
        String claims = """
                WITH k AS (SELECT %s FROM %s)
                SELECT k.n, %s, a.topic, a.partition, a."offset", a.attempt, a.generation, a.route
                FROM k
                CROSS JOIN LATERAL (
                    SELECT * FROM webhook_attempt a
                    WHERE a.endpoint = k.endpoint AND a.event_id = k.event_id
                      %s AND a.received_at BETWEEN ? AND ?
                    OFFSET 0) AS a
                """.formatted(
                "n, endpoint, event_id"
                        + (byRow ? ", by_row" : "")
                        + (each ? ", %s AS since, %s AS until".formatted(PgTime.sql("first"), PgTime.sql("last")) : ""),
                ArrayStatement.rows(
                        "u", "n endpoint event_id" + (byRow ? " by_row" : "") + (each ? " first last" : "")),
                PgTime.microsSql("a.received_at"),
                each ? "AND a.received_at BETWEEN k.since AND k.until" : "");
        return byRow
                ? claims
                        + """
                UNION ALL
                SELECT k.n, %s, NULL, NULL, NULL, NULL, NULL, NULL
                FROM k
                CROSS JOIN LATERAL (
                    SELECT e.received_at FROM webhook_event e
                    WHERE k.by_row AND e.endpoint = k.endpoint AND e.event_id = k.event_id
                      %s AND e.received_at BETWEEN ? AND ?
                    OFFSET 0) AS e
                """.formatted(
                                        PgTime.microsSql("e.received_at"),
                                        each ? "AND e.received_at BETWEEN k.since AND k.until" : "")
                : claims;
    }

    private static KnownEvent earlier(KnownEvent one, KnownEvent other) {
        return new KnownEvent(
                one.receivedAt().isBefore(other.receivedAt()) ? one.receivedAt() : other.receivedAt(), one.claims());
    }

    private static ArrayStatement<Integer> bound(Session session, List<Query> asked, boolean each, boolean byRow)
            throws SQLException {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            numbers.add(i);
        }
        ArrayStatement<Integer> statement = new ArrayStatement<>(
                        session, STATEMENTS[(each ? 2 : 0) + (byRow ? 1 : 0)], numbers)
                .integers(i -> i)
                .texts(i -> asked.get(i).key().endpoint())
                .texts(i -> asked.get(i).key().id());
        if (byRow) {
            statement.booleans(i -> asked.get(i).byRow());
        }
        if (each) {
            statement
                    .times(i -> asked.get(i).received().first())
                    .times(i -> asked.get(i).received().last());
        }
        return statement;
    }
}

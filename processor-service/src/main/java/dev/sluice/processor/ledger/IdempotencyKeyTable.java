package dev.sluice.processor.ledger;

import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.KeyUse;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Table {@code webhook_idempotency_key}: the event that has a key in a route. It holds the key from the moment its outcome is recorded
 * (or its handler may call), and until it dies.
 */
final class IdempotencyKeyTable {
    private static final String REPEATED = "its idempotency key came before, in event ";

    private static final String PRIMARY = "endpoint type object_id route key";

    private static final TableColumns<Row> COLUMNS = new TableColumns<Row>("webhook_idempotency_key")
            .text("endpoint", row -> row.key().endpoint())
            .text("type", row -> row.key().type())
            .text("object_id", row -> row.key().object())
            .text("route", row -> row.key().route())
            .text("key", row -> row.key().key())
            .text("event_id", Row::eventId)
            .bool("held", Row::held)
            .text("result", Row::result)
            .time("first_received_at", Row::receivedAt);

    private static final String INSERT = COLUMNS.insertSql("");

    private static final String MATCHES = "t.endpoint = k.endpoint AND t.type = k.type AND t.object_id = k.object_id"
            + " AND t.route = k.route AND t.key = k.key";

    /** {@code OFFSET 0} keeps it a nested loop, in which rows are locked in the order given. */
    private static final String LOCK = """
            SELECT t.endpoint, t.type, t.object_id, t.route, t.key, t.event_id, t.held, t.result, t.first_received_at
            FROM %s
            CROSS JOIN LATERAL (
                SELECT * FROM webhook_idempotency_key t WHERE %s OFFSET 0 FOR UPDATE OF t) AS t
            """.formatted(ArrayStatement.rows("k", PRIMARY), MATCHES);

    /**
     * What another event holds stays its own: that of a dead delivery which never had the key, say. What the event itself has come to
     * before stays too: a replay of it that dies takes nothing back.
     */
    private static final String SETTLE =
            """
            UPDATE webhook_idempotency_key t
            SET event_id = k.event_id,
                held = k.held OR t.event_id = k.event_id AND t.result IS NOT NULL,
                result = coalesce(k.result, CASE WHEN t.event_id = k.event_id THEN t.result END)
            FROM %s
            WHERE %s AND (NOT t.held OR t.event_id = k.event_id)
            """.formatted(ArrayStatement.rows("k", PRIMARY + " event_id held result"), MATCHES);

    private IdempotencyKeyTable() {}

    private record Key(String endpoint, String type, String object, String route, String key)
            implements Comparable<Key> {
        private static final Comparator<Key> ORDER = Comparator.comparing(Key::endpoint)
                .thenComparing(Key::type)
                .thenComparing(Key::object)
                .thenComparing(Key::route)
                .thenComparing(Key::key);

        static Key of(KeyUse use) {
            return new Key(
                    PgText.key(use.event().endpoint()),
                    PgText.key(use.type()),
                    PgText.key(use.object()),
                    PgText.key(use.route()),
                    PgText.key(use.key()));
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private record Row(
            Key key, String eventId, boolean held, @Nullable String result, Instant receivedAt) {
        static Row of(KeyUse use, boolean held, @Nullable String result) {
            return new Row(
                    Key.of(use), PgText.id(use.event().id()), held, PgText.of(result), PgTime.of(use.receivedAt()));
        }
    }

    /**
     * Locks the rows of all keys until the transaction ends, and tells whose key another event has.
     *
     * @param uses of all deliveries
     * @param wanting those of deliveries that are to have effects, in order: of several that want a key which nobody holds, the first has it
     * @return what becomes of the deliveries that are late
     */
    static Map<KeyUse, AttemptOutcome> judge(Session session, List<KeyUse> uses, List<KeyUse> wanting)
            throws SQLException {
        if (uses.isEmpty()) {
            return Map.of();
        }
        Map<Key, Row> firsts = new TreeMap<>();
        uses.forEach(use -> firsts.putIfAbsent(Key.of(use), Row.of(use, false, null)));
        insert(session, List.copyOf(firsts.values()));
        Map<Key, Row> holders = lock(session, List.copyOf(firsts.keySet()));
        Map<KeyUse, AttemptOutcome> late = new HashMap<>();
        for (KeyUse use : wanting) {
            Row own = Row.of(use, true, null);
            Row holder = holders.merge(own.key(), own, (before, mine) -> before.held() ? before : mine);
            if (!holder.eventId().equals(own.eventId())) {
                late.put(use, repeated(holder.eventId(), holder.result()));
            }
        }
        return late;
    }

    /** Handlers are about to call other systems: from now on their deliveries have the keys, whatever comes between. */
    static void hold(Session session, List<KeyUse> uses) throws SQLException {
        settle(session, uses.stream().map(use -> Row.of(use, true, null)).toList());
    }

    /** Attempts have been recorded: those that died let go of their keys, and others may have them. */
    static void settle(Session session, Collection<AttemptEntry> written) throws SQLException {
        Map<Key, Row> rows = new TreeMap<>();
        for (AttemptEntry entry : written) {
            AttemptOutcome outcome = entry.attempted().outcome();
            if (!isRepeat(outcome)) {
                KeyUse.of(entry.delivery()).map(use -> row(use, outcome)).ifPresent(row -> rows.put(row.key(), row));
            }
        }
        settle(session, List.copyOf(rows.values()));
    }

    private static Row row(KeyUse use, AttemptOutcome outcome) {
        return switch (outcome) {
            case AttemptOutcome.Processed(var effects, String result) -> Row.of(use, true, result);
            case AttemptOutcome.Ignored(String reason) -> Row.of(use, true, reason);
            case AttemptOutcome.Retry retry -> Row.of(use, true, null);
            case AttemptOutcome.Dead dead -> Row.of(use, false, null);
        };
    }

    private static void settle(Session session, List<Row> rows) throws SQLException {
        if (!rows.isEmpty()) {
            try (ArrayStatement<Row> statement = keyed(session, SETTLE, rows)) {
                statement
                        .texts(Row::eventId)
                        .booleans(Row::held)
                        .texts(Row::result)
                        .update();
            }
        }
    }

    /** @param rows sorted by key, or two threads that want the same ones could block each other */
    private static void insert(Session session, List<Row> rows) throws SQLException {
        try (ArrayStatement<Row> statement = COLUMNS.insert(session, INSERT, rows)) {
            statement.update();
        }
    }

    /** In a statement of its own, which sees what another transaction committed while the insert waited for it. */
    private static Map<Key, Row> lock(Session session, List<Key> keys) throws SQLException {
        List<Row> rows = keys.stream()
                .map(key -> new Row(key, "", false, null, Instant.EPOCH))
                .toList();
        Map<Key, Row> found = new HashMap<>();
        try (ArrayStatement<Row> statement = keyed(session, LOCK, rows);
                ResultSet row = statement.query()) {
            while (row.next()) {
                Key key = new Key(
                        row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5));
                found.put(
                        key,
                        new Row(
                                key,
                                row.getString("event_id"),
                                row.getBoolean("held"),
                                row.getString("result"),
                                StoredEvent.instant(row, "first_received_at")));
            }
        }
        return found;
    }

    private static ArrayStatement<Row> keyed(Session session, String sql, List<Row> rows) throws SQLException {
        return new ArrayStatement<>(session, sql, rows)
                .texts(row -> row.key().endpoint())
                .texts(row -> row.key().type())
                .texts(row -> row.key().object())
                .texts(row -> row.key().route())
                .texts(row -> row.key().key());
    }

    /**
     * What comes of a delivery whose key another event has.
     *
     * @param result what that one came to; null while that is not known
     */
    static AttemptOutcome repeated(String firstEventId, @Nullable String result) {
        return new AttemptOutcome.Ignored(REPEATED + firstEventId + (result == null ? "" : ": " + result));
    }

    /** Whether the delivery ended so because another event has its key. */
    static boolean isRepeat(AttemptOutcome outcome) {
        return outcome instanceof AttemptOutcome.Ignored(String reason) && reason.startsWith(REPEATED);
    }
}

package dev.sluice.processor.ledger;

import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.TokenUse;
import dev.sluice.record.FailureCause;
import dev.sluice.record.Redelivery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Table {@code webhook_signed_token}: the first body to come with a token has it for good. */
final class SignedTokenTable {
    /** Cause of the dead letter that an event becomes whose token came before with other bytes. */
    private static final TableColumns<Row> COLUMNS = new TableColumns<Row>("webhook_signed_token")
            .text("endpoint", row -> row.key().endpoint())
            .text("token", row -> row.key().token())
            .bytes("payload_sha256", row -> HexFormat.of().parseHex(row.sha256()))
            .text("event_id", Row::eventId)
            .time("first_received_at", Row::receivedAt);

    private static final String INSERT = COLUMNS.insertSql("");

    private static final String FIND = """
            SELECT t.endpoint, t.token, t.payload_sha256, t.event_id
            FROM %s
            CROSS JOIN LATERAL (
                SELECT * FROM webhook_signed_token t WHERE t.endpoint = c.endpoint AND t.token = c.token OFFSET 0) AS t
            """.formatted(ArrayStatement.rows("c", "endpoint token"));

    private SignedTokenTable() {}

    private record Key(String endpoint, String token) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::endpoint).thenComparing(Key::token);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private record Row(Key key, String sha256, String eventId, Instant receivedAt) {
        static Row of(TokenUse use) {
            return new Row(
                    new Key(PgText.key(use.event().endpoint()), PgText.key(use.token())),
                    use.sha256(),
                    PgText.id(use.event().id()),
                    PgTime.of(use.receivedAt()));
        }
    }

    /** Those whose token came before with other bytes, in the order given or long ago, and what their deliveries die of. */
    static Map<TokenUse, AttemptOutcome> claim(Session session, List<TokenUse> inOrder) throws SQLException {
        if (inOrder.isEmpty()) {
            return Map.of();
        }
        Map<Key, Row> firsts = new TreeMap<>();
        inOrder.stream().map(Row::of).forEach(row -> firsts.putIfAbsent(row.key(), row));
        List<Row> wanted = List.copyOf(firsts.values());
        insert(session, wanted);
        Map<Key, Row> kept = find(session, wanted);
        Map<TokenUse, AttemptOutcome> late = new HashMap<>();
        for (TokenUse use : inOrder) {
            Row row = Row.of(use);
            Row first = kept.getOrDefault(row.key(), row);
            if (!first.sha256().equals(row.sha256())) {
                late.put(use, reused(first.eventId()));
            }
        }
        return late;
    }

    /** @param rows sorted by key, or two threads that want the same ones could block each other */
    private static void insert(Session session, List<Row> rows) throws SQLException {
        try (ArrayStatement<Row> statement = COLUMNS.insert(session, INSERT, rows)) {
            statement.update();
        }
    }

    /** In a statement of its own, which sees what another transaction committed while the insert waited for it. */
    private static Map<Key, Row> find(Session session, List<Row> rows) throws SQLException {
        Map<Key, Row> found = new HashMap<>();
        try (ArrayStatement<Row> statement = new ArrayStatement<>(session, FIND, rows);
                ResultSet result = statement
                        .texts(row -> row.key().endpoint())
                        .texts(row -> row.key().token())
                        .query()) {
            while (result.next()) {
                Key key = new Key(result.getString(1), result.getString(2));
                String sha256 = HexFormat.of().formatHex(result.getBytes(3));
                found.put(key, new Row(key, sha256, result.getString(4), Instant.EPOCH));
            }
        }
        return found;
    }

    /** What comes of an event whose token an earlier one had. */
    static AttemptOutcome reused(String firstEventId) {
        return new AttemptOutcome.Dead(
                FailureCause.TOKEN_REUSED,
                new Redelivery.Failure(
                        "", "its signed token came with other bytes before, in event " + firstEventId, ""));
    }
}

package dev.sluice.processor.ledger;

import dev.sluice.event.Redelivery;
import dev.sluice.processor.work.Conclusion;
import dev.sluice.processor.work.TokenUse;
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
final class SignedTokens {
    /** Cause of the dead letter that an event becomes whose token came before with other bytes. */
    static final String REUSED = "token_reused";

    private static final String COLUMNS = "endpoint token sha256 event_id received";

    private static final String INSERT =
            """
            INSERT INTO webhook_signed_token (endpoint, token, payload_sha256, event_id, first_received_at)
            SELECT t.endpoint, t.token, t.sha256, t.event_id, %s
            FROM %s
            ON CONFLICT DO NOTHING
            """.formatted(StoredTime.SQL.formatted("t.received"), ArrayStatement.rows("t", COLUMNS));

    private static final String FIND = """
            SELECT endpoint, token, t.payload_sha256, t.event_id
            FROM %s
            JOIN webhook_signed_token t USING (endpoint, token)
            """.formatted(ArrayStatement.rows("c", "endpoint token"));

    private SignedTokens() {}

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
                    new Key(StoredText.key(use.event().endpoint()), StoredText.key(use.token())),
                    use.sha256(),
                    StoredText.id(use.event().id()),
                    StoredTime.of(use.receivedAt()));
        }
    }

    /** Those whose token came before with other bytes, in the order given or long ago, and what their units die of. */
    static Map<TokenUse, Conclusion> claim(Session session, List<TokenUse> inOrder) throws SQLException {
        Map<Key, Row> firsts = new TreeMap<>();
        inOrder.stream().map(Row::of).forEach(row -> firsts.putIfAbsent(row.key(), row));
        List<Row> wanted = List.copyOf(firsts.values());
        insert(session, wanted);
        Map<Key, Row> kept = find(session, wanted);
        Map<TokenUse, Conclusion> late = new HashMap<>();
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
        try (ArrayStatement<Row> statement = new ArrayStatement<>(session, INSERT, rows)) {
            var unused = keys(statement)
                    .bytes(row -> HexFormat.of().parseHex(row.sha256()))
                    .texts(Row::eventId)
                    .times(Row::receivedAt)
                    .update();
        }
    }

    /** In a statement of its own, which sees what another transaction committed while the insert waited for it. */
    private static Map<Key, Row> find(Session session, List<Row> rows) throws SQLException {
        Map<Key, Row> found = new HashMap<>();
        try (ArrayStatement<Row> statement = new ArrayStatement<>(session, FIND, rows);
                ResultSet result = keys(statement.plannedAnew()).query()) {
            while (result.next()) {
                Key key = new Key(result.getString(1), result.getString(2));
                String sha256 = HexFormat.of().formatHex(result.getBytes(3));
                found.put(key, new Row(key, sha256, result.getString(4), Instant.EPOCH));
            }
        }
        return found;
    }

    private static ArrayStatement<Row> keys(ArrayStatement<Row> statement) throws SQLException {
        return statement
                .texts(row -> row.key().endpoint())
                .texts(row -> row.key().token());
    }

    /** What comes of an event whose token an earlier one had. */
    static Conclusion reused(String firstEventId) {
        return new Conclusion.Dead(
                REUSED,
                new Redelivery.Failure(
                        "", "its signed token came with other bytes before, in event " + firstEventId, ""));
    }
}

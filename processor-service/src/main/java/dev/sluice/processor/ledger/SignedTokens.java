package dev.sluice.processor.ledger;

import dev.sluice.event.Redelivery;
import dev.sluice.event.Sha256;
import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.work.Conclusion;
import dev.sluice.processor.work.SeenAgain;
import dev.sluice.processor.work.Unit;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Use(Key key, byte[] sha256, String eventId, Instant receivedAt) {
        static Use of(Unit unit) {
            WebhookEvent event = unit.event();
            return new Use(
                    new Key(
                            StoredText.key(event.key().endpoint()),
                            StoredText.key(event.token().orElseThrow())),
                    Sha256.of(event.body()),
                    StoredText.id(event.key().id()),
                    StoredTime.of(event.receivedAt()));
        }

        static Use of(SeenAgain repeat) {
            SeenAgain.UsedToken used = repeat.token().orElseThrow();
            return new Use(
                    new Key(StoredText.key(repeat.key().endpoint()), StoredText.key(used.token())),
                    HexFormat.of().parseHex(used.sha256()),
                    StoredText.id(repeat.key().id()),
                    repeat.firstReceivedAt());
        }
    }

    /**
     * The entries, of which those have died whose token came before with other bytes. To be called before their claims are
     * made: an attempt is recorded with the conclusion that counts, and a re-run after a crash meets it there.
     */
    static List<Entry> claim(Session session, List<Entry> entries) throws SQLException {
        Map<Key, Use> firsts = new TreeMap<>();
        entries.stream()
                .map(Entry::unit)
                .filter(SignedTokens::bound)
                .map(Use::of)
                .forEach(use -> firsts.putIfAbsent(use.key(), use));
        if (firsts.isEmpty()) {
            return entries;
        }
        List<Use> wanted = List.copyOf(firsts.values());
        insert(session, wanted);
        Map<Key, Use> kept = find(session, wanted);
        return entries.stream()
                .map(entry -> judged(entry.unit(), kept).map(entry::concluded).orElse(entry))
                .toList();
    }

    /** What a unit dies of whose token came before with other bytes; its own has the token from now on if none had. */
    static Optional<Conclusion> claim(Session session, Unit unit) throws SQLException {
        List<Use> wanted = List.of(Use.of(unit));
        insert(session, wanted);
        return judged(unit, find(session, wanted));
    }

    /** Has the tokens of repeats used up: a repeat writes nothing, but who has seen it knows its token. */
    static void claimOf(Session session, List<SeenAgain> repeats) throws SQLException {
        Map<Key, Use> firsts = new TreeMap<>();
        repeats.stream()
                .filter(repeat -> repeat.token().isPresent())
                .map(Use::of)
                .forEach(use -> firsts.putIfAbsent(use.key(), use));
        if (!firsts.isEmpty()) {
            insert(session, List.copyOf(firsts.values()));
        }
    }

    /** Whether the unit has a token to answer for. Whoever replays or redrives an event has decided on it. */
    static boolean bound(Unit unit) {
        return unit.event().token().isPresent() && unit.generation().isEmpty();
    }

    private static Optional<Conclusion> judged(Unit unit, Map<Key, Use> kept) {
        if (!bound(unit)) {
            return Optional.empty();
        }
        Use use = Use.of(unit);
        Use first = kept.getOrDefault(use.key(), use);
        return Arrays.equals(first.sha256(), use.sha256()) ? Optional.empty() : Optional.of(reused(first.eventId()));
    }

    /** @param uses sorted by key, or two threads that want the same ones could block each other */
    private static void insert(Session session, List<Use> uses) throws SQLException {
        try (ArrayStatement<Use> statement = new ArrayStatement<>(session, INSERT, uses)) {
            var unused = keys(statement)
                    .bytes(Use::sha256)
                    .texts(Use::eventId)
                    .times(Use::receivedAt)
                    .update();
        }
    }

    /** In a statement of its own, which sees what another transaction committed while the insert waited for it. */
    private static Map<Key, Use> find(Session session, List<Use> uses) throws SQLException {
        Map<Key, Use> found = new HashMap<>();
        try (ArrayStatement<Use> statement = new ArrayStatement<>(session, FIND, uses);
                ResultSet result = keys(statement.plannedAnew()).query()) {
            while (result.next()) {
                Key key = new Key(result.getString(1), result.getString(2));
                found.put(key, new Use(key, result.getBytes(3), result.getString(4), Instant.EPOCH));
            }
        }
        return found;
    }

    private static ArrayStatement<Use> keys(ArrayStatement<Use> statement) throws SQLException {
        return statement
                .texts(use -> use.key().endpoint())
                .texts(use -> use.key().token());
    }

    /** What comes of an event whose token an earlier one had. */
    static Conclusion reused(String firstEventId) {
        return new Conclusion.Dead(
                REUSED,
                new Redelivery.Failure(
                        "", "its signed token came with other bytes before, in event " + firstEventId, ""));
    }
}

package dev.sluice.processor.ledger;

import dev.sluice.event.AttemptNote;
import dev.sluice.event.RedeliveryRecords;
import dev.sluice.processor.work.Conclusion;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Table {@code webhook_dead_letter}. */
final class DeadLetters {
    private static final String INSERT = """
            INSERT INTO webhook_dead_letter (endpoint, event_id, generation, route, cause, reason, history, provider, type,
                category, object_id, body, content_type, headers, http_target, traceparent, created_at, received_at, died_at,
                topic, partition, "offset")
            SELECT d.endpoint, d.event_id, d.generation, d.route, d.cause, d.reason,
                CASE WHEN pg_input_is_valid(d.history, 'jsonb') THEN d.history::jsonb ELSE '[]' END,
                d.provider, d.type, d.category, d.object_id, d.body, d.content_type,
                %s,
                d.http_target, d.traceparent, %s, %s, %s, d.topic, d.partition, d.position
            FROM %s
            ON CONFLICT DO NOTHING
            """.formatted(
                    StoredJson.sql("d.headers_form", "d.headers"),
                    StoredTime.SQL.formatted("d.created"),
                    StoredTime.SQL.formatted("d.received"),
                    StoredTime.SQL.formatted("d.died"),
                    ArrayStatement.rows(
                            "d",
                            "endpoint event_id generation route cause reason history provider type category object_id body content_type headers headers_form http_target traceparent created received died topic partition position"));

    private DeadLetters() {}

    /** An entry that died, and of what. */
    private record Letter(Entry entry, Conclusion.Dead dead) {
        String plain(String text) {
            return entry.bare() ? "" : StoredText.required(text);
        }

        String headers() {
            return entry.bare()
                    ? ""
                    : StoredText.withoutNul(entry.event().request().headersJson());
        }
    }

    /** Inserts those of {@code entries} that are dead. */
    static void insert(Session session, List<Entry> entries) throws SQLException {
        List<Letter> letters = letters(entries);
        if (letters.isEmpty()) {
            return;
        }
        try (ArrayStatement<Letter> statement = new ArrayStatement<>(session, INSERT, letters)) {
            statement
                    .texts(letter -> letter.entry().claim().event().endpoint())
                    .texts(letter -> letter.entry().claim().event().id())
                    .texts(letter -> letter.entry().claim().generation())
                    .texts(letter -> letter.entry().claim().route())
                    .texts(letter -> StoredText.required(letter.dead().cause()))
                    .texts(letter -> letter.plain(letter.dead().failure().message()))
                    .texts(DeadLetters::history)
                    .texts(letter -> letter.plain(letter.entry().event().provider()))
                    .texts(letter -> letter.plain(letter.entry().event().type()))
                    .texts(letter -> letter.plain(letter.entry().unit().category()))
                    .texts(letter -> letter.entry().bare()
                            ? null
                            : Audit.objectId(letter.entry().event()))
                    .bytes(letter -> letter.entry().event().body())
                    .texts(letter -> letter.plain(letter.entry().event().contentType()))
                    .texts(Letter::headers)
                    .integers(letter -> StoredJson.of(letter.headers()).form().code())
                    .texts(letter ->
                            letter.plain(letter.entry().event().request().target()))
                    .texts(letter -> letter.entry().bare()
                            ? null
                            : StoredText.of(letter.entry().event().traceparent().orElse(null)))
                    .times(letter -> letter.entry()
                            .event()
                            .createdAt()
                            .filter(StoredTime::fits)
                            .orElse(null))
                    .times(letter -> letter.entry().receivedAt())
                    .times(letter -> letter.entry().attempted().at())
                    .texts(letter -> letter.entry().unit().origin().topic())
                    .integers(letter -> letter.entry().unit().origin().partition())
                    .longs(letter -> letter.entry().unit().origin().offset())
                    .update();
        }
    }

    private static List<Letter> letters(List<Entry> entries) {
        List<Letter> letters = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.attempted().conclusion() instanceof Conclusion.Dead dead) {
                letters.add(new Letter(entry, dead));
            }
        }
        return letters;
    }

    private static String history(Letter letter) {
        Entry entry = letter.entry();
        if (entry.bare()) {
            return "[]";
        }
        List<AttemptNote> notes = new ArrayList<>();
        entry.unit().history().forEach(note -> notes.add(clean(note)));
        notes.add(clean(new AttemptNote(
                entry.unit().attempt(),
                entry.attempted().at(),
                letter.dead().cause(),
                letter.dead().failure().message())));
        return RedeliveryRecords.historyJson(notes);
    }

    /** In JSON a NUL is written as an escape, and jsonb refuses that too. */
    private static AttemptNote clean(AttemptNote note) {
        return new AttemptNote(
                note.attempt(), note.at(), StoredText.withoutNul(note.cause()), StoredText.withoutNul(note.message()));
    }
}

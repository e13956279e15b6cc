package dev.sluice.processor.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.body.DocumentPlace;
import dev.sluice.body.EventDocument;
import dev.sluice.event.EventKey;
import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.record.AttemptNote;
import dev.sluice.record.RedeliveryRecords;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Table {@code webhook_dead_letter}. */
final class DeadLetterTable {
    private static final TableColumns<Letter> COLUMNS = new TableColumns<Letter>("webhook_dead_letter")
            .text("endpoint", letter -> letter.entry().claim().event().endpoint())
            .text("event_id", letter -> letter.entry().claim().event().id())
            .text("generation", letter -> letter.entry().claim().generation())
            .text("route", letter -> letter.entry().claim().route())
            .text("cause", letter -> letter.dead().cause().word())
            .text("reason", letter -> letter.required(letter.dead().failure().message()))
            .text("exception", letter -> letter.required(letter.dead().failure().exception()))
            .text(
                    "frame",
                    letter -> letter.required(
                            StackFrames.own(letter.dead().failure().stacktrace())))
            .computed(
                    "history",
                    text -> "CASE WHEN pg_input_is_valid(%1$s, 'jsonb') THEN %1$s::jsonb ELSE '[]' END".formatted(text),
                    DeadLetterTable::history)
            .text("provider", letter -> letter.required(letter.event().provider()))
            .text("type", letter -> letter.required(letter.event().type()))
            .text(
                    "category",
                    letter -> letter.required(letter.entry().delivery().category()))
            .text("object_id", Letter::objectId)
            .bytes("body", letter -> letter.event().body())
            .text("content_type", letter -> letter.required(letter.event().contentType()))
            .json("headers", Letter::headers)
            .text(
                    "http_target",
                    letter -> letter.required(letter.event().request().target()))
            .text("traceparent", Letter::traceparent)
            .text("record", letter -> letter.entry().bodyOnly() ? null : PgText.of(StoredEvent.rest(letter.event())))
            .bool("livemode", letter -> letter.event().livemode().orElse(null))
            .time(
                    "created_at",
                    letter -> letter.event().createdAt().filter(PgTime::fits).orElse(null))
            .time("received_at", letter -> letter.entry().receivedAt())
            .time("died_at", letter -> letter.entry().attempted().at())
            .text("topic", letter -> letter.entry().delivery().origin().topic())
            .integer("partition", letter -> letter.entry().delivery().origin().partition())
            .bigint("\"offset\"", letter -> letter.entry().delivery().origin().offset());

    /** A held one stays held: the operator has not let go of it. */
    private static final String UPSERT = COLUMNS.upsertSql("endpoint, event_id, route", """
            chapter = present.chapter + 1, discard_reason = NULL,
            status = CASE present.status WHEN 'held' THEN 'held' ELSE 'open' END
            """);

    private static final String CLOSE = """
            UPDATE webhook_dead_letter d SET status = 'redriven'
            FROM %s
            WHERE d.endpoint = k.endpoint AND d.event_id = k.event_id AND d.route = k.route
              AND d.status IN ('open', 'held', 'redriving')
            """.formatted(ArrayStatement.rows("k", "endpoint event_id route"));

    private DeadLetterTable() {}

    /** An entry that died, and of what. */
    private record Letter(AttemptEntry entry, AttemptOutcome.Dead dead) {
        WebhookEvent event() {
            return entry.event();
        }

        String required(String text) {
            return entry.bodyOnly() ? "" : PgText.required(text);
        }

        @Nullable
        String objectId() {
            return entry.bodyOnly() ? null : event().subject().map(PgText::id).orElse(null);
        }

        @Nullable
        String traceparent() {
            return entry.bodyOnly()
                    ? null
                    : PgText.of(event().tracing().traceparent().orElse(null));
        }

        @Nullable
        EventDocument headers() {
            return entry.bodyOnly()
                    ? null
                    : new EventDocument(
                            PgText.clean(event().request().headersJson()).getBytes(UTF_8), DocumentPlace.JSON);
        }
    }

    /**
     * Inserts those of {@code entries} that are dead, or begins a new chapter of a delivery's dead letter; and closes the dead letters
     * of those that have succeeded since.
     */
    static void write(Session session, List<AttemptEntry> entries) throws SQLException {
        List<Letter> letters = new ArrayList<>();
        List<AttemptEntry> ended = new ArrayList<>();
        for (AttemptEntry entry : entries) {
            switch (entry.attempted().outcome()) {
                case AttemptOutcome.Dead dead -> letters.add(new Letter(entry, dead));
                case AttemptOutcome.Processed processed -> ended.add(entry);
                case AttemptOutcome.Ignored ignored -> ended.add(entry);
                case AttemptOutcome.Retry retry -> {}
            }
        }
        while (!letters.isEmpty()) {
            // Of one delivery that died in two generations, each is a chapter: a statement can't write a row twice.
            Map<Key, Letter> first = new TreeMap<>();
            letters.removeIf(letter -> first.putIfAbsent(Key.of(letter.entry()), letter) == null);
            try (ArrayStatement<Letter> statement = COLUMNS.insert(session, UPSERT, List.copyOf(first.values()))) {
                statement.update();
            }
        }
        close(session, ended);
    }

    private static void close(Session session, List<AttemptEntry> ended) throws SQLException {
        List<Key> keys = ended.stream()
                // What has just been taken in has never died.
                .filter(entry -> !entry.delivery().fresh())
                .map(Key::of)
                .sorted()
                .toList();
        if (!keys.isEmpty()) {
            try (ArrayStatement<Key> statement = new ArrayStatement<>(session, CLOSE, keys)) {
                statement
                        .texts(key -> key.event().endpoint())
                        .texts(key -> key.event().id())
                        .texts(Key::route)
                        .update();
            }
        }
    }

    private record Key(EventKey event, String route) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::event).thenComparing(Key::route);

        static Key of(AttemptEntry entry) {
            return new Key(entry.claim().event(), entry.claim().route());
        }

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private static String history(Letter letter) {
        AttemptEntry entry = letter.entry();
        if (entry.bodyOnly()) {
            return "[]";
        }
        List<AttemptNote> notes = new ArrayList<>();
        entry.delivery().history().forEach(note -> notes.add(clean(note)));
        notes.add(clean(new AttemptNote(
                entry.delivery().attempt(),
                entry.attempted().at(),
                letter.dead().cause().word(),
                letter.dead().failure().message())));
        return RedeliveryRecords.historyJson(notes);
    }

    /** In JSON a NUL is written as an escape, and jsonb refuses that too. */
    private static AttemptNote clean(AttemptNote note) {
        return new AttemptNote(note.attempt(), note.at(), PgText.clean(note.cause()), PgText.clean(note.message()));
    }
}

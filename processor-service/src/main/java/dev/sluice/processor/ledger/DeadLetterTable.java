package dev.sluice.processor.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.body.DocumentPlace;
import dev.sluice.body.EventDocument;
import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.record.AttemptNote;
import dev.sluice.record.RedeliveryRecords;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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
            .time(
                    "created_at",
                    letter -> letter.event().createdAt().filter(PgTime::fits).orElse(null))
            .time("received_at", letter -> letter.entry().receivedAt())
            .time("died_at", letter -> letter.entry().attempted().at())
            .text("topic", letter -> letter.entry().delivery().origin().topic())
            .integer("partition", letter -> letter.entry().delivery().origin().partition())
            .bigint("\"offset\"", letter -> letter.entry().delivery().origin().offset());

    private static final String INSERT = COLUMNS.insertSql("");

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

    /** Inserts those of {@code entries} that are dead. */
    static void insert(Session session, List<AttemptEntry> entries) throws SQLException {
        List<Letter> letters = new ArrayList<>();
        for (AttemptEntry entry : entries) {
            if (entry.attempted().outcome() instanceof AttemptOutcome.Dead dead) {
                letters.add(new Letter(entry, dead));
            }
        }
        if (!letters.isEmpty()) {
            try (ArrayStatement<Letter> statement = COLUMNS.insert(session, INSERT, letters)) {
                statement.update();
            }
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

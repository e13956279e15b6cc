package dev.sluice.cli.bench.baseline;

import static dev.sluice.cli.bench.baseline.Column.Type.BOOLEAN;
import static dev.sluice.cli.bench.baseline.Column.Type.BYTES;
import static dev.sluice.cli.bench.baseline.Column.Type.INTEGER;
import static dev.sluice.cli.bench.baseline.Column.Type.JSON;
import static dev.sluice.cli.bench.baseline.Column.Type.LONG;
import static dev.sluice.cli.bench.baseline.Column.Type.TEXT;
import static dev.sluice.cli.bench.baseline.Column.Type.TIME;
import static dev.sluice.cli.bench.baseline.Column.Type.WHOLE_NUMERIC;
import static java.util.stream.Collectors.joining;

import java.util.List;

/**
 * One of the three tables that get a row for each event: the columns that Sluice itself fills for a payment that was
 * applied at the first attempt; all others keep their defaults.
 *
 * @param onConflict what becomes of an inserted row whose key is there
 */
record RowTable(String name, List<Column> columns, String onConflict) {
    private static final String DO_NOTHING = "ON CONFLICT DO NOTHING";
    private static final String NEWEST_WINS = """
            ON CONFLICT (endpoint, id, mode, account) DO UPDATE
            SET status = excluded.status, amount = excluded.amount, currency = excluded.currency,
                customer_id = excluded.customer_id, status_at = excluded.status_at, status_rank = excluded.status_rank,
                status_event_id = excluded.status_event_id
            WHERE t.status_at IS NULL
               OR (excluded.status_at, excluded.status_rank, excluded.status_event_id)
                   >= (t.status_at, t.status_rank, t.status_event_id)""";
    private static final int RANK = 50;

    static final RowTable EVENT = new RowTable(
            "webhook_event",
            List.of(
                    new Column("endpoint", TEXT, row -> row.event().key().endpoint()),
                    new Column("event_id", TEXT, row -> row.event().key().id()),
                    new Column("provider", TEXT, row -> row.event().provider()),
                    new Column("type", TEXT, row -> row.event().type()),
                    new Column("category", TEXT, row -> row.event().type()),
                    new Column("status", TEXT, row -> "processed"),
                    new Column("livemode", BOOLEAN, PlainRow::livemode),
                    new Column("object_id", TEXT, row -> row.payment().id()),
                    new Column("body", BYTES, row -> row.event().body()),
                    new Column("payload", JSON, PlainRow::json),
                    new Column("payload_sha256", BYTES, PlainRow::sha256),
                    new Column("content_type", TEXT, row -> row.event().contentType()),
                    new Column("headers", JSON, row -> row.event().request().headersJson()),
                    new Column("http_target", TEXT, row -> row.event().request().target()),
                    new Column(
                            "traceparent",
                            TEXT,
                            row -> row.event().tracing().traceparent().orElse(null)),
                    new Column(
                            "created_at",
                            TIME,
                            row -> PlainRow.micros(row.payment().at())),
                    new Column(
                            "received_at",
                            TIME,
                            row -> PlainRow.micros(row.event().receivedAt())),
                    new Column("attempts", INTEGER, row -> 1),
                    new Column("result", TEXT, row -> row.payment().status()),
                    new Column("topic", TEXT, row -> row.source().topic()),
                    new Column("partition", INTEGER, row -> row.source().partition()),
                    new Column("offset", LONG, row -> row.source().offset())),
            DO_NOTHING);

    static final RowTable ATTEMPT = new RowTable(
            "webhook_attempt",
            List.of(
                    new Column("endpoint", TEXT, row -> row.event().key().endpoint()),
                    new Column("event_id", TEXT, row -> row.event().key().id()),
                    new Column("generation", TEXT, row -> ""),
                    new Column("route", TEXT, row -> "payments"),
                    new Column("attempt", INTEGER, row -> 1),
                    new Column("outcome", TEXT, row -> "processed"),
                    new Column("result", TEXT, row -> row.payment().status()),
                    new Column("attempted_at", TIME, row -> PlainRow.micros(row.appliedAt())),
                    new Column("took_micros", LONG, row -> 1L),
                    new Column("topic", TEXT, row -> row.source().topic()),
                    new Column("partition", INTEGER, row -> row.source().partition()),
                    new Column("offset", LONG, row -> row.source().offset()),
                    new Column(
                            "received_at",
                            TIME,
                            row -> PlainRow.micros(row.event().receivedAt()))),
            DO_NOTHING);

    static final RowTable PAYMENT = new RowTable(
            "payment",
            List.of(
                    new Column("endpoint", TEXT, row -> row.event().key().endpoint()),
                    new Column("id", TEXT, row -> row.payment().id()),
                    new Column("status", TEXT, row -> row.payment().status()),
                    new Column("amount", WHOLE_NUMERIC, row -> row.payment().amount()),
                    new Column("currency", TEXT, row -> row.payment().currency()),
                    new Column("customer_id", TEXT, row -> row.payment().customer()),
                    new Column(
                            "status_at",
                            TIME,
                            row -> PlainRow.micros(row.payment().at())),
                    new Column("status_rank", INTEGER, row -> RANK),
                    new Column("status_event_id", TEXT, row -> row.event().key().id())),
            NEWEST_WINS);

    /** In the order in which an event's rows are written. */
    static final List<RowTable> ALL = List.of(EVENT, ATTEMPT, PAYMENT);

    /** A statement that takes one array for each column. */
    String insert(String schema) {
        return "INSERT INTO %s.%s AS t (%s) SELECT %s %s"
                .formatted(
                        schema,
                        name,
                        names(),
                        columns.stream().map(column -> column.type().unnested()).collect(joining(", ")),
                        onConflict);
    }

    /** A statement that takes rows in the binary format. */
    String copy(String schema) {
        return "COPY %s.%s (%s) FROM STDIN (FORMAT binary)".formatted(schema, name, names());
    }

    private String names() {
        return columns.stream().map(column -> '"' + column.name() + '"').collect(joining(", "));
    }
}

package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.LedgerContract.NONE_EXPECTED;
import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.dead;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.event;
import static dev.sluice.processor.ledger.Samples.key;
import static dev.sluice.processor.ledger.Samples.processed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.EventKey;
import dev.sluice.event.WebhookEvent;
import dev.sluice.testing.EventBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the tables are besides what the ledger writes there. */
final class LedgerSchemaIT {
    @RegisterExtension
    static final OpenLedger OPEN = new OpenLedger("schema", 1);

    @BeforeAll
    static void makePartitions() {
        new Partitions(OPEN.pool(), PartitionPeriod.MONTH, Duration.ofDays(400), Clock.systemUTC()).keepAhead();
    }

    @Test
    void everyTableAndColumnIsExplained() {
        assertThat(OPEN.book().rows("""
                        SELECT c.relname || coalesce('.' || a.attname, '')
                        FROM pg_class c
                        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition
                          AND c.relname !~ '^(test_|flyway_)'
                          AND (obj_description(c.oid) IS NULL OR col_description(c.oid, a.attnum) IS NULL)
                        """)).isEmpty();
    }

    @Test
    void readerMayReadAndNotWrite() throws Exception {
        try (Connection connection = OPEN.book().connect()) {
            connection.createStatement().execute("SET ROLE sluice_reader");
            connection
                    .createStatement()
                    .execute(
                            "SELECT * FROM webhook_event_masked, event_summary_by_hour, payment, webhook_rejection, rejection_summary_by_hour");
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> connection.createStatement().execute("DELETE FROM payment"))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void readerSeesPayloadsWithoutMaskedFieldsAndNoBytes() throws Exception {
        new MaskedFieldTable(
                        OPEN.pool(),
                        MaskedField.parse(
                                "customer.email, items.*.card.0, other:id, missing.field, a\\.b, empty.*, nothing"))
                .write();
        String body = """
                {"id":"evt_1","a.b":1,"customer":{"email":"ana@example.com","name":"Ana"},"nothing":null,"empty":{},
                 "items":[{"card":["4242","x"]},{"card":[]},7]}""";
        OPEN.ledger()
                .record(
                        batch(processed(delivery(event("evt_1", body), "payments", 1))),
                        LedgerContract.NONE_EXPECTED,
                        BUDGET);

        assertThat(as("sluice_reader", "SELECT payload FROM webhook_event_masked"))
                .isEqualTo(
                        "{\"id\": \"evt_1\", \"a.b\": \"***\", \"empty\": {}, \"items\": [{\"card\": [\"***\", \"x\"]},"
                                + " {\"card\": []}, 7], \"nothing\": null, \"customer\": {\"name\": \"Ana\", \"email\": \"***\"}}");
        assertThat(as("sluice_raw_reader", "SELECT convert_from(body, 'UTF8') FROM webhook_event"))
                .isEqualTo(body);
        for (String raw : List.of(
                "SELECT body FROM webhook_event",
                "SELECT payload FROM webhook_event",
                "SELECT headers FROM webhook_event",
                "SELECT body FROM webhook_dead_letter",
                "SELECT publications FROM webhook_attempt")) {
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> as("sluice_reader", raw))
                    .as(raw)
                    .hasMessageContaining("permission denied");
        }
    }

    /** Whoever may make temporary tables could put one in the place of the ledger's own. */
    @Test
    void readerCannotUnmaskByTablesOfTheSameName() throws Exception {
        new MaskedFieldTable(OPEN.pool(), MaskedField.parse("id")).write();
        OPEN.ledger()
                .record(
                        batch(processed(delivery(event("evt_1", "{\"id\":\"evt_1\"}"), "payments", 1))),
                        LedgerContract.NONE_EXPECTED,
                        BUDGET);

        assertThat(as(
                        "sluice_reader",
                        "CREATE TEMP TABLE webhook_masked_field (endpoint text, path text[])",
                        "SET search_path = pg_temp, public",
                        "SELECT payload FROM public.webhook_event_masked"))
                .isEqualTo("{\"id\": \"***\"}");
    }

    private static String as(String role, String... statements) throws Exception {
        try (Connection connection = OPEN.book().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET ROLE " + role);
            for (int i = 0; i < statements.length - 1; i++) {
                statement.execute(statements[i]);
            }
            try (ResultSet row = statement.executeQuery(statements[statements.length - 1])) {
                return row.next() ? row.getString(1) : "nothing";
            }
        }
    }

    /** An instance of the version before runs beside this one until it is replaced; it knows no column that a later version adds. */
    @Test
    void columnsAndTablesOfALaterVersionAreNoHindrance() throws Exception {
        OPEN.book().run("ALTER TABLE webhook_event ADD COLUMN test_later text DEFAULT 'x'");
        OPEN.book().run("ALTER TABLE webhook_attempt ADD COLUMN test_later text");
        OPEN.book().run("ALTER TABLE webhook_dead_letter ADD COLUMN test_later text");
        try {
            OPEN.ledger()
                    .record(
                            batch(
                                    processed(delivery(event("evt_1"), "payments", 1)),
                                    Samples.dead(delivery(event("evt_2"), "payments", 2))),
                            LedgerContract.NONE_EXPECTED,
                            BUDGET);

            assertThat(OPEN.book().rows("SELECT event_id, test_later FROM webhook_event ORDER BY 1"))
                    .containsExactly("evt_1|x", "evt_2|x");
        } finally {
            for (String table : List.of("webhook_event", "webhook_attempt", "webhook_dead_letter")) {
                OPEN.book().run("ALTER TABLE " + table + " DROP COLUMN test_later");
            }
        }
    }

    @Test
    void eachQuestionOfTheAnalyticsPageIsAQueryThatTheReaderMayAsk() throws Exception {
        Matcher queries = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "docs", "analytics.md")));
        int asked = 0;
        try (Connection connection = OPEN.book().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET ROLE sluice_reader");
            while (queries.find()) {
                assertThat(statement.execute(queries.group(1))).isTrue();
                asked++;
            }
        }
        assertThat(asked).isEqualTo(10);
    }

    @Test
    void outcomesOfADayAddUp() throws Exception {
        OPEN.ledger()
                .record(
                        batch(processed(delivery(event("evt_1"), "a", 1)), dead(delivery(event("evt_2"), "a", 2))),
                        NONE_EXPECTED,
                        BUDGET);

        assertThat(
                        OPEN.book()
                                .rows(
                                        "SELECT sum(events) || ' ' || sum(processed) || ' ' || sum(dead) FROM event_outcome_by_day"))
                .containsExactly("2 1 1");
        assertThat(OPEN.book().rows("SELECT letters || ' ' || cause FROM dead_letter_summary"))
                .containsExactly("1 permanent");
    }

    /** A projection is a table with the time of its newest event; a migration that adds one has to let analysts read it. */
    @Test
    void everyProjectionIsReadable() {
        assertThat(OPEN.book().rows("""
                        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'updated_at'
                        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname !~ '^(test_|webhook_)'
                        ORDER BY 1
                        """))
                .contains("customer", "dispute", "invoice", "payment", "refund", "subscription")
                .allSatisfy(table -> assertThat(
                                OPEN.book().rows("SELECT has_table_privilege('sluice_reader', ?, 'SELECT')", table))
                        .as(table)
                        .containsExactly("t"));
    }

    @Test
    void eventsGoToTheirMonthsPartition() throws Exception {
        EventKey now = key("evt_now");
        WebhookEvent old = event("evt_old");
        WebhookEvent event =
                EventBuilder.like(old).key(now).receivedAt(Instant.now()).build();

        OPEN.ledger()
                .record(
                        batch(processed(delivery(event, "payments", 1)), processed(delivery(old, "payments", 2))),
                        LedgerContract.NONE_EXPECTED,
                        BUDGET);

        assertThat(OPEN.book().rows("SELECT event_id FROM webhook_event_default"))
                .containsExactly("evt_old");
        assertThat(OPEN.book().event(now)).isPresent();
    }
}

package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.event;
import static dev.sluice.processor.ledger.Samples.key;
import static dev.sluice.processor.ledger.Samples.processed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.EventKey;
import dev.sluice.event.WebhookEvent;
import dev.sluice.testing.EventBuilder;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
                            "SELECT * FROM webhook_event, event_summary_by_hour, payment, webhook_rejection, rejection_summary_by_hour");
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> connection.createStatement().execute("DELETE FROM payment"))
                    .hasMessageContaining("permission denied");
        }
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

package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.LedgerContract.NONE_EXPECTED;
import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.event;
import static dev.sluice.processor.ledger.Samples.processed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RealParts;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** The cost of a batch does not grow with the tables. */
final class LedgerPlansIT {
    @Test
    void plansMadeWhileTablesWereEmptyDoNotOutliveThem() throws Exception {
        PostgresBook book = new PostgresBook(RealParts.sharedDatabase(), "plans");
        book.empty();
        book.run("ANALYZE");
        long before;
        try (LedgerPool pool = new LedgerPool(book.address(), 1)) {
            PostgresLedger ledger = new PostgresLedger(pool, LedgerRules.DEFAULT, Clock.systemUTC());
            for (int i = 0; i < 10; i++) {
                firstAndCopy(ledger, "early_" + i);
            }
            fill(book);
            before = indexEntriesRead(book);
            for (int i = 0; i < 10; i++) {
                firstAndCopy(ledger, "later_" + i);
            }
        }
        book.awaitCounters();

        assertThat(indexEntriesRead(book) - before).isLessThan(2000);
    }

    private static void firstAndCopy(Ledger ledger, String id) throws LedgerUnavailableException {
        ledger.record(batch(processed(delivery(event(id), "payments", 1))), NONE_EXPECTED, BUDGET);
        ledger.record(
                batch(processed(delivery(event(id), "payments", 2)), processed(delivery(event(id), "more", 1))),
                NONE_EXPECTED,
                BUDGET);
    }

    private static void fill(PostgresBook book) {
        book.run(
                "INSERT INTO webhook_attempt (endpoint, event_id, generation, route, attempt, outcome, attempted_at, took_micros,"
                        + " topic, partition, \"offset\", received_at)"
                        + " SELECT 'shop', 'old_' || n, '', '', 1, 'ignored', now(), 0, 't', 0, n, now() FROM generate_series(1, 20000) n");
        book.run(
                "INSERT INTO webhook_event (endpoint, event_id, provider, type, category, status, body, payload_sha256, content_type,"
                        + " http_target, received_at, attempts, topic, partition, \"offset\") SELECT 'shop', 'old_' || n, '', '', '', 'ignored',"
                        + " '', '', '', '', '2020-01-01', 1, 't', 0, n FROM generate_series(1, 20000) n");
    }

    private static long indexEntriesRead(PostgresBook book) {
        return Long.parseLong(
                book.rows("SELECT sum(idx_tup_read) FROM pg_stat_user_indexes").get(0));
    }
}

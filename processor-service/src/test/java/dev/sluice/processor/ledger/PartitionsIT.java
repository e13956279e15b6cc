package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.LedgerContract.NONE_EXPECTED;
import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.dead;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.event;
import static dev.sluice.processor.ledger.Samples.key;
import static dev.sluice.processor.ledger.Samples.processed;
import static dev.sluice.processor.ledger.Samples.received;
import static dev.sluice.processor.ledger.Samples.signedBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.testing.RealParts;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Partitions of both tables come and go alike, and nothing newer goes with them. */
final class PartitionsIT {
    private static final Instant NOW = Instant.parse("2025-06-15T12:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);

    private PostgresBook book;
    private LedgerPool pool;
    private Ledger ledger;

    @BeforeEach
    void open() throws Exception {
        book = new PostgresBook(RealParts.sharedDatabase(), "partitions");
        book.empty();
        for (String partition : book.rows("SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent IN"
                + " ('webhook_event'::regclass, 'webhook_attempt'::regclass)")) {
            if (!partition.endsWith("_default")) {
                book.run("DROP TABLE " + partition);
            }
        }
        pool = new LedgerPool(book.address(), 2);
        ledger = new PostgresLedger(pool, LedgerRules.DEFAULT, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private Partitions partitions(PartitionPeriod period, Instant now) {
        return new Partitions(pool, period, YEAR, Clock.fixed(now, ZoneOffset.UTC));
    }

    private List<String> names(String table) {
        return book.rows("SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = '" + table
                + "'::regclass ORDER BY inhrelid::regclass::text");
    }

    private void record(String id, Instant at) throws LedgerUnavailableException {
        ledger.record(
                batch(processed(delivery(received(event(id), at, Optional.of(at)), "payments", 1))),
                NONE_EXPECTED,
                BUDGET);
    }

    @Test
    void monthsAreMadeAheadForBothTables() {
        partitions(PartitionPeriod.MONTH, NOW).keepAhead();

        assertThat(names("webhook_attempt"))
                .containsExactly(
                        "webhook_attempt_2025_05",
                        "webhook_attempt_2025_06",
                        "webhook_attempt_2025_07",
                        "webhook_attempt_2025_08",
                        "webhook_attempt_2025_09",
                        "webhook_attempt_default");
        assertThat(names("webhook_event")).hasSize(6).contains("webhook_event_2025_06");
        assertThat(book.rows("SELECT reloptions FROM pg_class WHERE relname = 'webhook_event_2025_06'"))
                .containsExactly("{toast_tuple_target=2700}");
    }

    @Test
    void whatTheDefaultPartitionHasIsMovedFirst() throws Exception {
        record("evt_1", NOW);
        record("evt_2", NOW.minus(YEAR));

        partitions(PartitionPeriod.MONTH, NOW).keepAhead();

        assertThat(book.rows("SELECT event_id FROM webhook_event_2025_06")).containsExactly("evt_1");
        assertThat(book.rows("SELECT event_id FROM webhook_attempt_2025_06")).containsExactly("evt_1");
        assertThat(book.rows("SELECT event_id FROM webhook_attempt_default")).containsExactly("evt_2");
        // Its claim is found there.
        assertThat(ledger.record(
                        batch(processed(delivery(received(event("evt_1"), NOW, Optional.of(NOW)), "payments", 2))),
                        NONE_EXPECTED,
                        BUDGET))
                .containsExactly(new Recorded.AlreadyClaimed());
    }

    @Test
    void periodMayBeChangedAndBack() {
        partitions(PartitionPeriod.DAY, Instant.parse("2025-05-20T00:00:00Z")).keepAhead();
        partitions(PartitionPeriod.MONTH, NOW).keepAhead();
        partitions(PartitionPeriod.DAY, NOW).keepAhead();

        // Up to the 3rd of June there are days; the rest of that month gets days, the following months are whole.
        assertThat(names("webhook_event"))
                .contains("webhook_event_2025_06_03", "webhook_event_2025_06_30", "webhook_event_2025_07")
                .doesNotContain("webhook_event_2025_06", "webhook_event_2025_07_01");
        assertThat(names("webhook_attempt")).hasSameSizeAs(names("webhook_event"));
    }

    @Test
    void severalInstancesMayDoItAtOnce() {
        try (LedgerPool other = new LedgerPool(book.address(), 1)) {
            Partitions elsewhere = new Partitions(other, PartitionPeriod.DAY, YEAR, Clock.fixed(NOW, ZoneOffset.UTC));
            CompletableFuture<Void> twin = CompletableFuture.runAsync(elsewhere::keepAhead);
            partitions(PartitionPeriod.DAY, NOW).keepAhead();
            twin.join();
        }
        partitions(PartitionPeriod.DAY, NOW).keepAhead();

        assertThat(names("webhook_event")).hasSize(2 + 1 + 14 + 1);
    }

    @Test
    void oldPartitionsAreDroppedAndNothingNewer() throws Exception {
        Instant old = NOW.minus(YEAR);
        partitions(PartitionPeriod.MONTH, old).keepAhead();
        record("evt_may", Instant.parse("2024-05-31T23:59:59Z"));
        record("evt_june", Instant.parse("2024-06-01T00:00:00Z"));
        record("evt_now", NOW);

        partitions(PartitionPeriod.MONTH, NOW).dropOld();

        assertThat(book.rows("SELECT event_id FROM webhook_event ORDER BY 1")).containsExactly("evt_june", "evt_now");
        assertThat(book.rows("SELECT event_id FROM webhook_attempt ORDER BY 1")).containsExactly("evt_june", "evt_now");
        assertThat(names("webhook_attempt")).doesNotContain("webhook_attempt_2024_05");
    }

    @Test
    void whoHoldsATableForLongIsNotWaitedFor() throws Exception {
        try (Connection other = book.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE webhook_attempt_default");
            Instant began = Instant.now();

            partitions(PartitionPeriod.MONTH, NOW).keepAhead();

            assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(30));
            assertThat(names("webhook_event")).containsExactly("webhook_event_default");
        }
        partitions(PartitionPeriod.MONTH, NOW).keepAhead();
        assertThat(names("webhook_event")).hasSize(6);
    }

    @Test
    void whatIsOldInNoPartitionOfItsOwnIsDeleted() throws Exception {
        Instant old = NOW.minus(YEAR).minusSeconds(1);
        record("evt_old", old);
        record("evt_new", NOW);
        ledger.record(
                batch(
                        processed(delivery(
                                signedBy("t_old", received(event("evt_signed"), old, Optional.empty())),
                                "payments",
                                1)),
                        dead(delivery(event("evt_open"), "payments", 1)),
                        dead(delivery(event("evt_closed"), "payments", 1))),
                NONE_EXPECTED,
                BUDGET);
        book.run("UPDATE webhook_dead_letter SET died_at = '2020-01-01'");
        book.run("UPDATE webhook_dead_letter SET status = 'discarded' WHERE event_id = 'evt_closed'");

        new Retention(pool, YEAR, Clock.fixed(NOW, ZoneOffset.UTC)).deleteOld();

        assertThat(book.event(key("evt_old"))).isEmpty();
        assertThat(book.attempts(key("evt_old"))).isEmpty();
        assertThat(book.event(key("evt_new"))).isPresent();
        assertThat(book.rows("SELECT event_id FROM webhook_dead_letter")).containsExactly("evt_open");
        assertThat(book.rows("SELECT token FROM webhook_signed_token")).isEmpty();
    }
}

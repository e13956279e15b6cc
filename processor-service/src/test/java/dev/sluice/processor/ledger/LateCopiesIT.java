package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.LedgerContract.NONE_EXPECTED;
import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.RECEIVED;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.event;
import static dev.sluice.processor.ledger.Samples.key;
import static dev.sluice.processor.ledger.Samples.processed;
import static dev.sluice.processor.ledger.Samples.received;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.Duplicate;
import dev.sluice.processor.delivery.PendingEvent;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.testing.RealParts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A copy that comes in another month is recognised, and looked for only where its first copy can be. */
final class LateCopiesIT {
    private static final Instant NOW = Instant.parse("2025-12-20T12:00:00Z");
    private static final Optional<Instant> NO_TIME = Optional.empty();

    private PostgresBook book;
    private LedgerPool pool;
    private Ledger ledger;

    @BeforeEach
    void open() throws Exception {
        book = new PostgresBook(RealParts.sharedDatabase(), "late");
        book.empty();
        pool = new LedgerPool(book.address(), 1);
        for (Instant month = RECEIVED; month.isBefore(NOW); month = month.plus(Duration.ofDays(28))) {
            new Partitions(pool, PartitionPeriod.MONTH, Duration.ofDays(400), Clock.fixed(month, ZoneOffset.UTC))
                    .keepAhead();
        }
        ledger = ledger(LedgerRules.DEFAULT);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private Ledger ledger(LedgerRules rules) {
        return new PostgresLedger(pool, rules, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private List<Recorded> record(WebhookEvent event, long offset) throws LedgerUnavailableException {
        return ledger.record(batch(processed(delivery(event, "payments", offset))), NONE_EXPECTED, BUDGET);
    }

    @Test
    void copyInAnotherMonthIsAppliedOnceWhereTheProviderGivesTheTime() throws Exception {
        Optional<Instant> created = Optional.of(RECEIVED.minusSeconds(1));
        record(received(event("evt_1"), RECEIVED, created), 1);

        assertThat(record(received(event("evt_1"), NOW, created), 900)).containsExactly(new Recorded.AlreadyClaimed());

        assertThat(book.effects(key("evt_1"))).isEqualTo(1);
        assertThat(book.event(key("evt_1")).orElseThrow().duplicates()).isEqualTo(1);
        assertThat(book.rows("SELECT tableoid::regclass FROM webhook_attempt"))
                .containsExactly("webhook_attempt_2025_06");
        assertThat(book.rows("SELECT tableoid::regclass FROM webhook_event")).containsExactly("webhook_event_2025_06");
    }

    @Test
    void copyOfAnEventWithoutTimeIsRecognisedWithinTheSetting() throws Exception {
        record(received(event("evt_1"), NOW.minus(Duration.ofDays(34)), NO_TIME), 1);

        assertThat(record(received(event("evt_1"), NOW, NO_TIME), 900)).containsExactly(new Recorded.AlreadyClaimed());
        assertThat(book.effects(key("evt_1"))).isEqualTo(1);
    }

    @Test
    void copyOfAnEventWithoutTimeIsAnotherEventBeyondTheSetting() throws Exception {
        record(received(event("evt_1"), NOW.minus(Duration.ofDays(36)), NO_TIME), 1);

        assertThat(record(received(event("evt_1"), NOW, NO_TIME), 900))
                .hasExactlyElementsOfTypes(Recorded.Written.class);
    }

    @Test
    void replayOfLongAgoFindsItsEventHoweverShortTheSetting() throws Exception {
        ledger = ledger(new LedgerRules(Duration.ofDays(1), true));
        record(received(event("evt_1"), RECEIVED, NO_TIME), 1);
        WebhookEvent copy = received(event("evt_1"), RECEIVED.plus(Duration.ofHours(12)), NO_TIME);

        ledger.record(batch(processed(delivery(copy, "payments", "replay-1", 0, 9))), NONE_EXPECTED, BUDGET);

        assertThat(book.event(key("evt_1")).orElseThrow().attempts()).isEqualTo(2);
    }

    @Test
    void copyThatWasReceivedEarlierFindsTheClaimOfTheLater() throws Exception {
        Optional<Instant> created = Optional.of(RECEIVED);
        record(received(event("evt_1"), RECEIVED.plus(Duration.ofDays(40)), created), 1);

        assertThat(record(received(event("evt_1"), RECEIVED, created), 2))
                .containsExactly(new Recorded.AlreadyClaimed());
    }

    @Test
    void eventThatAwaitsSinceAnotherMonthIsFoundByItsRow() throws Exception {
        Optional<Instant> created = Optional.of(RECEIVED);
        WebhookEvent first = received(event("evt_1"), RECEIVED, created);
        WebhookEvent copy = received(event("evt_1"), NOW, created);
        ledger.record(batch(new PendingEvent(delivery(first, "mail", 1))), NONE_EXPECTED, BUDGET);
        ledger.record(batch(new PendingEvent(delivery(copy, "mail", 2))), NONE_EXPECTED, BUDGET);

        ledger.record(batch(processed(Samples.waited(delivery(copy, "mail", 2)))), NONE_EXPECTED, BUDGET);

        assertThat(book.rows("SELECT tableoid::regclass, status FROM webhook_event"))
                .containsExactly("webhook_event_2025_06|processed");
        assertThat(book.rows("SELECT tableoid::regclass FROM webhook_attempt"))
                .containsExactly("webhook_attempt_2025_06");
    }

    private void countFromNow() throws Exception {
        close();
        book.awaitCounters();
        book.run("SELECT pg_stat_reset()");
        pool = new LedgerPool(book.address(), 1);
        ledger = ledger(LedgerRules.DEFAULT);
    }

    @Test
    void eventOfLongAgoIsLookedForFartherThanTheOthersOfItsBatch() throws Exception {
        countFromNow();
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            attempts.add(processed(delivery(received(event("evt_" + i), NOW, NO_TIME), "payments", i)));
        }
        WebhookEvent ancient = received(event("evt_old"), NOW, Optional.of(Instant.EPOCH));
        attempts.add(processed(delivery(ancient, "payments", 99)));

        ledger.record(batch(attempts), NONE_EXPECTED, BUDGET);

        close();
        book.awaitCounters();
        assertThat(book.rows("SELECT relname, idx_scan FROM pg_stat_user_tables"
                        + " WHERE relname IN ('webhook_attempt_2025_07', 'webhook_attempt_2025_12') ORDER BY 1"))
                .containsExactly("webhook_attempt_2025_07|1", "webhook_attempt_2025_12|21");
    }

    @Test
    void countGoesOnAfterTheDeduplicationWindowHasForgottenTheFirstCopy() throws Exception {
        Instant late = RECEIVED.plus(Duration.ofDays(10));
        record(received(event("evt_1"), RECEIVED, NO_TIME), 1);
        record(received(event("evt_1"), late, NO_TIME), 900);
        assertThat(book.event(key("evt_1")).orElseThrow().duplicates()).isEqualTo(1);

        for (int repeat = 1; repeat <= 2; repeat++) {
            ledger.record(batch(new Duplicate(key("evt_1"), late, repeat, Optional.empty())), NONE_EXPECTED, BUDGET);
        }

        assertThat(book.event(key("evt_1")).orElseThrow().duplicates()).isEqualTo(3);
    }

    @Test
    void countGoesOnWhereALateCopyAndItsRepeatsAreWrittenTogether() throws Exception {
        Instant late = RECEIVED.plus(Duration.ofDays(10));
        record(received(event("evt_1"), RECEIVED, NO_TIME), 1);

        ledger.record(
                batch(
                        processed(delivery(received(event("evt_1"), late, NO_TIME), "payments", 900)),
                        new Duplicate(key("evt_1"), late, 1, Optional.empty()),
                        new Duplicate(key("evt_1"), late, 2, Optional.empty())),
                NONE_EXPECTED,
                BUDGET);

        assertThat(book.event(key("evt_1")).orElseThrow().duplicates()).isEqualTo(3);
    }

    @Test
    void onlyPartitionsThatCanHoldTheFirstCopyAreRead() throws Exception {
        countFromNow();
        for (int i = 0; i < 20; i++) {
            record(received(event("evt_" + i), NOW, Optional.of(NOW.minusSeconds(5))), i);
            ledger.record(
                    batch(Samples.retry(delivery(received(event("evt_" + i), NOW, NO_TIME), "more", "", 1, i))),
                    NONE_EXPECTED,
                    BUDGET);
        }
        close();
        book.awaitCounters();

        assertThat(book.rows("SELECT relname FROM pg_stat_user_tables WHERE relname ~ '^webhook_(event|attempt)_'"
                        + " AND coalesce(idx_scan, 0) + seq_scan > 0 ORDER BY 1"))
                .containsExactly(
                        "webhook_attempt_2025_11",
                        "webhook_attempt_2025_12",
                        "webhook_event_2025_11",
                        "webhook_event_2025_12");
        assertThat(book.rows("SELECT count(*) FROM webhook_event_2025_12")).containsExactly("20");
    }
}

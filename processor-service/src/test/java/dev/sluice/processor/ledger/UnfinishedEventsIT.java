package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.LedgerContract.NONE_EXPECTED;
import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.dead;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.event;
import static dev.sluice.processor.ledger.Samples.processed;
import static dev.sluice.processor.ledger.Samples.retry;
import static dev.sluice.processor.ledger.Samples.routed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.delivery.PendingEvent;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The ledger says what is due and has not been attempted, and how old the oldest of what waits is. */
final class UnfinishedEventsIT {
    @RegisterExtension
    static final OpenLedger OPEN = new OpenLedger("unfinished", 1);

    @Test
    void aRetryThatIsDueIsOverdueUntilItIsMade() throws Exception {
        record(retry(delivery(event("evt_1"), "payments", 1)), processed(delivery(event("evt_2"), "payments", 2)));

        UnfinishedEvents unfinished = measured();
        assertThat(unfinished.overdue()).isEqualTo(1);
        assertThat(unfinished.oldestSeconds())
                .isBetween(
                        Duration.between(Samples.RECEIVED, Instant.now()).toSeconds() - 60,
                        Duration.between(Samples.RECEIVED, Instant.now()).toSeconds() + 60);

        record(processed(delivery(event("evt_1"), "payments", "", 1, 3)));
        assertThat(measured().overdue()).isZero();
        assertThat(measured().oldestSeconds()).isZero();
    }

    @Test
    void anEventThatNobodyHasAttemptedIsOverdue() throws Exception {
        record(new PendingEvent(routed(delivery(event("evt_1"), "slow", 1), "slow")));

        assertThat(measured().overdue()).isEqualTo(1);
    }

    @Test
    void aRetryThatIsNotDueYetIsNot() throws Exception {
        record(retry(delivery(event("evt_1"), "payments", 1)));
        OPEN.book().run("UPDATE webhook_attempt SET due_at = now() + interval '1 hour'");

        assertThat(measured().overdue()).isZero();
        assertThat(measured().oldestSeconds()).isPositive();
    }

    @Test
    void theAgeOfDeadLettersIsThatOfTheOldestOpenOne() throws Exception {
        OpenDeadLetters letters = new OpenDeadLetters(OPEN.pool());
        letters.count();
        assertThat(letters.oldestSeconds()).isZero();

        record(dead(delivery(event("evt_1"), "payments", 1)));
        letters.count();

        assertThat(letters.last()).isEqualTo(1);
        assertThat(letters.oldestSeconds()).isGreaterThan(Duration.ofDays(30).toSeconds());
    }

    private static UnfinishedEvents measured() {
        UnfinishedEvents unfinished = new UnfinishedEvents(OPEN.pool());
        unfinished.measure();
        return unfinished;
    }

    private static void record(BatchEntry... entries) throws LedgerUnavailableException {
        OPEN.ledger().record(batch(entries), NONE_EXPECTED, BUDGET);
    }
}

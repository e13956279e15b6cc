package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.event;
import static dev.sluice.processor.ledger.Samples.key;
import static dev.sluice.processor.ledger.Samples.processed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.record.FailureCause;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InMemoryLedgerTest extends LedgerContract {
    private final InMemoryLedger ledger = new InMemoryLedger();

    @Override
    Ledger ledger() {
        return ledger;
    }

    @Override
    Book book() {
        return ledger;
    }

    @Test
    void whileAwayItIsUnavailable() {
        ledger.goAway();

        assertThatExceptionOfType(LedgerUnavailableException.class)
                .isThrownBy(() -> record(processed(delivery(event("evt_1"), "payments", 1))));
        assertThat(ledger.reachable()).isFalse();
        assertThat(ledger.attempts()).isEmpty();
    }

    @Test
    void refusedEventGetsAnotherOutcomeAndTheRestIsWritten() throws Exception {
        Attempt good = processed(delivery(event("evt_1"), "payments", 1));
        Attempt bad = processed(delivery(event("evt_2"), "payments", 2));
        AttemptOutcome dead = new AttemptOutcome.Dead(FailureCause.DATA, Samples.failure("out of range"));
        ledger.refuse("evt_2", true);

        List<Ledger.Recorded> recorded =
                ledger.record(batch(good, bad), (attempted, refusal, permanent) -> dead, BUDGET);

        assertThat(recorded)
                .containsExactly(
                        new Ledger.Recorded.Written(good), new Ledger.Recorded.Written(Samples.withOutcome(bad, dead)));
        assertThat(book().effects(key("evt_2"))).isZero();
    }
}

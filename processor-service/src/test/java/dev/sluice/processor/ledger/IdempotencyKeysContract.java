package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.key;
import static dev.sluice.processor.ledger.Samples.processed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.testing.EventBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every ledger promises of events that report one operation. */
abstract class IdempotencyKeysContract {
    private static final Optional<AttemptOutcome> MAY_BE_CALLED = Optional.empty();

    abstract Ledger ledger();

    abstract Book book();

    static WebhookEvent keyed(String idempotencyKey, String id) {
        return EventBuilder.like(Samples.event(id))
                .idempotencyKey(idempotencyKey)
                .build();
    }

    static Delivery use(String idempotencyKey, String id) {
        return Samples.delivery(keyed(idempotencyKey, id), "payments", 1);
    }

    private static Delivery redriven(String idempotencyKey, String id) {
        return Samples.delivery(keyed(idempotencyKey, id), "payments", "redrive-1", 0, 9);
    }

    private List<Recorded> record(BatchEntry... batch) throws LedgerUnavailableException {
        return ledger().record(List.of(batch), LedgerContract.NONE_EXPECTED, BUDGET);
    }

    private List<Optional<AttemptOutcome>> ask(Delivery... deliveries) throws LedgerUnavailableException {
        return ledger().beforeCalling(List.of(deliveries), BUDGET);
    }

    private long effects(String id) {
        return book().effects(key(id));
    }

    private String result(String id) {
        return book().event(key(id)).orElseThrow().result().orElse("");
    }

    @Test
    void secondEventWithTheKeyIsIgnoredAndShowsTheFirst() throws Exception {
        record(processed(use("k", "evt_1")));
        record(processed(use("k", "evt_2")));

        assertThat(effects("evt_1")).isEqualTo(1);
        assertThat(effects("evt_2")).isZero();
        assertThat(book().event(key("evt_2")).orElseThrow().status()).isEqualTo("ignored");
        assertThat(result("evt_2")).isEqualTo("its idempotency key came before, in event evt_1: counted");
    }

    @Test
    void ofTwoInOneBatchTheFirstIsApplied() throws Exception {
        Attempt first = processed(use("k", "evt_1"));

        List<Recorded> recorded = record(first, processed(use("k", "evt_2")));

        assertThat(recorded.get(0)).isEqualTo(new Recorded.Written(first));
        assertThat(recorded.get(1))
                .isInstanceOfSatisfying(
                        Recorded.Written.class,
                        second -> assertThat(IdempotencyKeyTable.isRepeat(
                                        second.attempt().outcome()))
                                .isTrue());
        assertThat(effects("evt_1") + effects("evt_2")).isEqualTo(1);
    }

    @Test
    void otherObjectTypeRouteOrEndpointIsAnotherOperation() throws Exception {
        record(processed(use("k", "evt_1")));
        WebhookEvent event = keyed("k", "evt_2");

        record(processed(
                Samples.delivery(EventBuilder.like(event).subject("txn_2").build(), "payments", 1)));
        record(processed(Samples.delivery(
                EventBuilder.like(keyed("k", "evt_3")).type("payment.failed").build(), "payments", 1)));
        record(processed(Samples.delivery(keyed("k", "evt_4"), "books", 1)));

        assertThat(List.of(effects("evt_2"), effects("evt_3"), effects("evt_4")))
                .containsExactly(1L, 1L, 1L);
    }

    @Test
    void eventKeepsItsKeyWhileItIsRetried() throws Exception {
        record(Samples.retry(use("k", "evt_1")));
        record(processed(use("k", "evt_2")));
        record(processed(Samples.delivery(keyed("k", "evt_1"), "payments", "", 1, 2)));

        assertThat(effects("evt_1")).isEqualTo(1);
        assertThat(effects("evt_2")).isZero();
    }

    @Test
    void deadEventBlocksNobodyAndItsRedriveIsNotAppliedBesides() throws Exception {
        record(Samples.dead(use("k", "evt_1")));
        record(processed(use("k", "evt_2")));
        record(processed(redriven("k", "evt_1")));

        assertThat(effects("evt_2")).isEqualTo(1);
        assertThat(effects("evt_1")).isZero();
        assertThat(result("evt_1")).isEqualTo("its idempotency key came before, in event evt_2: counted");
    }

    @Test
    void replayThatDiesDoesNotTakeBackWhatWasApplied() throws Exception {
        record(processed(use("k", "evt_1")));
        record(Samples.dead(redriven("k", "evt_1")));
        record(processed(use("k", "evt_2")));

        assertThat(effects("evt_2")).isZero();
        assertThat(result("evt_2")).isEqualTo("its idempotency key came before, in event evt_1: counted");
    }

    @Test
    void deadEventThatIsRedrivenFirstHasTheKeyAgain() throws Exception {
        record(Samples.retry(use("k", "evt_1")));
        record(Samples.dead(Samples.delivery(keyed("k", "evt_1"), "payments", "", 1, 2)));
        record(processed(redriven("k", "evt_1")));
        record(processed(use("k", "evt_2")));

        assertThat(effects("evt_1")).isEqualTo(1);
        assertThat(effects("evt_2")).isZero();
    }

    @Test
    void deadRepeatDoesNotTakeTheKeyAway() throws Exception {
        record(processed(use("k", "evt_1")));
        record(Samples.dead(use("k", "evt_2")));
        record(processed(use("k", "evt_3")));

        assertThat(effects("evt_3")).isZero();
    }

    @Test
    void copyThatWritesNothingDoesNotTakeTheKeyOfADeadEvent() throws Exception {
        record(Samples.dead(use("k", "evt_1")));
        record(Samples.dead(Samples.delivery(keyed("k", "evt_1"), "payments", 5)));
        record(processed(Samples.delivery(keyed("k", "evt_1"), "payments", 6)));
        record(processed(use("k", "evt_2")));

        assertThat(effects("evt_2")).isEqualTo(1);
    }

    @Test
    void attemptThatIsRecordedAgainAfterACrashIsTheSame() throws Exception {
        record(processed(use("k", "evt_1")));
        record(processed(use("k", "evt_2")));

        assertThat(record(processed(use("k", "evt_1")), processed(use("k", "evt_2"))))
                .allSatisfy(each -> assertThat(each).isInstanceOf(Recorded.WrittenBefore.class));
        assertThat(effects("evt_1")).isEqualTo(1);
        assertThat(effects("evt_2")).isZero();
    }

    @Test
    void handlerThatCallsIsNotCalledForASecondEvent() throws Exception {
        Optional<AttemptOutcome> repeated = Optional.of(IdempotencyKeyTable.repeated("evt_1", null));

        assertThat(ask(use("k", "evt_1"), use("k", "evt_2"))).containsExactly(MAY_BE_CALLED, repeated);
        assertThat(ask(use("k", "evt_2"), use("k", "evt_1"))).containsExactly(repeated, MAY_BE_CALLED);

        record(Samples.ended(use("k", "evt_2"), repeated.orElseThrow()));
        record(Samples.dead(use("k", "evt_1")));
        assertThat(ask(use("k", "evt_3"))).containsExactly(MAY_BE_CALLED);
    }

    @Test
    void keyThatNoColumnTakesIsStillOneKey() throws Exception {
        String hostile = "\0" + "x".repeat(100_000);
        record(processed(use(hostile, "evt_1")));
        record(processed(use(hostile, "evt_2")));

        assertThat(effects("evt_2")).isZero();
    }
}

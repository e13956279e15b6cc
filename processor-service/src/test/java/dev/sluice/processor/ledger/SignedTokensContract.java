package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.RECEIVED;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.key;
import static dev.sluice.processor.ledger.Samples.processed;
import static dev.sluice.processor.ledger.Samples.signedBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.body.Sha256;
import dev.sluice.event.EventKey;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.BatchEntry;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.processor.delivery.Duplicate;
import dev.sluice.processor.delivery.PendingEvent;
import dev.sluice.processor.delivery.TokenUse;
import dev.sluice.processor.ledger.Ledger.Recorded;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every ledger promises of tokens whose signature does not cover the body. */
abstract class SignedTokensContract {
    private static final Delivery FIRST = use("t", "evt_1", "{}");
    private static final Delivery FORGED = use("t", "evt_2", "{\"amount\":1}");
    private static final Optional<AttemptOutcome> MAY_BE_CALLED = Optional.empty();
    private static final Optional<AttemptOutcome> LATE = Optional.of(SignedTokenTable.reused("evt_1"));

    abstract Ledger ledger();

    abstract Book book();

    static Delivery use(String token, String id, String body) {
        return delivery(signedBy(token, id, body), "payments", 1);
    }

    List<Optional<AttemptOutcome>> claim(Delivery... deliveries) throws LedgerUnavailableException {
        return ledger().beforeCalling(List.of(deliveries), BUDGET);
    }

    private List<Recorded> record(BatchEntry... batch) throws LedgerUnavailableException {
        return ledger().record(List.of(batch), LedgerContract.NONE_EXPECTED, BUDGET);
    }

    private static Recorded written(Attempt attempted, Optional<AttemptOutcome> instead) {
        return new Recorded.Written(
                instead.map(outcome -> Samples.withOutcome(attempted, outcome)).orElse(attempted));
    }

    @Test
    void otherBytesWithTheTokenAreADeadLetter() throws Exception {
        assertThat(claim(FIRST)).containsExactly(MAY_BE_CALLED);
        assertThat(claim(FORGED)).containsExactly(LATE);
    }

    @Test
    void ofThoseThatComeTogetherTheFirstHasTheToken() throws Exception {
        Delivery before = use("t", "evt_0", "{\"amount\":2}");

        assertThat(claim(FIRST, FORGED, use("u", "evt_3", "{}"), before))
                .containsExactly(MAY_BE_CALLED, LATE, MAY_BE_CALLED, LATE);
    }

    @Test
    void verdictsStandWhenTheyAreAskedForAgain() throws Exception {
        claim(FIRST, FORGED);

        assertThat(claim(FORGED, FIRST)).containsExactly(LATE, MAY_BE_CALLED);
    }

    @Test
    void sameBytesWithTheTokenAreNoMisuse() throws Exception {
        claim(FIRST);

        assertThat(claim(use("t", "evt_2", "{}"), FIRST)).containsExactly(MAY_BE_CALLED, MAY_BE_CALLED);
    }

    @Test
    void forgedCopyOfAnEventHasTheSameIdAndIsLate() throws Exception {
        Delivery copy = use("t", "evt_1", "{\"amount\":1}");

        assertThat(claim(FIRST, copy)).containsExactly(MAY_BE_CALLED, LATE);
    }

    @Test
    void tokenOfAnotherEndpointIsAnotherToken() throws Exception {
        claim(FIRST);

        assertThat(claim(delivery(
                        signedBy("t", Samples.event(new EventKey("till", "evt_2"), new byte[] {1})), "payments", 1)))
                .containsExactly(MAY_BE_CALLED);
    }

    @Test
    void tokenThatNoColumnTakesIsStillUsedOnce() throws Exception {
        String hostile = "\0" + "x".repeat(100_000);
        claim(use(hostile, "evt_1", "{}"));

        assertThat(claim(use(hostile, "evt_2", "{\"amount\":1}"))).containsExactly(LATE);
    }

    @Test
    void redriveIsAppliedByWhoeverAskedForIt() {
        assertThat(TokenUse.of(delivery(signedBy("t", "evt_2", "{}"), "payments", "redrive-1", 0, 3)))
                .isEmpty();
        assertThat(TokenUse.of(delivery(Samples.event("evt_3"), "payments", 1))).isEmpty();
        assertThat(FIRST.event().key()).isEqualTo(key("evt_1"));
    }

    @Test
    void attemptWithAReusedTokenIsRecordedAsDeadWithoutItsEffects() throws Exception {
        Attempt first = processed(FIRST);
        Attempt forged = processed(FORGED);

        assertThat(record(first, forged)).containsExactly(written(first, MAY_BE_CALLED), written(forged, LATE));

        assertThat(book().effects(key("evt_1"))).isEqualTo(1);
        assertThat(book().effects(key("evt_2"))).isZero();
        assertThat(book().deadLetters(key("evt_2"))).containsExactly("token_reused");
        assertThat(book().event(key("evt_2")).orElseThrow().status()).isEqualTo("dead");
    }

    @Test
    void whatIsAskedBeforeCallingAndWhatIsRecordedAreOneLine() throws Exception {
        claim(FORGED);

        assertThat(record(processed(FIRST)))
                .containsExactly(written(processed(FIRST), Optional.of(SignedTokenTable.reused("evt_2"))));
    }

    @Test
    void repeatThatCameBeforeHasTheToken() throws Exception {
        Duplicate.UsedToken used =
                new Duplicate.UsedToken("t", Sha256.hex(FIRST.event().body()));
        Duplicate repeat = new Duplicate(key("evt_1"), RECEIVED, 1, Optional.of(used));

        assertThat(record(repeat, processed(FORGED)))
                .containsExactly(new Recorded.NoAttempt(), written(processed(FORGED), LATE));
    }

    @Test
    void eventThatAwaitsItsAttemptHasTheToken() throws Exception {
        assertThat(record(new PendingEvent(FIRST), processed(FORGED)))
                .containsExactly(new Recorded.NoAttempt(), written(processed(FORGED), LATE));
        assertThat(claim(FIRST)).containsExactly(MAY_BE_CALLED);
    }
}

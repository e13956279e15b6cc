package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.RECEIVED;
import static dev.sluice.processor.ledger.Samples.key;
import static dev.sluice.processor.ledger.Samples.processed;
import static dev.sluice.processor.ledger.Samples.signedBy;
import static dev.sluice.processor.ledger.Samples.unit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.body.Sha256;
import dev.sluice.event.EventKey;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.processor.work.Attempted;
import dev.sluice.processor.work.Awaiting;
import dev.sluice.processor.work.BatchEntry;
import dev.sluice.processor.work.Conclusion;
import dev.sluice.processor.work.SeenAgain;
import dev.sluice.processor.work.TokenUse;
import dev.sluice.processor.work.Unit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every ledger promises of tokens whose signature does not cover the body. */
abstract class SignedTokensContract {
    private static final Unit FIRST = use("t", "evt_1", "{}");
    private static final Unit FORGED = use("t", "evt_2", "{\"amount\":1}");
    private static final Optional<Conclusion> MAY_BE_CALLED = Optional.empty();
    private static final Optional<Conclusion> LATE = Optional.of(SignedTokenTable.reused("evt_1"));

    abstract Ledger ledger();

    abstract Book book();

    static Unit use(String token, String id, String body) {
        return unit(signedBy(token, id, body), "payments", 1);
    }

    List<Optional<Conclusion>> claim(Unit... units) throws LedgerUnavailableException {
        return ledger().beforeCalling(List.of(units), BUDGET);
    }

    private List<Recorded> record(BatchEntry... batch) throws LedgerUnavailableException {
        return ledger().record(List.of(batch), LedgerContract.NONE_EXPECTED, BUDGET);
    }

    private static Recorded written(Attempted attempted, Optional<Conclusion> instead) {
        return new Recorded.Written(instead.map(conclusion -> Samples.concluded(attempted, conclusion))
                .orElse(attempted));
    }

    @Test
    void otherBytesWithTheTokenAreADeadLetter() throws Exception {
        assertThat(claim(FIRST)).containsExactly(MAY_BE_CALLED);
        assertThat(claim(FORGED)).containsExactly(LATE);
    }

    @Test
    void ofThoseThatComeTogetherTheFirstHasTheToken() throws Exception {
        Unit before = use("t", "evt_0", "{\"amount\":2}");

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
        Unit copy = use("t", "evt_1", "{\"amount\":1}");

        assertThat(claim(FIRST, copy)).containsExactly(MAY_BE_CALLED, LATE);
    }

    @Test
    void tokenOfAnotherEndpointIsAnotherToken() throws Exception {
        claim(FIRST);

        assertThat(claim(unit(
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
        assertThat(TokenUse.of(unit(signedBy("t", "evt_2", "{}"), "payments", "redrive-1", 0, 3)))
                .isEmpty();
        assertThat(TokenUse.of(unit(Samples.event("evt_3"), "payments", 1))).isEmpty();
        assertThat(FIRST.event().key()).isEqualTo(key("evt_1"));
    }

    @Test
    void attemptWithAReusedTokenIsRecordedAsDeadWithoutItsEffects() throws Exception {
        Attempted first = processed(FIRST);
        Attempted forged = processed(FORGED);

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
        SeenAgain.UsedToken used =
                new SeenAgain.UsedToken("t", Sha256.hex(FIRST.event().body()));
        SeenAgain repeat = new SeenAgain(key("evt_1"), RECEIVED, 1, Optional.of(used));

        assertThat(record(repeat, processed(FORGED)))
                .containsExactly(new Recorded.Noted(), written(processed(FORGED), LATE));
    }

    @Test
    void eventThatAwaitsItsAttemptHasTheToken() throws Exception {
        assertThat(record(new Awaiting(FIRST), processed(FORGED)))
                .containsExactly(new Recorded.Noted(), written(processed(FORGED), LATE));
        assertThat(claim(FIRST)).containsExactly(MAY_BE_CALLED);
    }
}

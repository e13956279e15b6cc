package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.key;
import static dev.sluice.processor.ledger.Samples.signedBy;
import static dev.sluice.processor.ledger.Samples.unit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.EventKey;
import dev.sluice.processor.work.Conclusion;
import dev.sluice.processor.work.TokenUse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every ledger promises of tokens whose signature does not cover the body. */
abstract class SignedTokensContract {
    private static final TokenUse FIRST = use("t", "evt_1", "{}");
    private static final TokenUse FORGED = use("t", "evt_2", "{\"amount\":1}");
    private static final Map<TokenUse, Conclusion> FORGED_IS_LATE = Map.of(FORGED, SignedTokens.reused("evt_1"));

    abstract Ledger ledger();

    static TokenUse use(String token, String id, String body) {
        return TokenUse.of(unit(signedBy(token, id, body), "payments", 1)).orElseThrow();
    }

    Map<TokenUse, Conclusion> claim(TokenUse... uses) throws LedgerUnavailableException {
        return ledger().claimTokens(List.of(uses), BUDGET);
    }

    @Test
    void otherBytesWithTheTokenAreADeadLetter() throws Exception {
        assertThat(claim(FIRST)).isEmpty();
        assertThat(claim(FORGED)).isEqualTo(FORGED_IS_LATE);
    }

    @Test
    void ofThoseThatComeTogetherTheFirstHasTheToken() throws Exception {
        TokenUse before = use("t", "evt_0", "{\"amount\":2}");

        assertThat(claim(FIRST, FORGED, use("u", "evt_3", "{}"), before))
                .isEqualTo(Map.of(FORGED, SignedTokens.reused("evt_1"), before, SignedTokens.reused("evt_1")));
    }

    @Test
    void verdictsStandWhenTheyAreAskedForAgain() throws Exception {
        claim(FIRST, FORGED);

        assertThat(claim(FORGED, FIRST)).isEqualTo(FORGED_IS_LATE);
    }

    @Test
    void sameBytesWithTheTokenAreNoMisuse() throws Exception {
        claim(FIRST);

        assertThat(claim(use("t", "evt_2", "{}"), FIRST)).isEmpty();
    }

    @Test
    void forgedCopyOfAnEventHasTheSameIdAndIsLate() throws Exception {
        TokenUse copy = use("t", "evt_1", "{\"amount\":1}");

        assertThat(claim(FIRST, copy)).isEqualTo(Map.of(copy, SignedTokens.reused("evt_1")));
    }

    @Test
    void tokenOfAnotherEndpointIsAnotherToken() throws Exception {
        claim(FIRST);

        assertThat(claim(new TokenUse(new EventKey("till", "evt_2"), "t", FORGED.sha256(), FORGED.receivedAt())))
                .isEmpty();
    }

    @Test
    void tokenThatNoColumnTakesIsStillUsedOnce() throws Exception {
        String hostile = "\0" + "x".repeat(100_000);
        TokenUse forged = use(hostile, "evt_2", "{\"amount\":1}");
        claim(use(hostile, "evt_1", "{}"));

        assertThat(claim(forged)).containsOnlyKeys(forged);
    }

    @Test
    void redriveIsAppliedByWhoeverAskedForIt() {
        assertThat(TokenUse.of(unit(signedBy("t", "evt_2", "{}"), "payments", "redrive-1", 0, 3)))
                .isEmpty();
        assertThat(TokenUse.of(unit(Samples.event("evt_3"), "payments", 1))).isEmpty();
        assertThat(FIRST.event()).isEqualTo(key("evt_1"));
    }
}

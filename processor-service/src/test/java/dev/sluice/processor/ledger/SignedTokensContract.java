package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.RECEIVED;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.ended;
import static dev.sluice.processor.ledger.Samples.event;
import static dev.sluice.processor.ledger.Samples.key;
import static dev.sluice.processor.ledger.Samples.processed;
import static dev.sluice.processor.ledger.Samples.published;
import static dev.sluice.processor.ledger.Samples.retry;
import static dev.sluice.processor.ledger.Samples.signedBy;
import static dev.sluice.processor.ledger.Samples.unit;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.EventKey;
import dev.sluice.event.Sha256;
import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.processor.work.Attempted;
import dev.sluice.processor.work.Conclusion;
import dev.sluice.processor.work.SeenAgain;
import dev.sluice.processor.work.Unit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every ledger promises of tokens whose signature does not cover the body. */
abstract class SignedTokensContract {
    private static final Recorded REUSED = new Recorded.Written(SignedTokens.reused("evt_1"));

    abstract Ledger ledger();

    abstract Book book();

    List<Recorded> record(Attempted... attempts) throws LedgerUnavailableException {
        return ledger().record(batch(attempts), LedgerContract.NONE_EXPECTED, BUDGET);
    }

    @Test
    void otherBytesWithTheTokenAreADeadLetterWithoutEffect() throws Exception {
        record(processed(unit(signedBy("t", "evt_1", "{}"), "payments", 1)));

        Attempted forged = ended(
                unit(signedBy("t", "evt_2", "{\"amount\":1}"), "payments", 2),
                new Conclusion.Processed(List.of(Samples.counted(key("evt_2")), published("paid")), "done"));

        assertThat(record(forged)).containsExactly(REUSED);
        assertThat(book().effects(key("evt_1"))).isEqualTo(1);
        assertThat(book().effects(key("evt_2"))).isZero();
        assertThat(book().deadLetters(key("evt_2"))).containsExactly("token_reused");
        assertThat(book().attempts(key("evt_2"))).containsExactly("/payments/1 dead");
        assertThat(book().event(key("evt_2")).orElseThrow().status()).isEqualTo("dead");
    }

    @Test
    void withinOneBatchTheFirstHasTheToken() throws Exception {
        Attempted first = processed(unit(signedBy("t", "evt_1", "{}"), "payments", 1));

        assertThat(record(first, processed(unit(signedBy("t", "evt_0", "{\"amount\":1}"), "payments", 2))))
                .containsExactly(new Recorded.Written(first.conclusion()), REUSED);
    }

    @Test
    void rerunAfterCrashHasTheSameOutcome() throws Exception {
        Attempted first = processed(unit(signedBy("t", "evt_1", "{}"), "payments", 1));
        Attempted forged = processed(unit(signedBy("t", "evt_2", "{\"amount\":1}"), "payments", 2));
        record(first, forged);

        List<Recorded> again = record(forged, first);

        assertThat(((Recorded.WrittenBefore) again.get(0)).attempt().conclusion())
                .isEqualTo(SignedTokens.reused("evt_1"));
        assertThat(((Recorded.WrittenBefore) again.get(1)).attempt().conclusion())
                .isInstanceOf(Conclusion.Processed.class);
        assertThat(book().effects(key("evt_1"))).isEqualTo(1);
        assertThat(book().effects(key("evt_2"))).isZero();
        assertThat(book().deadLetters(key("evt_2"))).hasSize(1);
    }

    @Test
    void routesAndRetriesOfOneEventShareItsToken() throws Exception {
        WebhookEvent event = signedBy("t", "evt_1", "{}");
        record(retry(unit(event, "payments", 1)), processed(unit(event, "audit", 1)));

        record(processed(unit(event, "payments", "", 1, 2)));

        assertThat(book().attempts(key("evt_1")))
                .containsExactly("/audit/1 processed", "/payments/1 retry", "/payments/2 processed");
    }

    @Test
    void sameBytesWithTheTokenAreNoMisuse() throws Exception {
        record(processed(unit(signedBy("t", "evt_1", "{}"), "payments", 1)));

        assertThat(record(processed(unit(signedBy("t", "evt_2", "{}"), "payments", 2))))
                .hasOnlyElementsOfType(Recorded.Written.class);
        assertThat(book().effects(key("evt_2"))).isEqualTo(1);
    }

    @Test
    void copyWithATokenOfItsOwnIsADuplicate() throws Exception {
        record(processed(unit(signedBy("t", "evt_1", "{}"), "payments", 1)));

        assertThat(record(processed(unit(signedBy("t_2", "evt_1", "{ }"), "payments", 2))))
                .containsExactly(new Recorded.Duplicate());
        assertThat(book().deadLetters(key("evt_1"))).isEmpty();
    }

    @Test
    void tokenOfARepeatIsUsedUpToo() throws Exception {
        record(processed(unit(signedBy("t", "evt_1", "{}"), "payments", 1)));
        SeenAgain.UsedToken used = new SeenAgain.UsedToken("t_2", Sha256.hex("{ }".getBytes(UTF_8)));
        SeenAgain repeat = new SeenAgain(key("evt_1"), RECEIVED, 1, Optional.of(used));
        ledger().record(new Ledger.Batch(List.of(), List.of(repeat), List.of()), LedgerContract.NONE_EXPECTED, BUDGET);

        assertThat(record(processed(unit(signedBy("t_2", "evt_2", "{\"amount\":1}"), "payments", 3))))
                .containsExactly(REUSED);
    }

    @Test
    void tokenCanBeClaimedBeforeTheAttempt() throws Exception {
        Unit first = unit(signedBy("t", "evt_1", "{}"), "payments", 1);
        Unit forged = unit(signedBy("t", "evt_2", "{\"amount\":1}"), "payments", 2);

        assertThat(ledger().claimToken(first, BUDGET)).isEmpty();
        assertThat(ledger().claimToken(forged, BUDGET)).contains(SignedTokens.reused("evt_1"));
        assertThat(ledger().claimToken(unit(event("evt_3"), "payments", 3), BUDGET))
                .isEmpty();
        assertThat(record(processed(forged), processed(first)))
                .containsExactly(REUSED, new Recorded.Written(processed(first).conclusion()));
    }

    @Test
    void redriveIsAppliedByWhoeverAskedForIt() throws Exception {
        record(
                processed(unit(signedBy("t", "evt_1", "{}"), "payments", 1)),
                processed(unit(signedBy("t", "evt_2", "{\"amount\":1}"), "payments", 2)));

        record(
                processed(unit(signedBy("t", "evt_1", "{}"), "payments", "redrive-1", 0, 3)),
                processed(unit(signedBy("t", "evt_2", "{\"amount\":1}"), "payments", "redrive-1", 0, 4)));

        assertThat(book().effects(key("evt_1"))).isEqualTo(2);
        assertThat(book().effects(key("evt_2"))).isEqualTo(1);
    }

    @Test
    void tokenOfAnotherEndpointIsAnotherToken() throws Exception {
        EventKey other = new EventKey("till", "evt_2");
        record(processed(unit(signedBy("t", "evt_1", "{}"), "payments", 1)));

        record(processed(unit(signedBy("t", event(other, new byte[] {1})), "payments", 2)));

        assertThat(book().effects(other)).isEqualTo(1);
    }

    @Test
    void tokenThatNoColumnTakesIsStillUsedOnce() throws Exception {
        String hostile = "\0" + "x".repeat(100_000);
        record(processed(unit(signedBy(hostile, "evt_1", "{}"), "payments", 1)));

        assertThat(record(processed(unit(signedBy(hostile, "evt_2", "{\"amount\":1}"), "payments", 2))))
                .containsExactly(REUSED);
    }
}

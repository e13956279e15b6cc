package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BraintreeSchemeTest {
    private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");
    private static final String PUBLIC = "integration_public_key";
    private static final Secret PRIVATE = new Secret("secrets[0]", "integration_private_key");
    private static final BraintreeScheme SCHEME = new BraintreeScheme(PUBLIC);
    private static final String PAYLOAD = Base64.getMimeEncoder()
            .encodeToString("<notification><kind>check</kind><timestamp>2025-06-01T12:00:00Z</timestamp></notification>"
                    .getBytes(UTF_8));

    @Test
    void publishedChallengeIsSignedAsPublished() {
        assertThat(BraintreeKeys.hmac(PRIVATE, "20f9f8ed05f77439fe955c977e4c8a53"))
                .isEqualTo("d9b899556c966b3f06945ec21311865d35df3ce4");
    }

    @Test
    void challengeIsNotSignedAsADelivery() {
        SignedRequest request = new SignedRequest(
                "POST", "/", RequestHeaders.of(Map.of()), "20f9f8ed05f77439fe955c977e4c8a53".getBytes(UTF_8));

        assertThatThrownBy(() -> SCHEME.sign(request, PRIVATE, NOW)).hasMessageContaining("is a challenge");
    }

    @Test
    void payloadIsGenuineWithAndWithoutItsLastLinesEnd() {
        String ended = BraintreeKeys.hmac(PRIVATE, PAYLOAD + "\n");

        assertThat(verify(PUBLIC + "|" + ended, PAYLOAD)).isEqualTo(new Passed<>(new Genuine("secrets[0]")));
        assertThat(verify(PUBLIC + "|" + ended, PAYLOAD + "\n")).isInstanceOf(Passed.class);
        assertThat(verify(PUBLIC + "|" + BraintreeKeys.hmac(PRIVATE, PAYLOAD), PAYLOAD))
                .isInstanceOf(Passed.class);
        assertThat(verify(PUBLIC + "|" + BraintreeKeys.hmac(PRIVATE, PAYLOAD), PAYLOAD + "\n\n"))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void pairOfTheEndpointsPublicKeyIsChosen() {
        String good = BraintreeKeys.hmac(PRIVATE, PAYLOAD);

        assertThat(verify("other|" + "0".repeat(40) + "&" + PUBLIC + "|" + good, PAYLOAD))
                .isInstanceOf(Passed.class);
        assertThat(why("other|" + good, PAYLOAD)).isEqualTo(RejectionCode.SIGNATURE_MALFORMED);
        assertThat(why("other|" + good + "&" + PUBLIC + "|" + "0".repeat(40), PAYLOAD))
                .isEqualTo(RejectionCode.SIGNATURE_MISMATCH);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            ``                                                               ~ SIGNATURE_MALFORMED
            integration_public_key                                           ~ SIGNATURE_MALFORMED
            integration_public_key|                                          ~ SIGNATURE_MALFORMED
            integration_public_key|d9b8                                      ~ SIGNATURE_MALFORMED
            |d9b899556c966b3f06945ec21311865d35df3ce4                        ~ SIGNATURE_MALFORMED
            integration_public_key|2biZVWyWazIGlF7CExGGXTXfPOQ=              ~ SIGNATURE_MALFORMED
            integration_public_key|d9b899556c966b3f06945ec21311865d35df3ce4  ~ SIGNATURE_MISMATCH
            """)
    void otherSignaturesAreRefused(String signature, RejectionCode why) {
        assertThat(why(signature, PAYLOAD)).isEqualTo(why);
    }

    @Test
    void whatIsSignedForAnyoneIsNoDelivery() {
        String challenge = "20f9f8ed05f77439fe955c977e4c8a53";

        assertThat(why(PUBLIC + "|" + BraintreeKeys.hmac(PRIVATE, challenge), challenge))
                .isEqualTo(RejectionCode.SIGNATURE_MISMATCH);
    }

    @Test
    void changedPayloadOrKeyIsAMismatch() {
        String good = PUBLIC + "|" + BraintreeKeys.hmac(PRIVATE, PAYLOAD);

        for (int i = 0; i < PAYLOAD.length(); i++) {
            String changed =
                    PAYLOAD.substring(0, i) + (PAYLOAD.charAt(i) == 'Q' ? 'R' : 'Q') + PAYLOAD.substring(i + 1);
            assertThat(why(good, changed)).isEqualTo(RejectionCode.SIGNATURE_MISMATCH);
        }
        assertThat(SCHEME.verify(form(good, PAYLOAD), List.of(new Secret("other", "integration_private_kez")), NOW))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void bodiesOfOtherShapesAreRefused() {
        assertThat(whyBody("bt_payload=x", "application/x-www-form-urlencoded"))
                .isEqualTo(RejectionCode.SIGNATURE_MISSING);
        assertThat(whyBody("bt_signature=x", "application/x-www-form-urlencoded"))
                .isEqualTo(RejectionCode.SIGNATURE_MISSING);
        assertThat(whyBody("{bt_signature", "application/x-www-form-urlencoded"))
                .isEqualTo(RejectionCode.BODY_UNPARSABLE);
        assertThat(whyBody("bt_signature=x&bt_payload=x", "application/json"))
                .isEqualTo(RejectionCode.SIGNATURE_MISSING);
    }

    @Test
    void formWrittenOtherwiseHasTheSameToken() {
        String good = PUBLIC + "|" + BraintreeKeys.hmac(PRIVATE, PAYLOAD + "\n");
        SignedRequest once = form(good, PAYLOAD + "\n");
        SignedRequest again = form(good, PAYLOAD)
                .withBody(("x=1&" + new String(form(good, PAYLOAD).body(), UTF_8)).getBytes(UTF_8));

        assertThat(SCHEME.verify(again, List.of(PRIVATE), NOW)).isInstanceOf(Passed.class);
        assertThat(SCHEME.token(again, again.body())).isPresent().isEqualTo(SCHEME.token(once, once.body()));
    }

    @Test
    void payloadAloneIsSignedIntoAForm() {
        SignedRequest bare =
                new SignedRequest("POST", "https://example.com/", RequestHeaders.of(Map.of()), PAYLOAD.getBytes(UTF_8));

        SignedRequest signed = SCHEME.sign(bare, PRIVATE, NOW);

        assertThat(SCHEME.verify(signed, List.of(PRIVATE), NOW)).isInstanceOf(Passed.class);
        assertThat(SCHEME.sign(signed, PRIVATE, NOW).body()).isEqualTo(signed.body());
    }

    private static RejectionCode why(String signature, String payload) {
        return why(verify(signature, payload));
    }

    private static RejectionCode whyBody(String body, String contentType) {
        return why(SCHEME.verify(
                new SignedRequest(
                        "POST",
                        "https://example.com/",
                        RequestHeaders.of(Map.of("content-type", contentType)),
                        body.getBytes(UTF_8)),
                List.of(PRIVATE),
                NOW));
    }

    private static RejectionCode why(Checked<Genuine> verdict) {
        return switch (verdict) {
            case Rejected<Genuine> refused -> refused.why();
            case Passed(Genuine genuine) -> throw new AssertionError(genuine);
        };
    }

    private static Checked<Genuine> verify(String signature, String payload) {
        return SCHEME.verify(form(signature, payload), List.of(PRIVATE), NOW);
    }

    private static SignedRequest form(String signature, String payload) {
        String body = "bt_signature=" + URLEncoder.encode(signature, UTF_8) + "&bt_payload="
                + URLEncoder.encode(payload, UTF_8);
        return new SignedRequest(
                "POST",
                "https://example.com/",
                RequestHeaders.of(Map.of("content-type", "application/x-www-form-urlencoded")),
                body.getBytes(UTF_8));
    }
}

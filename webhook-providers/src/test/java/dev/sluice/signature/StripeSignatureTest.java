package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.model.Event;
import com.stripe.net.Webhook;
import dev.sluice.config.ProviderPresets;
import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Holds the Stripe preset against Stripe's own library. */
class StripeSignatureTest {
    private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");
    private static final Secret SECRET = new Secret("secrets[0]", "whsec_not_a_real_one");
    private static final Secret OLD = new Secret("secrets[1]", "whsec_an_older_one");
    private static final String BODY = """
            {"id": "evt_1", "object": "event", "type": "payment_intent.succeeded", "data": {"object": {"note": "Zürich €"}}}""";

    private final SignatureScheme scheme = ProviderPresets.bundled()
            .named("stripe")
            .orElseThrow()
            .schemes()
            .getFirst()
            .with(Map.of());

    @Test
    void whatStripesLibrarySignsIsGenuine() throws Exception {
        String header = Webhook.Signature.generateSignatureHeader(BODY, SECRET.text(), NOW.getEpochSecond());

        assertThat(verify(header, BODY, NOW)).isEqualTo(new Passed<>(new Genuine(SECRET.label())));
    }

    @Test
    void whatWeSignStripesLibraryTakes() throws Exception {
        String header = signed(NOW);

        Event event = Webhook.constructEvent(
                BODY, header, SECRET.text(), Webhook.DEFAULT_TOLERANCE, Clock.fixed(NOW, ZoneOffset.UTC));

        assertThat(event.getId()).isEqualTo("evt_1");
    }

    @Test
    void anySecretMatchesWhileRotating() throws Exception {
        String header = Webhook.Signature.generateSignatureHeader(BODY, OLD.text(), NOW.getEpochSecond());

        assertThat(scheme.verify(request(header, BODY), List.of(SECRET, OLD), NOW))
                .isEqualTo(new Passed<>(new Genuine(OLD.label())));
    }

    @Test
    void anyOfSeveralSignaturesMatches() throws Exception {
        String header = "t=" + NOW.getEpochSecond() + ",v1=" + "0".repeat(64) + ",v1=" + digest(NOW) + ",v0=ignored";

        assertThat(verify(header, BODY, NOW)).isInstanceOf(Passed.class);
    }

    @Test
    void upperCaseHexMatches() throws Exception {
        String header = "t=" + NOW.getEpochSecond() + ",v1=" + digest(NOW).toUpperCase(Locale.ROOT);

        assertThat(verify(header, BODY, NOW)).isInstanceOf(Passed.class);
    }

    @Test
    void signatureOfTheOldSchemeIsNotLookedAt() throws Exception {
        assertThat(refusal("t=" + NOW.getEpochSecond() + ",v0=" + digest(NOW), BODY, NOW))
                .isEqualTo(RejectionCode.SIGNATURE_MALFORMED);
    }

    @Test
    void changedBodySecretOrTimestampIsRefused() throws Exception {
        String header = signed(NOW);

        assertThat(refusal(header, BODY + " ", NOW)).isEqualTo(RejectionCode.SIGNATURE_MISMATCH);
        assertThat(refusal(header.replace("t=17", "t=18"), BODY, NOW)).isEqualTo(RejectionCode.SIGNATURE_MISMATCH);
        assertThat(scheme.verify(request(header, BODY), List.of(OLD), NOW))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> assertThat(refused.why()).isEqualTo(RejectionCode.SIGNATURE_MISMATCH));
    }

    @Test
    void signatureInAnotherEncodingIsRefused() throws Exception {
        assertThat(refusal("t=" + NOW.getEpochSecond() + ",v1=" + "z".repeat(64), BODY, NOW))
                .isEqualTo(RejectionCode.SIGNATURE_MALFORMED);
        assertThat(refusal("t=" + NOW.getEpochSecond() + ",v1=" + digest(NOW).substring(2), BODY, NOW))
                .isEqualTo(RejectionCode.SIGNATURE_MALFORMED);
    }

    @Test
    void missingHeaderIsToldFromOneWithoutForm() {
        SignedRequest bare = new SignedRequest("POST", "/", RequestHeaders.of(Map.of()), BODY.getBytes(UTF_8));

        assertThat(why(scheme.verify(bare, List.of(SECRET), NOW))).isEqualTo(RejectionCode.SIGNATURE_MISSING);
        assertThat(refusal("", BODY, NOW)).isEqualTo(RejectionCode.SIGNATURE_MALFORMED);
        assertThat(refusal(",,=,t=,v1=", BODY, NOW)).isEqualTo(RejectionCode.SIGNATURE_MALFORMED);
    }

    @Test
    void timestampIsTakenWithinFiveMinutesEitherWay() {
        assertThat(verify(signed(NOW.minusSeconds(300)), BODY, NOW)).isInstanceOf(Passed.class);
        assertThat(refusal(signed(NOW.minusSeconds(301)), BODY, NOW)).isEqualTo(RejectionCode.TIMESTAMP_EXPIRED);
        assertThat(verify(signed(NOW.plusSeconds(300)), BODY, NOW)).isInstanceOf(Passed.class);
        assertThat(refusal(signed(NOW.plusSeconds(301)), BODY, NOW)).isEqualTo(RejectionCode.TIMESTAMP_IN_FUTURE);
    }

    @Test
    void forgerLearnsNothingAboutTheClock() {
        String stale = signed(NOW.minusSeconds(9000));

        assertThat(refusal(stale, "forged", NOW)).isEqualTo(RejectionCode.SIGNATURE_MISMATCH);
    }

    @Test
    void signedTimestampThatIsNoNumberIsMalformed() throws Exception {
        for (String timestamp : List.of("soon", "9".repeat(18), "9".repeat(400), "-")) {
            String digest = Webhook.Util.computeHmacSha256(SECRET.text(), timestamp + "." + BODY);

            assertThat(refusal("t=" + timestamp + ",v1=" + digest, BODY, NOW))
                    .isEqualTo(RejectionCode.SIGNATURE_MALFORMED);
        }
    }

    @Test
    void findingShowsNeitherSecretNorSignature() throws Exception {
        String header = "t=" + NOW.getEpochSecond() + ",v1=" + digest(NOW);

        Checked<Genuine> verdict = verify(header, BODY + " ", NOW);

        assertThat(verdict.toString()).doesNotContain(SECRET.text()).doesNotContain(digest(NOW));
    }

    private String signed(Instant at) {
        return scheme.sign(request("replaced", BODY), SECRET, at)
                .headers()
                .first("Stripe-Signature")
                .orElseThrow();
    }

    private static String digest(Instant at) throws Exception {
        return Webhook.Util.computeHmacSha256(SECRET.text(), at.getEpochSecond() + "." + BODY);
    }

    private Checked<Genuine> verify(String header, String body, Instant receivedAt) {
        return scheme.verify(request(header, body), List.of(SECRET), receivedAt);
    }

    private RejectionCode refusal(String header, String body, Instant receivedAt) {
        return why(verify(header, body, receivedAt));
    }

    private static RejectionCode why(Checked<Genuine> verdict) {
        return switch (verdict) {
            case Passed(Genuine genuine) -> throw new AssertionError("taken as " + genuine);
            case Rejected<Genuine> refused -> refused.why();
        };
    }

    private static SignedRequest request(String header, String body) {
        return new SignedRequest(
                "POST",
                "https://example.com/webhooks/stripe",
                RequestHeaders.of(Map.of("Stripe-Signature", header)),
                body.getBytes(UTF_8));
    }
}

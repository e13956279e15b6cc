package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.lookup.KeySource.Answer;
import dev.sluice.signature.lookup.MadeUpAuthority;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PayPal's scheme with a certificate at hand. */
class PayPalSchemeTest {
    private static final String WEBHOOK = "3RN13029J36659323";
    private static final MadeUpAuthority AUTHORITY = new MadeUpAuthority();
    private static Instant now;
    private static KeyPair pair;
    private static SignedRequest signed;
    private static PayPalScheme scheme;

    @BeforeAll
    static void sign() {
        now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        pair = MadeUpAuthority.pair("RSA", 2048);
        scheme = scheme(pair, WEBHOOK);
        signed = scheme.sign(
                new SignedRequest(
                        "POST",
                        "https://example.com/",
                        RequestHeaders.of(Map.of()),
                        "{\"id\": \"WH-1\"}".getBytes(UTF_8)),
                new Secret(
                        "private",
                        Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded())),
                now);
    }

    @Test
    void whatIsSignedIsGenuine() {
        assertThat(scheme.verify(signed, List.of(), now)).isInstanceOf(Passed.class);
        assertThat(scheme.signedAt(signed)).hasValue(now);
    }

    @ParameterizedTest
    @CsvSource({
        "PAYPAL-TRANSMISSION-ID,   b2384410-f8d2-11e4-8bf3-77339302725b, SIGNATURE_MISMATCH",
        "PAYPAL-TRANSMISSION-TIME, 2025-06-01T12:00:01Z,                 SIGNATURE_MISMATCH",
        "PAYPAL-TRANSMISSION-SIG,  AAAA,                                 SIGNATURE_MISMATCH",
        "PAYPAL-TRANSMISSION-SIG,  nonsense!,                            SIGNATURE_MALFORMED",
        "PAYPAL-TRANSMISSION-SIG,  00ff,                                 SIGNATURE_MISMATCH",
        "PAYPAL-AUTH-ALGO,         SHA1withRSA,                          SIGNATURE_MALFORMED",
        "PAYPAL-AUTH-ALGO,         NONEwithRSA,                          SIGNATURE_MALFORMED",
        "PAYPAL-TRANSMISSION-ID,   '',                                   SIGNATURE_MISSING",
        "PAYPAL-TRANSMISSION-TIME, '',                                   SIGNATURE_MISSING",
        "PAYPAL-TRANSMISSION-SIG,  '',                                   SIGNATURE_MISSING",
        "PAYPAL-CERT-URL,          '',                                   SIGNATURE_MISSING",
        "PAYPAL-AUTH-ALGO,         '',                                   SIGNATURE_MISSING"
    })
    void changedHeaderIsRefused(String header, String value, RejectionCode why) {
        assertThat(why(scheme, signed.with(header, value))).isEqualTo(why);
    }

    @Test
    void otherBodyWebhookOrCertificateIsAMismatch() {
        byte[] body = signed.body();
        for (int i = 0; i < body.length; i++) {
            byte[] changed = body.clone();
            changed[i] ^= 1;
            assertThat(why(scheme, signed.withBody(changed))).isEqualTo(RejectionCode.SIGNATURE_MISMATCH);
        }

        assertThat(why(scheme(pair, "3RN13029J36659324"), signed)).isEqualTo(RejectionCode.SIGNATURE_MISMATCH);
        assertThat(why(scheme(MadeUpAuthority.pair("RSA", 2048), WEBHOOK), signed))
                .isEqualTo(RejectionCode.SIGNATURE_MISMATCH);
    }

    @Test
    void timeIsCheckedWhereToleranceIsGiven() {
        SignatureScheme strict = scheme.within(new Tolerance(Duration.ofMinutes(5), Duration.ofMinutes(5)));

        assertThat(strict.verify(signed, List.of(), now.plusSeconds(300))).isInstanceOf(Passed.class);
        assertThat(strict.verify(signed, List.of(), now.plusSeconds(301)))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> assertThat(refused.why()).isEqualTo(RejectionCode.TIMESTAMP_EXPIRED));
    }

    @Test
    void keyThatCannotBeLookedUpIsNoForgery() {
        assertThat(why(new PayPalScheme((url, sender) -> new Answer.Unavailable<>("away"), WEBHOOK), signed))
                .isEqualTo(RejectionCode.KEY_UNAVAILABLE);
        assertThat(why(new PayPalScheme((url, sender) -> new Answer.Untrusted<>("somebody else's"), WEBHOOK), signed))
                .isEqualTo(RejectionCode.SIGNATURE_MISMATCH);
    }

    @Test
    void transmissionCountsOnce() {
        assertThat(scheme.token(signed, new byte[0]))
                .isEqualTo(signed.headers().first("PAYPAL-TRANSMISSION-ID"))
                .isPresent();
    }

    private static RejectionCode why(SignatureScheme scheme, SignedRequest request) {
        return switch (scheme.verify(request, List.of(), now)) {
            case Rejected<Genuine> refused -> refused.why();
            case Passed(Genuine genuine) -> throw new AssertionError(genuine);
        };
    }

    private static PayPalScheme scheme(KeyPair owner, String webhook) {
        X509Certificate certificate = AUTHORITY.issue(MadeUpAuthority.PAYPAL, owner);
        return new PayPalScheme((url, sender) -> new Answer.Found<>(certificate), webhook);
    }
}

package dev.sluice.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.paypal.base.SSLUtil;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.signature.PayPalScheme;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import dev.sluice.signature.lookup.KeySource;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PayPal's own library and our check, with a made-up certificate. */
final class PayPalSdkTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final String WEBHOOK = "3RN13029J36659323";
    private static final String BODY =
            "{\"id\":\"WH-1\",\"event_type\":\"PAYMENT.CAPTURE.COMPLETED\",\"note\":\"Zürich €\"}";
    private static final SignedRequest UNSIGNED = new SignedRequest(
            "POST", "https://example.com/webhooks/paypal", RequestHeaders.of(Map.of()), BODY.getBytes(UTF_8));

    private static KeyPair pair;
    private static X509Certificate certificate;
    private static PayPalScheme scheme;

    @BeforeAll
    static void makeACertificate() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        pair = generator.generateKeyPair();
        X500Name name = new X500Name("CN=made-up.example.com");
        certificate = new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                name,
                                BigInteger.ONE,
                                Date.from(NOW.minus(Duration.ofDays(1))),
                                Date.from(NOW.plus(Duration.ofDays(1))),
                                name,
                                pair.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate())));
        scheme = new PayPalScheme((url, sender) -> new KeySource.Answer.Found<>(certificate), WEBHOOK);
    }

    @Test
    void whatWeSignIsTakenByBoth() throws Exception {
        assertThat(theirs(signed(), BODY)).isTrue();
        assertThat(ours(signed())).isTrue();
    }

    @Test
    void whatIsSignedOverTheirChecksumIsGenuine() throws Exception {
        SignedRequest request = UNSIGNED.with("PAYPAL-TRANSMISSION-ID", "b2384410-f8d2-11e4-8bf3-77339302725b")
                .with("PAYPAL-TRANSMISSION-TIME", "2026-01-01T12:00:00Z")
                .with("PAYPAL-CERT-URL", "https://api.paypal.com/v1/notifications/certs/CERT-made-up")
                .with("PAYPAL-AUTH-ALGO", "SHA256withRSA");
        Signature signer = Signature.getInstance("SHA256withRSA");
        signer.initSign(pair.getPrivate());
        signer.update(content(request, BODY).getBytes(UTF_8));

        assertThat(ours(request.with(
                        "PAYPAL-TRANSMISSION-SIG", Base64.getEncoder().encodeToString(signer.sign()))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PAYPAL-TRANSMISSION-ID", "PAYPAL-TRANSMISSION-TIME", "PAYPAL-TRANSMISSION-SIG"})
    void changedHeaderIsRefusedByBoth(String header) throws Exception {
        SignedRequest changed =
                signed().with(header, Requests.header(signed(), header).replaceFirst("[0-9]", "x"));

        assertThat(theirs(changed, BODY)).isFalse();
        assertThat(ours(changed)).isFalse();
    }

    @Test
    void changedBodyIsRefusedByBoth() throws Exception {
        String changed = BODY.replace("WH-1", "WH-2");

        assertThat(theirs(signed(), changed)).isFalse();
        assertThat(ours(signed().withBody(changed.getBytes(UTF_8)))).isFalse();
    }

    private static SignedRequest signed() {
        String key = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
        return scheme.sign(UNSIGNED, new Secret("private", key), NOW);
    }

    private static boolean theirs(SignedRequest request, String body) throws Exception {
        try {
            return SSLUtil.validateData(
                    List.of(certificate),
                    Requests.header(request, "PAYPAL-AUTH-ALGO"),
                    Requests.header(request, "PAYPAL-TRANSMISSION-SIG"),
                    content(request, body),
                    body,
                    WEBHOOK);
        } catch (SignatureException refused) {
            return false;
        }
    }

    private static String content(SignedRequest request, String body) {
        return Requests.header(request, "PAYPAL-TRANSMISSION-ID") + "|"
                + Requests.header(request, "PAYPAL-TRANSMISSION-TIME") + "|" + WEBHOOK + "|" + SSLUtil.crc32(body);
    }

    private static boolean ours(SignedRequest request) {
        return scheme.verify(request, List.of(), NOW) instanceof Passed;
    }
}

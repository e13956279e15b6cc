package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.Address;
import dev.sluice.body.Sha256;
import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.lookup.KeySource;
import dev.sluice.signature.lookup.KeySource.Answer;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaidSchemeTest {
    private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");
    private static final KeyPair PAIR = pair();
    private static final byte[] BODY = "{\"webhook_type\": \"ITEM\"}".getBytes(UTF_8);
    private static final String HASH = Sha256.hex(BODY);
    private static final String HEADER = "{\"alg\": \"ES256\", \"kid\": \"k1\", \"typ\": \"JWT\"}";

    @Test
    void whatIsSignedIsGenuine() {
        PlaidScheme any = new PlaidScheme((id, sender) -> new Answer.Found<>(PAIR.getPublic()));
        Secret key = new Secret(
                "private", Base64.getEncoder().encodeToString(PAIR.getPrivate().getEncoded()));

        SignedRequest signed = any.sign(request(""), key, NOW);

        assertThat(any.verify(signed, List.of(), NOW)).isInstanceOf(Passed.class);
        assertThat(any.signedAt(signed)).hasValue(NOW);
        byte[] changed = BODY.clone();
        changed[0] ^= 1;
        assertThat(any.verify(signed.withBody(changed), List.of(), NOW)).isInstanceOf(Rejected.class);
    }

    @Test
    void tokenMadeByHandIsGenuineUntilAnyOfItChanges() throws Exception {
        String token = token(HEADER, claims(NOW.getEpochSecond(), HASH));

        assertThat(verify(token)).isInstanceOf(Passed.class);
        for (int i = 0; i < token.length(); i++) {
            String changed = token.substring(0, i) + (token.charAt(i) == 'A' ? 'B' : 'A') + token.substring(i + 1);
            assertThat(verify(changed)).as(changed).isInstanceOf(Rejected.class);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            {"alg": "none", "kid": "k1"}                    ~ SIGNATURE_MALFORMED
            {"alg": "None", "kid": "k1"}                    ~ SIGNATURE_MALFORMED
            {"alg": "HS256", "kid": "k1"}                   ~ SIGNATURE_MALFORMED
            {"alg": "ES384", "kid": "k1"}                   ~ SIGNATURE_MALFORMED
            {"alg": "RS256", "kid": "k1"}                   ~ SIGNATURE_MALFORMED
            {"alg": "ES256", "alg": "none", "kid": "k1"}    ~ SIGNATURE_MALFORMED
            {"alg": ["ES256"], "kid": "k1"}                 ~ SIGNATURE_MALFORMED
            {"alg": "ES256", "kid": "k1", "crit": ["b64"]}  ~ SIGNATURE_MALFORMED
            {"alg": "ES256"}                                ~ SIGNATURE_MALFORMED
            {"kid": "k1"}                                   ~ SIGNATURE_MALFORMED
            {"alg": "ES256", "kid": "k2"}                   ~ KEY_UNAVAILABLE
            {"alg": "ES256", "kid": "expired"}              ~ SIGNATURE_MISMATCH
            {"alg": "ES256", "kid": "off-curve"}            ~ SIGNATURE_MISMATCH
            {                                               ~ SIGNATURE_MALFORMED
            """)
    void otherAlgorithmsAndKeysAreRefused(String header, RejectionCode why) throws Exception {
        assertThat(why(token(header, claims(NOW.getEpochSecond(), HASH)))).isEqualTo(why);
    }

    @ParameterizedTest
    @CsvSource({
        "0,    true",
        "-300, true",
        "-301, false",
        "300,  true",
        "301,  false",
    })
    void tokenOldOrAheadByMoreThanFiveMinutesIsRefused(long offset, boolean taken) throws Exception {
        Checked<Genuine> verdict = verify(token(HEADER, claims(NOW.getEpochSecond() + offset, HASH)));

        assertThat(verdict instanceof Passed).isEqualTo(taken);
        if (verdict instanceof Rejected<Genuine> refused) {
            assertThat(refused.why())
                    .isEqualTo(offset < 0 ? RejectionCode.TIMESTAMP_EXPIRED : RejectionCode.TIMESTAMP_IN_FUTURE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"iat\": 1748779200}",
                "{\"request_body_sha256\": \"x\"}",
                "{\"iat\": \"soon\", \"request_body_sha256\": \"%s\"}",
                "{\"iat\": 1748779200, \"request_body_sha256\": \"\"}",
                "{\"iat\": 1748779200, \"request_body_sha256\": \"%S\"}",
                "[]",
                "",
            })
    void otherClaimsAreRefused(String claims) throws Exception {
        assertThat(verify(token(HEADER, claims.formatted(HASH)))).isInstanceOf(Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "..", "a.b.c", "a.b.c.d", "\u0000.\u0000.\u0000", "e30.e30.AAAA", "e30=.e30=.AAAA"})
    void whatIsNoTokenIsMalformed(String text) {
        assertThat(why(text)).isEqualTo(RejectionCode.SIGNATURE_MALFORMED);
    }

    @Test
    void signatureInDerIsRefused() throws Exception {
        Signature der = Signature.getInstance("SHA256withECDSA");
        der.initSign(PAIR.getPrivate());
        String content = encoded(HEADER) + "." + encoded(claims(NOW.getEpochSecond(), HASH));
        der.update(content.getBytes(US_ASCII));

        assertThat(why(content + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(der.sign())))
                .isEqualTo(RejectionCode.SIGNATURE_MALFORMED);
        assertThat(why(content + "." + "A".repeat(86))).as("zero and zero").isEqualTo(RejectionCode.SIGNATURE_MISMATCH);
    }

    private static Checked<Genuine> verify(String token) {
        return new PlaidScheme(new Keys()).verify(request(token), List.of(), NOW);
    }

    private static RejectionCode why(String token) {
        return switch (verify(token)) {
            case Rejected<Genuine> refused -> refused.why();
            case Passed(Genuine genuine) -> throw new AssertionError(genuine);
        };
    }

    private static final class Keys implements KeySource<PublicKey> {
        @Override
        public Answer<PublicKey> find(String name, Optional<Address> sender) {
            return switch (name) {
                case "k1" -> new Answer.Found<>(PAIR.getPublic());
                case "expired" -> new Answer.Untrusted<>("expired");
                case "off-curve" -> new Answer.Found<>(offCurve());
                default -> new Answer.Unavailable<>("not known");
            };
        }
    }

    private static PublicKey offCurve() {
        try {
            ECParameterSpec curve = ((ECPublicKey) PAIR.getPublic()).getParams();
            return KeyFactory.getInstance("EC")
                    .generatePublic(new ECPublicKeySpec(new ECPoint(BigInteger.ONE, BigInteger.ONE), curve));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String token(String header, String claims) throws Exception {
        String content = encoded(header) + "." + encoded(claims);
        Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
        signer.initSign(PAIR.getPrivate());
        signer.update(content.getBytes(US_ASCII));
        return content + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signer.sign());
    }

    private static String claims(long at, String hash) {
        return "{\"iat\": " + at + ", \"request_body_sha256\": \"" + hash + "\"}";
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    private static SignedRequest request(String token) {
        return new SignedRequest(
                "POST", "https://example.com/", RequestHeaders.of(Map.of("Plaid-Verification", token)), BODY);
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

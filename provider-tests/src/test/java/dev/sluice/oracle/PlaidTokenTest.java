package dev.sluice.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.sluice.access.Address;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.signature.PlaidScheme;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import dev.sluice.signature.lookup.KeySource;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Plaid's tokens, made and checked by a library for JSON Web Tokens: Plaid's own checks none. */
final class PlaidTokenTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final String BODY = "{\n  \"webhook_type\": \"ITEM\",\n  \"webhook_code\": \"ERROR\"\n}";

    private final KeyPair pair = pair();
    private final PlaidScheme scheme = new PlaidScheme(this::found);

    @Test
    void theirTokenIsGenuine() throws Exception {
        assertThat(ours(token(JWSAlgorithm.ES256, pair, NOW, hash(BODY)), BODY)).isTrue();
    }

    @Test
    void ourTokenIsTakenByThem() throws Exception {
        Secret key = new Secret(
                "private", Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()));
        SignedRequest signed = scheme.sign(request("", BODY), key, NOW);

        SignedJWT token = SignedJWT.parse(Requests.header(signed, "Plaid-Verification"));

        assertThat(token.verify(new ECDSAVerifier((ECPublicKey) pair.getPublic())))
                .isTrue();
        assertThat(token.getJWTClaimsSet().getStringClaim("request_body_sha256"))
                .isEqualTo(hash(BODY));
        assertThat(token.getJWTClaimsSet().getIssueTime()).isEqualTo(Date.from(NOW));
    }

    @Test
    void otherBodyKeyAndTimeAreRefused() throws Exception {
        String token = token(JWSAlgorithm.ES256, pair, NOW, hash(BODY));

        assertThat(ours(token, BODY + " ")).isFalse();
        assertThat(ours(token(JWSAlgorithm.ES256, pair(), NOW, hash(BODY)), BODY))
                .isFalse();
        assertThat(ours(token(JWSAlgorithm.ES256, pair, NOW.minus(Duration.ofMinutes(6)), hash(BODY)), BODY))
                .isFalse();
        assertThat(ours(token(JWSAlgorithm.ES256, pair, NOW, hash("other")), BODY))
                .isFalse();
        assertThat(ours(token.substring(0, token.length() - 8), BODY)).isFalse();
    }

    @Test
    void otherAlgorithmsAreRefused() throws Exception {
        JWTClaimsSet claims = claims(NOW, hash(BODY));
        SignedJWT withPublicKeyForASecret = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("a-key").build(), claims);
        withPublicKeyForASecret.sign(new MACSigner(pair.getPublic().getEncoded()));

        assertThat(ours(new PlainJWT(claims).serialize(), BODY)).isFalse();
        assertThat(ours(withPublicKeyForASecret.serialize(), BODY)).isFalse();
    }

    private static String token(JWSAlgorithm algorithm, KeyPair pair, Instant at, String hash) throws Exception {
        SignedJWT token =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID("a-key").build(), claims(at, hash));
        token.sign(new ECDSASigner((ECPrivateKey) pair.getPrivate()));
        return token.serialize();
    }

    private static JWTClaimsSet claims(Instant at, String hash) {
        return new JWTClaimsSet.Builder()
                .issueTime(Date.from(at))
                .claim("request_body_sha256", hash)
                .build();
    }

    private static String hash(String body) {
        return HexFormat.of().formatHex(Independent.sha256(body));
    }

    private KeySource.Answer<PublicKey> found(String name, Optional<Address> sender) {
        return new KeySource.Answer.Found<>(pair.getPublic());
    }

    private boolean ours(String token, String body) {
        return scheme.verify(request(token, body), List.of(), NOW) instanceof Passed;
    }

    private static SignedRequest request(String token, String body) {
        return new SignedRequest(
                "POST",
                "https://example.com/webhooks/plaid",
                RequestHeaders.of(Map.of("Plaid-Verification", token)),
                body.getBytes(UTF_8));
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

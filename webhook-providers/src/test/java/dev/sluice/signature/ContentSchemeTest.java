package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.net.Webhook;
import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.SignaturePlace.Plain;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContentSchemeTest {
    private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");
    private static final Secret SECRET = new Secret("secrets[0]", "not-a-real-secret");
    private static final Optional<Tolerance> MINUTE =
            Optional.of(new Tolerance(Duration.ofMinutes(1), Duration.ofMinutes(1)));

    static Stream<ContentScheme> everyCombination() {
        return Arrays.stream(HmacAlgorithm.values())
                .flatMap(algorithm -> Arrays.stream(SignatureEncoding.values())
                        .flatMap(encoding -> Stream.of(
                                new ContentScheme(
                                        algorithm,
                                        KeyForm.TEXT,
                                        encoding,
                                        new Plain("X-Signature", "v0=", ""),
                                        Optional.empty(),
                                        TimestampUnit.SECONDS,
                                        SignedTemplate.parse("{body}"),
                                        Optional.empty()),
                                new ContentScheme(
                                        algorithm,
                                        KeyForm.TEXT,
                                        encoding,
                                        new Plain("X-Signature", "v0=", ""),
                                        Optional.of(new TimestampPlace.InHeader("X-Timestamp")),
                                        TimestampUnit.SECONDS,
                                        SignedTemplate.parse("v0:{timestamp}:{body}"),
                                        MINUTE),
                                new ContentScheme(
                                        algorithm,
                                        KeyForm.TEXT,
                                        encoding,
                                        new SignaturePlace.Fields("X-Signature", ";", "ts", "h1"),
                                        Optional.empty(),
                                        TimestampUnit.SECONDS,
                                        SignedTemplate.parse("{timestamp}:{body}:end"),
                                        MINUTE))));
    }

    @ParameterizedTest
    @MethodSource("everyCombination")
    void whatIsSignedIsGenuineUntilAnythingChanges(ContentScheme scheme) {
        SignedRequest signed = scheme.sign(request("body"), SECRET, NOW);

        assertThat(verdict(scheme, signed)).isInstanceOf(Passed.class);
        assertThat(verdict(scheme, new SignedRequest("POST", "/", signed.headers(), "bodY".getBytes(UTF_8))))
                .isInstanceOf(Rejected.class);
        assertThat(scheme.verify(signed, List.of(new Secret("other", "not-a-real-secret ")), NOW))
                .isInstanceOf(Rejected.class);
        for (String name : scheme.headers()) {
            String value = signed.headers().first(name).orElseThrow();
            for (int i = 0; i < value.length(); i++) {
                String changed = value.substring(0, i) + (value.charAt(i) == '7' ? '8' : '7') + value.substring(i + 1);
                SignedRequest tampered =
                        new SignedRequest("POST", "/", signed.headers().with(name, changed), signed.body());
                assertThat(verdict(scheme, tampered)).as(changed).isInstanceOf(Rejected.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyCombination")
    void signingReplacesWhatWasThere(ContentScheme scheme) {
        SignedRequest once = scheme.sign(request("body"), SECRET, NOW.minusSeconds(3600));

        SignedRequest again = scheme.sign(once, SECRET, NOW);

        assertThat(verdict(scheme, again)).isInstanceOf(Passed.class);
        scheme.headers()
                .forEach(name -> assertThat(again.headers().all(name)).as(name).hasSize(1));
    }

    @Test
    void base64OfOtherLengthIsMalformedNotAMismatch() {
        ContentScheme scheme = hmac(SignatureEncoding.BASE64, "{body}");
        SignedRequest request = new SignedRequest(
                "POST", "/", RequestHeaders.of(Map.of("x-signature", "AAAA")), "body".getBytes(UTF_8));

        assertThat(verdict(scheme, request))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> assertThat(refused.why()).isEqualTo(RejectionCode.SIGNATURE_MALFORMED));
    }

    @Test
    void templateThatLeavesTheBodyOutIsRefused() {
        assertThatThrownBy(() -> SignedTemplate.parse("{timestamp}")).hasMessageContaining("does not cover");
        assertThatThrownBy(() -> SignedTemplate.parse("{id}.{body}")).hasMessageContaining("'{id}'");
    }

    @Test
    void nothingIsSignedThatLacksASignedValue() {
        ContentScheme scheme = hmac(SignatureEncoding.HEX, "{json:/token}");

        assertThatThrownBy(() -> scheme.sign(request("{}"), SECRET, NOW)).hasMessageContaining("is missing");
    }

    @Test
    void textAroundThePlaceholdersIsSigned() throws Exception {
        SignedRequest signed = new ContentScheme(
                        HmacAlgorithm.HMAC_SHA256,
                        KeyForm.TEXT,
                        SignatureEncoding.HEX,
                        new Plain("X-Signature", "", ""),
                        Optional.of(new TimestampPlace.InHeader("X-Timestamp")),
                        TimestampUnit.SECONDS,
                        SignedTemplate.parse("v0:{timestamp}.{body}|end"),
                        MINUTE)
                .sign(request("body"), SECRET, Instant.ofEpochSecond(12));

        assertThat(signed.headers().first("X-Signature"))
                .hasValue(Webhook.Util.computeHmacSha256(SECRET.text(), "v0:12.body|end"));
    }

    @Test
    void signedTimestampNeedsAPlace() {
        assertThatThrownBy(() -> new ContentScheme(
                        HmacAlgorithm.HMAC_SHA256,
                        KeyForm.TEXT,
                        SignatureEncoding.HEX,
                        new Plain("X-Signature", "", ""),
                        Optional.empty(),
                        TimestampUnit.SECONDS,
                        SignedTemplate.parse("{timestamp}{body}"),
                        MINUTE))
                .hasMessageContaining("nothing says where it is");
    }

    @Test
    void bodyOfAnyBytesIsSigned() {
        ContentScheme scheme = everyCombination().findFirst().orElseThrow();
        byte[] body = new byte[256];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) i;
        }

        SignedRequest signed =
                scheme.sign(new SignedRequest("POST", "/", RequestHeaders.of(Map.of()), body), SECRET, NOW);

        assertThat(verdict(scheme, signed)).isInstanceOf(Passed.class);
        assertThat(signed.body()).isSameAs(body);
    }

    private static Checked<Genuine> verdict(ContentScheme scheme, SignedRequest request) {
        return scheme.verify(request, List.of(SECRET), NOW);
    }

    private static SignedRequest request(String body) {
        return new SignedRequest("POST", "/", RequestHeaders.of(Map.of()), body.getBytes(UTF_8));
    }

    private static ContentScheme hmac(SignatureEncoding encoding, String signed) {
        return new ContentScheme(
                HmacAlgorithm.HMAC_SHA256,
                KeyForm.TEXT,
                encoding,
                new Plain("X-Signature", "", ""),
                Optional.empty(),
                TimestampUnit.SECONDS,
                SignedTemplate.parse(signed),
                Optional.empty());
    }
}

package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.signature.lookup.KeySource.Answer;
import dev.sluice.signature.lookup.MadeUpAuthority;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests made to break the schemes that read bodies, URLs, tokens and certificates. */
class HostileSignaturesTest {
    private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");
    private static final int LARGE = 1024 * 1024;
    private static final List<Secret> SECRETS = List.of(new Secret("secrets[0]", "0123456789abcdef"));

    static Stream<SignatureScheme> schemes() {
        KeyPair rsa = MadeUpAuthority.pair("RSA", 2048);
        var certificate = new MadeUpAuthority().issue(MadeUpAuthority.PAYPAL, rsa);
        return Stream.of(
                new TwilioScheme(),
                new AdyenScheme(),
                new BraintreeScheme("pub"),
                new TokenScheme(List.of(
                        new TokenPlace.InItems(JsonPointer.compile("/value"), JsonPointer.compile("/clientState")))),
                new PayPalScheme((url, sender) -> new Answer.Found<>(certificate), "WH-1"),
                new PlaidScheme((id, sender) ->
                        new Answer.Found<>(MadeUpAuthority.pair("EC", 256).getPublic())));
    }

    @ParameterizedTest
    @EnumSource(AsymmetricAlgorithm.class)
    void onlyAsManySignaturesAreCheckedAsAProviderSends(AsymmetricAlgorithm algorithm) {
        KeyPair keys = switch (algorithm) {
            case RSA_SHA256, RSA_SHA1 -> MadeUpAuthority.pair("RSA", 2048);
            case ED25519 -> MadeUpAuthority.pair("Ed25519", 255);
            case ECDSA_P256 -> MadeUpAuthority.pair("EC", 256);
        };
        ContentScheme scheme = new ContentScheme(
                algorithm,
                KeyForm.TEXT,
                SignatureEncoding.BASE64,
                new SignaturePlace.Plain("x-signature", "", ","),
                Optional.empty(),
                TimestampUnit.SECONDS,
                SignedTemplate.parse("{body}"),
                Optional.empty());
        List<Secret> known = List.of(new Secret(
                "key", Base64.getEncoder().encodeToString(keys.getPublic().getEncoded())));
        Secret own = new Secret(
                "key", Base64.getEncoder().encodeToString(keys.getPrivate().getEncoded()));
        SignedRequest bare = new SignedRequest("POST", "/", RequestHeaders.of(Map.of()), "{}".getBytes(UTF_8));
        String genuine =
                scheme.sign(bare, own, NOW).headers().first("x-signature").orElseThrow();
        String other = scheme.sign(bare.withBody("[]".getBytes(UTF_8)), own, NOW)
                .headers()
                .first("x-signature")
                .orElseThrow();

        assertThat(scheme.verify(bare.with("x-signature", other + "," + genuine), known, NOW))
                .isInstanceOf(Passed.class);
        assertThat(scheme.verify(bare.with("x-signature", (other + ",").repeat(2) + genuine), known, NOW))
                .isInstanceOf(Rejected.class);
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void garbageInAnyHeaderIsRefused(SignatureScheme scheme) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (String value : List.of(
                "",
                " ",
                "=",
                "====",
                "....",
                "a.b.c",
                "\0",
                "\uffff\ud800",
                "%00%zz",
                "pub|" + "0".repeat(40),
                "https://api.paypal.com/",
                "SHA256withRSA",
                Base64.getEncoder().encodeToString(new byte[20]),
                Base64.getEncoder().encodeToString(new byte[256]),
                "e30.e30." + "A".repeat(86),
                "A".repeat(100_000),
                ".".repeat(100_000),
                random(random))) {
            for (String body : List.of("", "{}", "a=b", "<a/>")) {
                for (String type : List.of("application/json", "application/x-www-form-urlencoded", "", value)) {
                    assertThat(verify(scheme, value, type, body.getBytes(UTF_8)))
                            .as("seed %s", seed)
                            .isInstanceOf(Rejected.class);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void largeBodyOfAnyShapeIsRefusedSoon(SignatureScheme scheme) {
        String item = "{\"NotificationRequestItem\":{\"additionalData\":{\"hmacSignature\":\""
                + Base64.getEncoder().encodeToString(new byte[32]) + "\"}},\"clientState\":\"x\"},";
        for (String shape : List.of(
                "[",
                "{\"a\":",
                "{\"value\":[",
                "\"value\":[[",
                "&",
                "a&",
                "a=b&",
                "=",
                "%41",
                "%",
                "|",
                "bt_signature=pub|",
                "<a>",
                "9",
                "\0",
                "\"\\u0000",
                item)) {
            for (String frame :
                    List.of("%s", "{\"value\":[%s", "{\"notificationItems\":[%s", "bt_payload=x&bt_signature=%s")) {
                byte[] body =
                        frame.formatted(shape.repeat(LARGE / shape.length())).getBytes(UTF_8);
                for (String type : List.of("application/json", "application/x-www-form-urlencoded")) {
                    long begun = System.nanoTime();
                    assertThat(verify(scheme, Base64.getEncoder().encodeToString(new byte[20]), type, body))
                            .isInstanceOf(Rejected.class);
                    // Far above what it takes, so that a busy machine does not fail it; quadratic work takes minutes.
                    assertThat(Duration.ofNanos(System.nanoTime() - begun))
                            .as("%s in %s", shape, frame)
                            .isLessThan(Duration.ofSeconds(5));
                }
            }
        }
    }

    private static Checked<Genuine> verify(SignatureScheme scheme, String value, String type, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        scheme.headers().forEach(name -> headers.put(name, value));
        headers.put("PAYPAL-AUTH-ALGO", "SHA256withRSA");
        headers.put("content-type", type);
        String url = "https://example.com/" + (type.contains("form") ? "" : "?bodySHA256=" + value);
        SignedRequest request = new SignedRequest("POST", url, RequestHeaders.of(headers), body);
        assertThat(scheme.token(request, body)).isNotNull();
        assertThat(scheme.signedAt(request)).isNotNull();
        return scheme.verify(request, SECRETS, NOW);
    }

    private static String random(Random random) {
        StringBuilder text = new StringBuilder();
        random.ints(200, 0, Character.MAX_VALUE).forEach(code -> text.append((char) code));
        return text.toString();
    }
}

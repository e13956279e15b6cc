package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TwilioSchemeTest {
    private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");
    private static final TwilioScheme SCHEME = new TwilioScheme();
    private static final Secret TOKEN = new Secret("secrets[0]", "12345");
    private static final String URL = "https://mycompany.com/myapp.php?foo=1&bar=2";
    private static final String CALL =
            "Digits=1234&CallSid=CA1234567890ABCDE&To=%2B18005551212&Caller=%2B14158675309" + "&From=%2B14158675309";
    private static final String CALL_SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
    private static final String JSON = "{\"property\": \"value\", \"boolean\": true}";
    private static final String JSON_HASH = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
    private static final String JSON_SIGNATURE = "a9nBmqA0ju/hNViExpshrM61xv4=";

    @Test
    void publishedCallIsGenuineHoweverItsFieldsAreOrdered() {
        assertThat(verify(form(URL, CALL, CALL_SIGNATURE))).isEqualTo(new Passed<>(new Genuine("secrets[0]")));
        assertThat(verify(form(
                        URL,
                        "To=%2B18005551212&From=%2B14158675309&Digits=1234&Caller=%2B14158675309&CallSid=CA1234567890ABCDE",
                        CALL_SIGNATURE)))
                .isInstanceOf(Passed.class);
    }

    @ParameterizedTest
    @CsvSource({
        "RSOYDt4T1cUTdK1PDd93/VVr8B8=, https://mycompany.com/myapp.php?foo=1&bar=2",
        "RSOYDt4T1cUTdK1PDd93/VVr8B8=, https://mycompany.com:443/myapp.php?foo=1&bar=2",
        "kvajT1Ptam85bY51eRf/AJRuM3w=, https://mycompany.com/myapp.php?foo=1&bar=2",
        "kvajT1Ptam85bY51eRf/AJRuM3w=, https://mycompany.com:443/myapp.php?foo=1&bar=2",
    })
    void portMayBeSignedOrNot(String signature, String url) {
        assertThat(verify(form(url, CALL, signature))).isInstanceOf(Passed.class);
    }

    /** As twilio-node's {@code new URL(url).toString()} writes it, and as a proxy may hand it on. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "https://example.com/sms?name=O'Brien,       https://example.com/sms?name=O%27Brien",
                "https://example.com/sms?name=O%27Brien,     https://example.com/sms?name=O'Brien",
                "https://example.com/o'brien?a=1,            https://example.com/o%27brien?a=1",
                "https://example.com:443/sms?name=O'Brien,   https://example.com/sms?name=O%27Brien",
            })
    void apostropheMayBeEscapedOnItsWay(String signed, String received) {
        Secret key = new Secret("secrets[0]", "made-up");
        String signature = SCHEME.sign(form(signed, "A=x", ""), key, NOW)
                .headers()
                .first("X-Twilio-Signature")
                .orElseThrow();

        assertThat(SCHEME.verify(form(received, "A=x", signature), List.of(key), NOW))
                .isInstanceOf(Passed.class);
        assertThat(SCHEME.verify(form(received.replace("Brien", "Brian"), "A=y", signature), List.of(key), NOW))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void oneOfSeveralSignaturesIsEnough() {
        assertThat(verify(form(URL, CALL, "AAAAAAAAAAAAAAAAAAAAAAAAAAA= , " + CALL_SIGNATURE)))
                .isInstanceOf(Passed.class);
        RequestHeaders lines = RequestHeaders.ofAll(Map.of(
                "content-type",
                List.of("application/x-www-form-urlencoded"),
                "x-twilio-signature",
                List.of("AAAAAAAAAAAAAAAAAAAAAAAAAAA=", CALL_SIGNATURE)));
        assertThat(verify(new SignedRequest("POST", URL, lines, CALL.getBytes(UTF_8))))
                .isInstanceOf(Passed.class);
    }

    @Test
    void publishedJsonIsGenuine() {
        assertThat(verify(json(URL + "&bodySHA256=" + JSON_HASH, JSON, JSON_SIGNATURE)))
                .isInstanceOf(Passed.class);
    }

    @Test
    void repeatedValuesAreSignedOnceAndInOrder() {
        String url = "https://example.com/sms";
        Secret key = new Secret("secrets[0]", "made-up");
        SignedRequest once = SCHEME.sign(form(url, "A=x&MediaUrl=1&MediaUrl=2", ""), key, NOW);
        String signature = once.headers().first("X-Twilio-Signature").orElseThrow();

        assertThat(signature)
                .isEqualTo(java.util.Base64.getEncoder()
                        .encodeToString(HmacAlgorithm.HMAC_SHA1.sign(
                                key,
                                KeyForm.TEXT,
                                sink -> sink.update((url + "AxMediaUrl1MediaUrl2").getBytes(UTF_8)))));
        assertThat(SCHEME.verify(form(url, "MediaUrl=2&MediaUrl=1&A=x&MediaUrl=2", signature), List.of(key), NOW))
                .isInstanceOf(Passed.class);
        assertThat(SCHEME.verify(form(url, "MediaUrl=1&A=x", signature), List.of(key), NOW))
                .isInstanceOf(Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://mycompany.com/myapp.php?foo=1&bar=3",
                "https://mycompany.com/myapp.php",
                "http://mycompany.com/myapp.php?foo=1&bar=2",
                "https://mycompany.com./myapp.php?foo=1&bar=2",
                "https://user@mycompany.com/myapp.php?foo=1&bar=2",
            })
    void otherUrlIsAMismatch(String url) {
        assertThat(verify(form(url, CALL, CALL_SIGNATURE)))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> assertThat(refused.why()).isEqualTo(RejectionCode.SIGNATURE_MISMATCH));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            Digits=1235&CallSid=CA1234567890ABCDE                   ~ RSOYDt4T1cUTdK1PDd93/VVr8B8= ~ SIGNATURE_MISMATCH
            ``                                                      ~ RSOYDt4T1cUTdK1PDd93/VVr8B8= ~ SIGNATURE_MISMATCH
            {a=b                                                    ~ RSOYDt4T1cUTdK1PDd93/VVr8B8= ~ BODY_UNPARSABLE
            a=b                                                     ~ RSOYDt4T1cUTdK1PDd93/VVr8B9= ~ SIGNATURE_MALFORMED
            a=b                                                     ~ RSOYDt4T1cUTdK1PDd93_VVr8B8= ~ SIGNATURE_MALFORMED
            a=b                                                     ~ 4523980ede13d5c51374ad4f0ddf77fd556bf01f ~ SIGNATURE_MALFORMED
            a=b                                                     ~ ``                           ~ SIGNATURE_MALFORMED
            """)
    void changedFieldsOrSignatureAreRefused(String body, String signature, RejectionCode why) {
        assertThat(verify(form(URL, body, signature)))
                .isInstanceOfSatisfying(
                        Rejected.class, refused -> assertThat(refused.why()).isEqualTo(why));
    }

    @Test
    void otherTokenIsAMismatchAndNoSignatureIsMissing() {
        assertThat(SCHEME.verify(form(URL, CALL, CALL_SIGNATURE), List.of(new Secret("other", "12346")), NOW))
                .isInstanceOf(Rejected.class);
        assertThat(verify(new SignedRequest("POST", URL, RequestHeaders.of(Map.of()), new byte[0])))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> assertThat(refused.why()).isEqualTo(RejectionCode.SIGNATURE_MISSING));
    }

    @Test
    void bodyMustBeTheOneTheUrlHasTheHashOf() {
        for (String hash : List.of("", JSON_HASH.replace('0', '1'), JSON_HASH + "&bodySHA256=" + JSON_HASH)) {
            SignedRequest request = signedUrl(URL + "&bodySHA256=" + hash, "application/json", JSON);
            assertThat(verify(request)).as(hash).isInstanceOf(Rejected.class);
        }
        assertThat(verify(signedUrl(URL + "&bodySHA256=" + JSON_HASH, "application/json", JSON)))
                .isInstanceOf(Passed.class);
        assertThat(verify(signedUrl(URL, "application/json", JSON))).isInstanceOf(Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"&z=NumMedia0", "&z", "&", "&xbodySHA256=" + JSON_HASH, "&y=?bodySHA256=" + JSON_HASH})
    void hashInTheMidstOfTheUrlIsNotTheOneOfTheBody(String rest) {
        String signedAsFormsFields = URL + "Bodyhello&bodySHA256=" + JSON_HASH + rest;

        assertThat(verify(signedUrl(signedAsFormsFields, "application/json", JSON)))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> assertThat(refused.why()).isEqualTo(RejectionCode.SIGNATURE_MISMATCH));
    }

    @Test
    void findingShowsNeitherCredentialsNorQuery() {
        Checked<Genuine> verdict =
                verify(form("https://user:not-real@mycompany.com:8443/myapp.php?token=not-real", CALL, CALL_SIGNATURE));

        assertThat(verdict.toString())
                .contains("https://mycompany.com:8443/myapp.php")
                .doesNotContain("not-real", "user");
    }

    @Test
    void signatureOfOneKindOfBodyIsNoneOfTheOther() {
        String url = URL + "&bodySHA256=" + JSON_HASH;

        assertThat(verify(signedUrl(url, "application/x-www-form-urlencoded", "")))
                .as("a JSON signature over an empty form")
                .isInstanceOf(Rejected.class);
        assertThat(verify(json(URL, JSON, CALL_SIGNATURE)))
                .as("a form's signature over JSON")
                .isInstanceOf(Rejected.class);
    }

    @Test
    void formWrittenOtherwiseHasTheSameToken() {
        SignedRequest call = form(URL, CALL, CALL_SIGNATURE);
        SignedRequest rewritten = form(
                "https://mycompany.com:443/myapp.php?foo=1&bar=2",
                CALL.replace("CallSid=CA", "CallSidC=A").replace("1234&", "%31234&&"),
                CALL_SIGNATURE);

        assertThat(verify(rewritten)).as("Twilio's scheme has it so").isInstanceOf(Passed.class);
        assertThat(SCHEME.token(rewritten, rewritten.body())).isPresent().isEqualTo(SCHEME.token(call, call.body()));
        assertThat(SCHEME.token(form(URL, CALL + "&a=b", ""), new byte[0]))
                .isNotEqualTo(SCHEME.token(call, call.body()));
    }

    @Test
    void jsonIsSignedWithItsHashInTheUrl() {
        SignedRequest signed = SCHEME.sign(json(URL + "&bodySHA256=old", JSON, ""), TOKEN, NOW);

        assertThat(signed.url()).isEqualTo(URL + "&bodySHA256=" + JSON_HASH);
        assertThat(signed.headers().first("X-Twilio-Signature")).hasValue(JSON_SIGNATURE);
        assertThat(SCHEME.token(signed, signed.body())).isEmpty();
    }

    private static SignedRequest signedUrl(String url, String contentType, String body) {
        byte[] signature = HmacAlgorithm.HMAC_SHA1.sign(TOKEN, KeyForm.TEXT, sink -> sink.update(url.getBytes(UTF_8)));
        return request(url, contentType, body, java.util.Base64.getEncoder().encodeToString(signature));
    }

    private static Checked<Genuine> verify(SignedRequest request) {
        return SCHEME.verify(request, List.of(TOKEN), NOW);
    }

    private static SignedRequest form(String url, String body, String signature) {
        return request(url, "application/x-www-form-urlencoded", body, signature);
    }

    private static SignedRequest json(String url, String body, String signature) {
        return request(url, "application/json", body, signature);
    }

    private static SignedRequest request(String url, String contentType, String body, String signature) {
        return new SignedRequest(
                "POST",
                url,
                RequestHeaders.of(Map.of("content-type", contentType, "x-twilio-signature", signature)),
                body.getBytes(UTF_8));
    }
}

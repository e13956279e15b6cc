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

class AdyenSchemeTest {
    private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");
    private static final AdyenScheme SCHEME = new AdyenScheme();
    private static final Secret KEY =
            new Secret("secrets[0]", "9064450A8892A093D9E97EFCC9639DE31B74F3A7803135555A3C96F5A57915D6");
    private static final Secret OTHER = new Secret("secrets[1]", "00".repeat(32));
    private static final String REPORT = """
            {"NotificationRequestItem": {
              "additionalData": {"hmacSignature": "NuEkADFmlCC6VgX+wcoPAegIWxVPNBPCuKlM4Hzo5qc="},
              "amount": {"currency": "EUR", "value": 0}, "eventCode": "REPORT_AVAILABLE",
              "merchantAccountCode": "Magento2Rik", "merchantReference": "testMerchantRef1",
              "originalReference": null, "pspReference": "test_REPORT_AVAILABLE", "reason": "url", "success": "true"}}""";
    private static final String PAYMENT = """
            {"NotificationRequestItem": {"additionalData": {}, "amount": {"currency": "EUR", "value": 1130},
              "eventCode": "AUTHORISATION", "merchantAccountCode": "Shop", "merchantReference": "a:b\\\\c\\u20ac",
              "pspReference": "7914073381342284", "success": true, "paymentMethod": "visa"}}""";

    @Test
    void publishedNotificationIsGenuineAndOursIsTheSame() {
        assertThat(verify(body(REPORT))).isEqualTo(new Passed<>(new Genuine("secrets[0]")));
        SignedRequest again = SCHEME.sign(request(body(REPORT.replace("NuEk", "AAAA"))), KEY, NOW);
        assertThat(new String(again.body(), UTF_8)).contains("NuEkADFmlCC6VgX+wcoPAegIWxVPNBPCuKlM4Hzo5qc=");
    }

    @Test
    void colonsAndBackslashesAreSignedAsTheyAre() {
        String content = "7914073381342284::Shop:a:b\\c€:1130:EUR:AUTHORISATION:true";
        byte[] expected =
                HmacAlgorithm.HMAC_SHA256.sign(KEY, KeyForm.HEX, sink -> sink.update(content.getBytes(UTF_8)));

        assertThat(new String(sign(PAYMENT).body(), UTF_8))
                .contains(java.util.Base64.getEncoder().encodeToString(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            1130             ~ 1131
            EUR              ~ USD
            AUTHORISATION    ~ REFUND
            Shop             ~ shop
            a:b              ~ a:c
            7914073381342284 ~ 7914073381342285
            true             ~ false
            `"pspReference"` ~ `"originalReference":"x","pspReference"`
            """)
    void changeOfASignedFieldIsAMismatch(String from, String to) {
        String signed = new String(sign(PAYMENT).body(), UTF_8);

        assertThat(signed).contains(from);
        assertThat(why(signed.replace(from, to))).isEqualTo(RejectionCode.SIGNATURE_MISMATCH);
        assertThat(verify(signed)).isInstanceOf(Passed.class);
    }

    @Test
    void everyItemMustBeGenuine() {
        String good = new String(sign(REPORT + "," + PAYMENT).body(), UTF_8);

        assertThat(verify(good)).isInstanceOf(Passed.class);
        assertThat(why(good.replace("1130", "1131"))).isEqualTo(RejectionCode.SIGNATURE_MISMATCH);
        assertThat(why(body(REPORT + "," + PAYMENT))).isEqualTo(RejectionCode.SIGNATURE_MISSING);
        assertThat(why(body(PAYMENT + "," + REPORT))).isEqualTo(RejectionCode.SIGNATURE_MISSING);
        assertThat(why(body(REPORT + ", 1"))).isEqualTo(RejectionCode.SIGNATURE_MISSING);
    }

    @Test
    void listBesideTheSignedOneIsNotRead() {
        String good = body(REPORT);

        assertThat(why("{\"notificationItems\": [" + REPORT + "], \"notificationItems\": [" + PAYMENT + "]}"))
                .isEqualTo(RejectionCode.SIGNATURE_MISSING);
        assertThat(why("{\"notificationItems\": [" + REPORT + "], \"notificationItems\": null}"))
                .isEqualTo(RejectionCode.BODY_UNPARSABLE);
        assertThat(why(good.replace("\"reason\"", "\"amount\": {}, \"reason\"")))
                .isEqualTo(RejectionCode.SIGNATURE_MISMATCH);
        assertThat(why(good.replace("\"reason\"", "\"pspReference\": null, \"reason\"")))
                .isEqualTo(RejectionCode.SIGNATURE_MISMATCH);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            NuEkADFmlCC6VgX+wcoPAegIWxVPNBPCuKlM4Hzo5qc= ~ NuEkADFmlCC6VgX-wcoPAegIWxVPNBPCuKlM4Hzo5qc=                      ~ SIGNATURE_MALFORMED
            NuEkADFmlCC6VgX+wcoPAegIWxVPNBPCuKlM4Hzo5qc= ~ 36e124003166942 ~ SIGNATURE_MALFORMED
            NuEkADFmlCC6VgX+wcoPAegIWxVPNBPCuKlM4Hzo5qc= ~ ``             ~ SIGNATURE_MALFORMED
            NuEkADFmlCC6VgX+wcoPAegIWxVPNBPCuKlM4Hzo5qc= ~ NuEkADFmlCC6VgX+wcoPAegIWxVPNBPCuKlM4Hzo5qd= ~ SIGNATURE_MALFORMED
            NuEkADFmlCC6VgX+wcoPAegIWxVPNBPCuKlM4Hzo5qc= ~ OuEkADFmlCC6VgX+wcoPAegIWxVPNBPCuKlM4Hzo5qc= ~ SIGNATURE_MISMATCH
            """)
    void changedSignatureIsRefused(String from, String to, RejectionCode why) {
        assertThat(why(body(REPORT).replace(from, to))).isEqualTo(why);
    }

    @Test
    void keysAreReplacedItemByItem() {
        SignedRequest old = SCHEME.sign(request(body(REPORT)), KEY, NOW);
        String mixed = new String(old.body(), UTF_8)
                .replace("]}", "," + item(SCHEME.sign(request(body(PAYMENT)), OTHER, NOW)) + "]}");

        assertThat(SCHEME.verify(request(mixed), List.of(OTHER, KEY), NOW))
                .isEqualTo(new Passed<>(new Genuine("secrets[0]")));
        assertThat(SCHEME.verify(request(mixed), List.of(OTHER), NOW)).isInstanceOf(Rejected.class);
        assertThat(SCHEME.keyDefect("not hex")).isPresent();
    }

    @Test
    void fieldsThatAreCutElsewhereHaveTheSameToken() {
        String signed = new String(sign(PAYMENT).body(), UTF_8);
        String cut = signed.replace("\"Shop\"", "\"Shop:a\"").replace("\"a:b", "\"b");
        assertThat(cut).isNotEqualTo(signed);

        // Genuine, since Adyen signs the fields joined by colons; so only the token tells that it was used before.
        assertThat(verify(cut)).isInstanceOf(Passed.class);
        assertThat(SCHEME.token(request(cut), item(request(cut)).getBytes(UTF_8)))
                .isPresent()
                .isEqualTo(SCHEME.token(request(signed), item(request(signed)).getBytes(UTF_8)));
    }

    @Test
    void itemWithOtherUnsignedFieldsHasTheSameToken() {
        byte[] item = PAYMENT.getBytes(UTF_8);
        byte[] changed = PAYMENT.replace("visa", "mc").getBytes(UTF_8);
        byte[] other = PAYMENT.replace("1130", "1131").getBytes(UTF_8);
        SignedRequest request = request(body(PAYMENT));

        assertThat(SCHEME.token(request, changed)).isPresent().isEqualTo(SCHEME.token(request, item));
        assertThat(SCHEME.token(request, other)).isNotEqualTo(SCHEME.token(request, item));
    }

    private static String item(SignedRequest one) {
        String body = new String(one.body(), UTF_8);
        return body.substring(body.indexOf('[') + 1, body.lastIndexOf(']'));
    }

    private static String body(String items) {
        return "{\"live\": \"false\", \"notificationItems\": [" + items + "]}";
    }

    private static SignedRequest sign(String items) {
        return SCHEME.sign(request(body(items)), KEY, NOW);
    }

    private static RejectionCode why(String body) {
        return switch (verify(body)) {
            case Rejected<Genuine> refused -> refused.why();
            case Passed(Genuine genuine) -> throw new AssertionError(genuine);
        };
    }

    private static Checked<Genuine> verify(String body) {
        return SCHEME.verify(request(body), List.of(KEY), NOW);
    }

    private static SignedRequest request(String body) {
        return new SignedRequest(
                "POST",
                "https://example.com/",
                RequestHeaders.of(Map.of("content-type", "application/json")),
                body.getBytes(UTF_8));
    }
}

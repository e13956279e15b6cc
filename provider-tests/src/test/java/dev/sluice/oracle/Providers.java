package dev.sluice.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Every provider whose library for the JVM checks signatures, and what makes up one of any provider. */
final class Providers {
    static final String SECRET = "not-a-real-secret";
    static final String BASE64_SECRET =
            "whsec_" + Base64.getEncoder().encodeToString("not-a-real-secret-either".getBytes(UTF_8));
    static final String HEX_SECRET = "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF";
    static final String BRAINTREE_PUBLIC_KEY = "a-public-key";
    static final String BRAINTREE_OPTIONS = "options: {public_key: " + BRAINTREE_PUBLIC_KEY + "}";
    static final String URL = "https://example.com/webhooks/shop?a=b";

    private static final String JSON =
            "{\"id\": \"evt_1\", \"type\": \"payment.succeeded\", \"amount\": 100, \"note\": \"Zürich €\"}";
    private static final String SENDGRID = "[{\"sg_event_id\": \"1\", \"event\": \"open\", \"timestamp\": 100}]\r\n";
    private static final String FORM = "MessageSid=SM1&MessageStatus=sent&From=%2B14158675309&Body=100+%E2%82%AC+%26+x";
    private static final String ADYEN = "{\"live\": \"false\", \"notificationItems\": [{\"NotificationRequestItem\": {"
            + "\"pspReference\": \"7914073381342284\", \"merchantAccountCode\": \"Shop: a\\\\b\", "
            + "\"merchantReference\": \"ref-1\", \"amount\": {\"value\": 100, \"currency\": \"EUR\"}, "
            + "\"eventCode\": \"AUTHORISATION\", \"success\": \"true\", \"additionalData\": {\"hmacSignature\": \"\"}}}]}";
    private static final String BRAINTREE_DOCUMENT = "<notification><kind>check</kind>"
            + "<timestamp type=\"datetime\">2026-01-01T00:00:00Z</timestamp>"
            + "<subject><check type=\"boolean\">true</check></subject></notification>";
    private static final String BRAINTREE = "bt_signature=none&bt_payload="
            + URLEncoder.encode(Base64.getEncoder().encodeToString(BRAINTREE_DOCUMENT.getBytes(UTF_8)), UTF_8);

    private Providers() {}

    static Stream<Provider> withLibrary() {
        return Stream.of(
                shared("stripe", "", SECRET, json(), true, Sdks::stripe),
                shared("slack", "", SECRET, json(), true, Sdks::slack),
                shared("svix", "", BASE64_SECRET, json("svix-id", "msg_1"), true, Sdks::svix),
                shared(
                        "standard-webhooks",
                        "",
                        BASE64_SECRET,
                        json("webhook-id", "msg_1"),
                        true,
                        Sdks::standardWebhooks),
                shared("razorpay", "", SECRET, json(), false, Sdks::razorpay),
                shared("twilio", "public_url: \"" + URL + "\"", SECRET, form(FORM), false, Sdks::twilioForm),
                shared("twilio", "public_url: \"" + URL + "\"", SECRET, json(), false, Sdks::twilioJson),
                shared("square", "public_url: \"" + URL + "\"", SECRET, json(), false, Sdks::square),
                shared("adyen", "", HEX_SECRET, json(ADYEN), false, Sdks::adyenItems),
                shared("adyen-platform", "", HEX_SECRET, json(), false, Sdks::adyenPlatform),
                shared("braintree", BRAINTREE_OPTIONS, SECRET, form(BRAINTREE), false, Sdks::braintree),
                shared("twitch", "", SECRET, json("Twitch-Eventsub-Message-Id", "msg_1"), false, Sdks::twitch),
                asymmetric("sendgrid", "EC", json(SENDGRID), Sdks::sendGrid));
    }

    static Provider shared(
            String preset, String settings, String secret, SignedRequest unsigned, boolean checksTime, Sdk sdk) {
        String lines = "secrets: [\"" + secret + "\"]" + (settings.isEmpty() ? "" : ", " + settings);
        StringBuilder other = new StringBuilder(secret);
        int middle = other.length() / 2;
        other.setCharAt(middle, other.charAt(middle) == '1' ? '2' : '1');
        return new Provider(
                preset + ", " + type(unsigned),
                Provider.endpoint(preset, lines),
                secret,
                new Secret("secrets[0]", secret),
                new Secret("another", other.toString()),
                unsigned,
                checksTime,
                sdk);
    }

    /** @param algorithm of Java's key pairs */
    static Provider asymmetric(String preset, String algorithm, SignedRequest unsigned, Sdk sdk) {
        KeyPair pair = pair(algorithm);
        String publicKey = base64(pair.getPublic().getEncoded());
        return new Provider(
                preset + ", " + type(unsigned) + ", " + algorithm,
                Provider.endpoint(preset, "public_keys: [\"" + publicKey + "\"]"),
                publicKey,
                new Secret("private", base64(pair.getPrivate().getEncoded())),
                new Secret("another", base64(pair(algorithm).getPrivate().getEncoded())),
                unsigned,
                false,
                sdk);
    }

    private static String type(SignedRequest request) {
        String type = Requests.header(request, "content-type");
        return type.substring(type.lastIndexOf('/') + 1);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static KeyPair pair(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(256);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static SignedRequest json() {
        return json(JSON);
    }

    static SignedRequest json(String body) {
        return request("application/json", body, Map.of());
    }

    private static SignedRequest json(String header, String value) {
        return request("application/json", JSON, Map.of(header, value));
    }

    private static SignedRequest form(String body) {
        return request("application/x-www-form-urlencoded", body, Map.of());
    }

    private static SignedRequest request(String type, String body, Map<String, String> more) {
        Map<String, String> headers = new LinkedHashMap<>(more);
        headers.put("content-type", type);
        return new SignedRequest("POST", URL, RequestHeaders.of(headers), body.getBytes(UTF_8));
    }
}

package dev.sluice.oracle;

import static dev.sluice.oracle.Independent.base64;
import static dev.sluice.oracle.Independent.ed25519;
import static dev.sluice.oracle.Independent.hex;
import static dev.sluice.oracle.Independent.hmacSha1;
import static dev.sluice.oracle.Independent.hmacSha256;
import static dev.sluice.oracle.Independent.sha256;
import static dev.sluice.oracle.Providers.SECRET;
import static dev.sluice.oracle.Providers.json;
import static dev.sluice.oracle.Requests.header;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.signature.SignedRequest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;

/** Providers without a library for the JVM that checks signatures; here their documents' words are put to use. */
final class OtherProviders {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String AT_OUR_URL = "public_url: \"" + Providers.URL + "\"";
    private static final String MAILGUN = "{\"signature\": {\"token\": \"a-token-100\", \"timestamp\": \"\","
            + " \"signature\": \"\"}, \"event-data\": {\"id\": \"1\", \"event\": \"opened\"}}";
    private static final String LINEAR =
            "{\"type\": \"Issue\", \"action\": \"create\", \"amount\": 100, \"webhookTimestamp\": 0}";

    private OtherProviders() {}

    static Stream<Provider> all() {
        return Stream.of(
                body("github", "X-Hub-Signature-256", "sha256="),
                Providers.shared(
                        "meta", "options: {verify_token: made-up}", SECRET, json(), false, OtherProviders::meta),
                body("bitbucket", "X-Hub-Signature", "sha256="),
                body("mollie", "X-Mollie-Signature", "sha256="),
                body("coinbase-commerce", "X-CC-Webhook-Signature", ""),
                bodyInBase64("shopify", "X-Shopify-Hmac-Sha256", ""),
                bodyInBase64("x", "X-Twitter-Webhooks-Signature", "sha256="),
                of(
                        "intercom",
                        json(),
                        (request, secret) ->
                                hex(request, "X-Hub-Signature", "sha1=", hmacSha1(secret, request.body()))),
                of(
                        "linear",
                        json(LINEAR),
                        (request, secret) -> hex(request, "Linear-Signature", "", hmacSha256(secret, request.body()))),
                of("paddle", json(), OtherProviders::paddle),
                of(
                        "zendesk",
                        json(),
                        (request, secret) -> base64(
                                request,
                                "X-Zendesk-Webhook-Signature",
                                "",
                                hmacSha256(
                                        secret,
                                        header(request, "X-Zendesk-Webhook-Signature-Timestamp"),
                                        request.body()))),
                of(
                        "zoom",
                        json(),
                        (request, secret) -> hex(
                                request,
                                "x-zm-signature",
                                "v0=",
                                hmacSha256(
                                        secret,
                                        "v0:",
                                        header(request, "x-zm-request-timestamp"),
                                        ":",
                                        request.body()))),
                of("mailgun", json(MAILGUN), OtherProviders::mailgun),
                of(
                        "hubspot-v1",
                        json(),
                        (request, secret) -> hex(request, "X-HubSpot-Signature", "", sha256(secret, request.body()))),
                atOurUrl(
                        "hubspot-v2",
                        (request, secret) -> hex(
                                request,
                                "X-HubSpot-Signature",
                                "",
                                sha256(secret, "POST", request.url(), request.body()))),
                atOurUrl("hubspot", OtherProviders::hubSpot),
                Providers.asymmetric("discord", "Ed25519", json(), OtherProviders::discord),
                Providers.asymmetric(
                        "standard-webhooks", "Ed25519", json().with("webhook-id", "msg_1"), OtherProviders::standard));
    }

    private static Provider of(String preset, SignedRequest unsigned, Sdk check) {
        return Providers.shared(preset, "", SECRET, unsigned, false, check);
    }

    private static Provider atOurUrl(String preset, Sdk check) {
        return Providers.shared(preset, AT_OUR_URL, SECRET, json(), false, check);
    }

    private static Provider body(String preset, String header, String prefix) {
        return of(
                preset, json(), (request, secret) -> hex(request, header, prefix, hmacSha256(secret, request.body())));
    }

    private static Provider bodyInBase64(String preset, String header, String prefix) {
        return of(
                preset,
                json(),
                (request, secret) -> base64(request, header, prefix, hmacSha256(secret, request.body())));
    }

    private static boolean meta(SignedRequest request, String secret) {
        return hex(request, "X-Hub-Signature-256", "sha256=", hmacSha256(secret, request.body()));
    }

    private static boolean paddle(SignedRequest request, String secret) {
        String[] fields = header(request, "Paddle-Signature").split("ts=|;h1=", -1);
        byte[] signature = hmacSha256(secret, fields[1], ":", request.body());
        return fields[2].equals(HexFormat.of().formatHex(signature));
    }

    private static boolean mailgun(SignedRequest request, String secret) throws Exception {
        JsonNode proof = JSON.readTree(request.body()).get("signature");
        byte[] signature = hmacSha256(
                secret, proof.get("timestamp").asText(), proof.get("token").asText());
        return proof.get("signature").asText().equals(HexFormat.of().formatHex(signature));
    }

    private static boolean hubSpot(SignedRequest request, String secret) {
        String time = header(request, "X-HubSpot-Request-Timestamp");
        return base64(
                request, "X-HubSpot-Signature-v3", "", hmacSha256(secret, "POST", request.url(), request.body(), time));
    }

    private static boolean discord(SignedRequest request, String publicKey) throws Exception {
        byte[] signature = HexFormat.of().parseHex(header(request, "X-Signature-Ed25519"));
        return ed25519(publicKey, signature, header(request, "X-Signature-Timestamp"), request.body());
    }

    private static boolean standard(SignedRequest request, String publicKey) throws Exception {
        String signature = header(request, "webhook-signature");
        return signature.startsWith("v1a,")
                && ed25519(
                        publicKey,
                        Base64.getDecoder().decode(signature.substring(4)),
                        header(request, "webhook-id"),
                        ".",
                        header(request, "webhook-timestamp"),
                        ".",
                        request.body());
    }
}

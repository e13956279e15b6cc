package dev.sluice.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Has something signed or repeated by a handshake, and sends it as a delivery. */
class ForgeryThroughHandshakesTest {
    private static final String EVENT = "{\"for_user_id\":\"1\",\"tweet_create_events\":[{\"id_str\":\"2\"}]}";

    private static final String LIMITS = """
            limits:
              global: {per_minute: 2, burst: 2}
              address: {signature_failures: 2, block_for: 1m}
            """;

    @TempDir
    private Path directory;

    private HandshakeEndpoints providers;

    @BeforeEach
    void start() throws Exception {
        providers = new HandshakeEndpoints(directory);
    }

    private void limit() throws Exception {
        providers.close();
        providers = new HandshakeEndpoints(directory, LIMITS);
    }

    @AfterEach
    void nothingWasTaken() {
        assertThat(providers.port.publisher.published()).isEmpty();
        providers.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"12345", "true", "null", "0", "1e5", "-1"})
    void whatXHasSignedIsNoDelivery(String token) throws Exception {
        String answer = providers.ask("GET", "x?crc_token=" + token).body();
        String signature = answer.substring(answer.indexOf("sha256="), answer.lastIndexOf('"'));

        HttpResponse<String> forged = providers.post("x", Map.of("X-Twitter-Webhooks-Signature", signature), token);

        // The signature is the secret's, and proves nothing.
        assertThat(forged.statusCode()).isEqualTo(401);
        assertThat(forged.body()).contains("signature_mismatch");
    }

    @Test
    void whatXHasSignedUsesUpNobodysLimitAndProvesNoAddress() throws Exception {
        limit();
        String answer = providers.ask("GET", "x?crc_token=1").body();
        String signature = answer.substring(answer.indexOf("sha256="), answer.lastIndexOf('"'));
        for (int i = 0; i < 3; i++) {
            providers.post("x", Map.of("X-Twitter-Webhooks-Signature", signature), "1");
        }
        HttpResponse<String> blocked = providers.post("x", Map.of("X-Twitter-Webhooks-Signature", signature), "1");
        HttpResponse<String> handshake =
                providers.signed("slack", Map.of(), "{\"type\":\"url_verification\",\"challenge\":\"a\"}");

        assertThat(blocked.body()).contains("address_blocked");
        assertThat(handshake.statusCode()).isEqualTo(200);
    }

    @Test
    void signedBodyThatIsNoEventUsesUpNobodysLimit() throws Exception {
        limit();
        for (int i = 0; i < 3; i++) {
            assertThat(providers.signed("stripe", Map.of(), "[not an event").statusCode())
                    .isEqualTo(400);
        }

        HttpResponse<String> handshake =
                providers.signed("slack", Map.of(), "{\"type\":\"url_verification\",\"challenge\":\"a\"}");

        assertThat(handshake.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {EVENT, "[]", "\"text\"", "v0:1717243200:" + EVENT, "a b", "", "é", "a\r\nb"})
    void nothingIsSignedForXThatMayBeADelivery(String token) throws Exception {
        HttpResponse<String> answer = providers.ask("GET", "x?crc_token=" + URLEncoder.encode(token, UTF_8));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("handshake_invalid").doesNotContain("sha256");
    }

    @Test
    void zoomsTokenMustBeSignedAndIsNoDelivery() throws Exception {
        String delivery = "v0:" + Instant.now().getEpochSecond() + ":{\"event\":\"meeting.started\"}";
        String asking = "{\"event\":\"endpoint.url_validation\",\"payload\":{\"plainToken\":\"%s\"}}";

        HttpResponse<String> unsigned = providers.post("zoom", Map.of(), asking.formatted("a"));
        HttpResponse<String> hostile =
                providers.signed("zoom", Map.of(), asking.formatted(delivery.replace("\"", "\\\"")));

        assertThat(unsigned.statusCode()).isEqualTo(401);
        assertThat(unsigned.body()).doesNotContain("encryptedToken");
        assertThat(hostile.statusCode()).isEqualTo(400);
        assertThat(hostile.body()).contains("handshake_invalid").doesNotContain("encryptedToken");
    }

    @Test
    void zoomsAnswerSignsNoDelivery() throws Exception {
        String token = "12345";
        String answer = providers
                .signed(
                        "zoom",
                        Map.of(),
                        "{\"event\":\"endpoint.url_validation\",\"payload\":{\"plainToken\":\"" + token + "\"}}")
                .body();
        String encrypted = answer.substring(answer.lastIndexOf(':') + 2, answer.length() - 2);

        HttpResponse<String> forged = providers.post(
                "zoom",
                Map.of("x-zm-signature", "v0=" + encrypted, "x-zm-request-timestamp", token),
                "{\"event\":\"meeting.started\"}");

        assertThat(forged.statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"20f9f8ed05f77439fe955c977e4c8a53", "00000000000000000000", "abcdefabcdefabcdefab"})
    void whatBraintreeHasSignedIsNoDelivery(String challenge) throws Exception {
        String signature =
                providers.ask("GET", "braintree?bt_challenge=" + challenge).body();

        for (String payload : List.of(challenge, challenge + "\n")) {
            HttpResponse<String> forged = providers.post(
                    "braintree",
                    Map.of("Content-Type", "application/x-www-form-urlencoded"),
                    "bt_signature=" + URLEncoder.encode(signature, UTF_8) + "&bt_payload="
                            + URLEncoder.encode(payload, UTF_8));

            assertThat(forged.statusCode()).isBetween(400, 401);
        }
    }

    @Test
    void whatGraphRepeatsIsNotItsClientState() throws Exception {
        String repeated = providers.ask("POST", "graph?validationToken=guessed").body();
        String delivery =
                "{\"value\":[{\"id\":\"1\",\"changeType\":\"updated\",\"clientState\":\"" + repeated + "\"}]}";

        assertThat(providers.post("graph", Map.of(), delivery).statusCode()).isEqualTo(401);
        // With a token in the URL it is but a handshake, whatever its body says.
        assertThat(providers
                        .post("graph?validationToken=guessed", Map.of(), delivery)
                        .body())
                .isEqualTo("guessed");
    }

    @Test
    void tokenGoodForMetasHandshakeSignsNothing() throws Exception {
        String repeated = providers
                .ask("GET", "meta?hub.mode=subscribe&hub.verify_token=not-a-real-token&hub.challenge=" + "a".repeat(64))
                .body();

        HttpResponse<String> forged = providers.post(
                "meta", Map.of("X-Hub-Signature-256", "sha256=" + repeated), "{\"object\":\"page\",\"entry\":[{}]}");

        assertThat(forged.statusCode()).isEqualTo(401);
    }

    @Test
    void whatOktaRepeatsIsNotItsSecret() throws Exception {
        String repeated = providers
                .ask("GET", "okta", "X-Okta-Verification-Challenge", "guessed")
                .body();

        HttpResponse<String> forged = providers.post(
                "okta",
                Map.of("Authorization", repeated),
                "{\"data\":{\"events\":[{\"uuid\":\"1\",\"eventType\":\"a\"}]}}");

        assertThat(forged.statusCode()).isEqualTo(401);
    }

    @Test
    void permissionToSendIsNoProof() throws Exception {
        providers.ask("OPTIONS", "open", "WebHook-Request-Origin", "anyone.example.org");

        HttpResponse<String> forged = providers.post(
                "open",
                Map.of("Origin", "anyone.example.org", "Authorization", "Bearer anyone.example.org"),
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}");

        assertThat(forged.statusCode()).isEqualTo(401);
    }

    @Test
    void signedHandshakesRepeatNoMarkup() throws Exception {
        HttpResponse<String> slack = providers.signed(
                "slack", Map.of(), "{\"type\":\"url_verification\",\"challenge\":\"<script>alert(1)</script>\"}");
        HttpResponse<String> twitch = providers.signed(
                "twitch",
                Map.of(
                        "Twitch-Eventsub-Message-Id", "msg-1",
                        "Twitch-Eventsub-Message-Type", "webhook_callback_verification"),
                "{\"challenge\":\"<b>\"}");

        assertThat(slack.statusCode()).isEqualTo(400);
        assertThat(twitch.statusCode()).isEqualTo(400);
    }

    @Test
    void deliveryThatIsCalledAHandshakeIsStillOnlyAnswered() throws Exception {
        HttpResponse<String> answer = providers.signed(
                "slack",
                Map.of(),
                "{\"type\":\"url_verification\",\"challenge\":\"a\",\"event_id\":\"Ev1\",\"event\":{\"type\":\"message\"}}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("a");
    }
}

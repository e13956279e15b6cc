package dev.sluice.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakesTest {
    private static final Map<String, String> TWITCH = Map.of(
            "Twitch-Eventsub-Message-Id", "msg-1", "Twitch-Eventsub-Message-Type", "webhook_callback_verification");

    private static final Map<String, String> FORM = Map.of("Content-Type", "application/x-www-form-urlencoded");

    @TempDir
    private Path directory;

    private HandshakeEndpoints providers;

    @BeforeEach
    void start() throws Exception {
        providers = new HandshakeEndpoints(directory);
    }

    @AfterEach
    void stop() {
        assertThat(providers.port.publisher.published()).isEmpty();
        providers.close();
    }

    @Test
    void slackGetsItsChallenge() throws Exception {
        HttpResponse<String> answer = providers.signed(
                "slack", Map.of(), "{\"type\":\"url_verification\",\"challenge\":\"3eZbrw1aBm2rZgRN\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("3eZbrw1aBm2rZgRN");
    }

    @Test
    void slacksLookAtTheCertificateIsAnsweredWithoutASignature() throws Exception {
        for (HttpResponse<String> answer : List.of(
                providers.post("slack", FORM, "token=any&ssl_check=1"),
                providers.ask("GET", "slack?ssl_check=1&token=any"),
                providers.ask("HEAD", "slack?ssl_check=1"))) {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl_check=0",
                "ssl_check=11",
                "ssl_check=",
                "ssl_check",
                "ssl_check=true",
                "ssl_check=1&ssl_check=0",
                "SSL_CHECK=1",
                "command=%2Fdeploy&text=ssl_check%3D1",
                "command=%2Fdeploy&trigger_id=1&ssl_check=1",
                "payload=%7B%7D&ssl_check=1"
            })
    void whatOnlyLooksLikeACheckHasToBeSigned(String body) throws Exception {
        assertThat(providers.post("slack", FORM, body).statusCode()).isEqualTo(401);
        assertThat(providers.post("stripe", Map.of(), "{\"ssl_check\":\"1\"}").statusCode())
                .isEqualTo(401);
        assertThat(providers.post("slack", Map.of(), "{\"ssl_check\":\"1\"}").statusCode())
                .isEqualTo(401);
        assertThat(providers.ask("GET", "slack?ssl_check=2").statusCode()).isEqualTo(405);
        assertThat(providers.ask("GET", "stripe?ssl_check=1").statusCode()).isEqualTo(405);
    }

    @Test
    void bitbucketsTestOfTheConnectionIsAnsweredWithoutASignature() throws Exception {
        Map<String, String> ping = Map.of("X-Event-Key", "diagnostics:ping");

        assertThat(providers.post("bitbucket", ping, "{\"test\":true}").statusCode())
                .isEqualTo(200);
        assertThat(providers.signed("bitbucket", ping, "{\"test\":true}").statusCode())
                .isEqualTo(200);
        for (String other : List.of("repo:refs_changed", "diagnostics", "diagnostics:pong", "DIAGNOSTICS:PING")) {
            assertThat(providers
                            .post("bitbucket", Map.of("X-Event-Key", other), "{\"test\":true}")
                            .statusCode())
                    .as(other)
                    .isEqualTo(401);
        }
        assertThat(providers.post("stripe", ping, "{\"test\":true}").statusCode())
                .isEqualTo(401);
        assertThat(providers
                        .ask("PUT", "bitbucket", "X-Event-Key", "diagnostics:ping")
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void twitchGetsItsChallengeAsPlainText() throws Exception {
        HttpResponse<String> answer =
                providers.signed("twitch", TWITCH, "{\"challenge\":\"pogchamp-kappa-360noscope-vohiyo\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("text/plain");
        assertThat(answer.body()).isEqualTo("pogchamp-kappa-360noscope-vohiyo");
    }

    @Test
    void zoomGetsItsTokenAndWhatTheSecretInUseMakesOfIt() throws Exception {
        HttpResponse<String> answer = providers.signed(
                "zoom",
                Map.of(),
                "{\"event\":\"endpoint.url_validation\",\"payload\":{\"plainToken\":\"qgg8vlvZRS6UYooatFL8Aw\"}}");

        assertThat(answer.statusCode()).isEqualTo(200);
        // echo -n qgg8vlvZRS6UYooatFL8Aw | openssl dgst -sha256 -hmac not-a-real-secret
        assertThat(answer.body())
                .isEqualTo(
                        "{\"plainToken\":\"qgg8vlvZRS6UYooatFL8Aw\",\"encryptedToken\":\"5c60e2f8e51bc255c11491273f33b50f223b6f4a023f9c46fa858fa078031ddd\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"id\":\"1\",\"type\":1,\"version\":1} | 200 | {\"type\":1}",
                "{\"version\":1,\"type\":0}              | 204 | ``"
            })
    void discordsPingsAreAnswered(String ping, int status, String body) throws Exception {
        HttpResponse<String> answer = providers.signed("discord", Map.of(), ping);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource({
        "subscribe,   not-a-real-token, 1158201444,  200, 1158201444",
        "subscribe,   another-token,    1158201444,  403, ",
        "subscribe,   '',               1158201444,  403, ",
        "unsubscribe, not-a-real-token, 1158201444,  400, ",
        "subscribe,   not-a-real-token, %3Cb%3E,     400, "
    })
    void metaGetsItsChallengeForTheVerifyToken(String mode, String token, String challenge, int status, String body)
            throws Exception {
        HttpResponse<String> answer = providers.ask(
                "GET", "meta?hub.mode=" + mode + "&hub.verify_token=" + token + "&hub.challenge=" + challenge);

        assertThat(answer.statusCode()).isEqualTo(status);
        if (body != null) {
            assertThat(answer.body()).isEqualTo(body);
        }
    }

    @Test
    void xGetsItsTokenSigned() throws Exception {
        HttpResponse<String> answer = providers.ask("GET", "x?crc_token=OTU1MDk2Mzg&nonce=1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("application/json");
        // echo -n OTU1MDk2Mzg | openssl dgst -sha256 -hmac not-a-real-secret -binary | base64
        assertThat(answer.body())
                .isEqualTo("{\"response_token\":\"sha256=Rys3uLkWnfvvMZ85FcFP+l15ewnoRSYX/rnlTloxnuc=\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "20f9f8ed05f77439fe955c977e4c8a53, 200, integration_public_key|d9b899556c966b3f06945ec21311865d35df3ce4",
        "20F9F8ED05F77439FE955C977E4C8A53, 400, handshake_invalid",
        "20f9f8ed05f77439fe9,              400, handshake_invalid",
        "PG5vdGlmaWNhdGlvbj48,             400, handshake_invalid"
    })
    void braintreesChallengeIsSignedWhereItIsHex(String challenge, int status, String contained) throws Exception {
        HttpResponse<String> answer = providers.ask("GET", "braintree?bt_challenge=" + challenge);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(contained);
    }

    @ParameterizedTest
    @CsvSource({
        "Validation%3a+Testing+client+application+Request-Id%3a+1, 200, Validation: Testing client application Request-Id: 1",
        "%00,                                                     400, handshake_invalid",
        "%e2%82%ac,                                               400, handshake_invalid",
        "'',                                                      400, handshake_invalid"
    })
    void graphGetsItsTokenDecodedAsPlainText(String token, int status, String contained) throws Exception {
        HttpResponse<String> answer = providers.ask("POST", "graph?validationToken=" + token);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(contained);
        if (status == 200) {
            assertThat(answer.headers().firstValue("content-type").orElseThrow())
                    .startsWith("text/plain");
        }
    }

    @Test
    void oktaGetsItsChallengeInJson() throws Exception {
        HttpResponse<String> answer = providers.ask("GET", "okta", "X-Okta-Verification-Challenge", "challenge-1_a");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"verification\":\"challenge-1_a\"}");
    }

    @Test
    void intercomFindsTheEndpoint() throws Exception {
        assertThat(providers.ask("HEAD", "intercom").statusCode()).isEqualTo(200);
        assertThat(providers.ask("HEAD", "stripe").statusCode()).isEqualTo(405);
    }

    @ParameterizedTest
    @CsvSource({
        "open,   anyone.example.org, 200",
        "closed, other.example.com,  200",
        "closed, anyone.example.org, 403",
        "open,   a b,                400"
    })
    void cloudEventsOriginIsAllowedToSend(String endpoint, String origin, int status) throws Exception {
        HttpResponse<String> answer =
                providers.ask("OPTIONS", endpoint, "WebHook-Request-Origin", origin, "WebHook-Request-Rate", "120");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("webhook-allowed-origin").isPresent())
                .isEqualTo(status == 200);
        if (status == 200) {
            assertThat(answer.headers().firstValue("webhook-allowed-origin")).hasValue(origin);
            assertThat(answer.headers().firstValue("webhook-allowed-rate")).hasValue("*");
            assertThat(answer.headers().firstValue("allow")).hasValue("POST");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"slack", "meta", "x", "okta", "intercom", "open", "stripe"})
    void whatAsksNothingIsNotAllowed(String endpoint) throws Exception {
        assertThat(providers.ask("GET", endpoint).statusCode()).isEqualTo(405);
        assertThat(providers.ask("OPTIONS", endpoint).statusCode()).isEqualTo(405);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "slack   | {\"type\":\"url_verification\",\"challenge\":\"a\"}",
                "twitch  | {\"challenge\":\"a\"}",
                "zoom    | {\"event\":\"endpoint.url_validation\",\"payload\":{\"plainToken\":\"a\"}}",
                "discord | {\"type\":1}"
            })
    void handshakeWithoutTheProvidersSignatureIsRefused(String endpoint, String body) throws Exception {
        HttpResponse<String> answer = providers.post(endpoint, endpoint.equals("twitch") ? TWITCH : Map.of(), body);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("signature_missing");
    }
}

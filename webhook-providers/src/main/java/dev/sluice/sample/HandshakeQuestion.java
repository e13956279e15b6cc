package dev.sluice.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.handshake.HandshakeKind;
import dev.sluice.provider.Endpoint;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.Map;

/** A handshake as a provider begins it, with a challenge of its own making. */
public final class HandshakeQuestion {
    /** Of the characters that every provider's challenge is of. */
    private static final String CHALLENGE = "20f9f8ed05f77439fe955c977e4c8a53";

    private HandshakeQuestion() {}

    /**
     * The request.
     *
     * @param url of the endpoint, without a query
     */
    public static SignedRequest unsigned(HandshakeKind kind, Endpoint endpoint, String url) {
        return switch (kind) {
            case SLACK -> json(url, "{\"type\":\"url_verification\",\"challenge\":\"" + CHALLENGE + "\"}");
            case SLACK_SSL_CHECK -> get(url + "?ssl_check=1");
            case BITBUCKET -> json(url, "{\"test\":true}").with("X-Event-Key", "diagnostics:ping");
            case TWITCH ->
                json(url, "{\"challenge\":\"" + CHALLENGE + "\",\"subscription\":{\"type\":\"channel.follow\"}}")
                        .with("Twitch-Eventsub-Message-Id", CHALLENGE)
                        .with("Twitch-Eventsub-Message-Type", "webhook_callback_verification");
            case ZOOM ->
                json(url, "{\"event\":\"endpoint.url_validation\",\"payload\":{\"plainToken\":\"" + CHALLENGE + "\"}}");
            case DISCORD -> json(url, "{\"type\":1}");
            case META ->
                get(url + "?hub.mode=subscribe&hub.challenge=" + CHALLENGE + "&hub.verify_token="
                        + URLEncoder.encode(endpoint.options().getOrDefault("verify_token", ""), UTF_8));
            case BRAINTREE -> get(url + "?bt_challenge=" + CHALLENGE);
            case X -> get(url + "?crc_token=" + CHALLENGE);
            case OKTA -> get(url).with("X-Okta-Verification-Challenge", CHALLENGE);
            case MICROSOFT_GRAPH -> bare("POST", url + "?validationToken=" + CHALLENGE);
            case CLOUDEVENTS -> bare("OPTIONS", url).with("WebHook-Request-Origin", origin(endpoint));
            case INTERCOM -> bare("HEAD", url);
        };
    }

    /** The same, with the provider's signature where it has one. */
    public static SignedRequest signed(HandshakeKind kind, Endpoint endpoint, String url, Secret key, Instant at) {
        SignedRequest signed = endpoint.scheme().sign(unsigned(kind, endpoint, endpoint.signedUrl(url)), key, at);
        return signed.at(url);
    }

    private static String origin(Endpoint endpoint) {
        return endpoint.options()
                .getOrDefault("allowed_origins", "doctor.example.com")
                .split(",", 2)[0]
                .strip();
    }

    private static SignedRequest json(String url, String body) {
        return new SignedRequest(
                "POST", url, RequestHeaders.of(Map.of("content-type", "application/json")), body.getBytes(UTF_8));
    }

    private static SignedRequest get(String url) {
        return bare("GET", url);
    }

    private static SignedRequest bare(String method, String url) {
        return new SignedRequest(method, url, RequestHeaders.of(Map.of()), new byte[0]);
    }
}

package dev.sluice.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.adyen.util.HMACValidator;
import com.braintreegateway.BraintreeGateway;
import com.braintreegateway.Environment;
import com.github.twitch4j.eventsub.util.EventSubVerifier;
import com.razorpay.Utils;
import com.sendgrid.helpers.eventwebhook.EventWebhook;
import com.slack.api.app_backend.SlackSignature;
import com.squareup.square.utilities.WebhooksHelper;
import com.twilio.security.RequestValidator;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.Map;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The providers' libraries by themselves, with signatures that were published: what we compare with does check. */
final class SdkVectorsTest {
    @BeforeAll
    static void sendGridLooksForItsProviderByName() {
        Security.addProvider(new BouncyCastleProvider());
    }

    @Test
    void svixSignsItsPublishedMessage() throws Exception {
        String secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

        assertThat(new com.svix.Webhook(secret)
                        .sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assertThat(new com.standardwebhooks.Webhook(secret)
                        .sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void razorpayTakesItsOwnAndNoOther() throws Exception {
        String signature = "2fe04e22977002e6c7cb553adab8b460cb9e2a4970d5953cb27a8472752e3bbc";
        String body = "{\"a\":1,\"b\":2,\"c\":{\"d\":3}}";

        assertThat(Utils.verifyWebhookSignature(body, signature, "123456")).isTrue();
        assertThat(Utils.verifyWebhookSignature(body + " ", signature, "123456"))
                .isFalse();
    }

    @Test
    void slackSignsItsPublishedCommand() {
        String body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
                + "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
                + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554"
                + "%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

        assertThat(new SlackSignature.Generator("8f742231b10e8888abcd99yyyzzz85a5").generate("1531420618", body))
                .isEqualTo("v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503");
    }

    @Test
    void twilioTakesItsPublishedCall() {
        RequestValidator validator = new RequestValidator("12345");
        Map<String, String> call = Map.of(
                "Digits",
                "1234",
                "CallSid",
                "CA1234567890ABCDE",
                "To",
                "+18005551212",
                "Caller",
                "+14158675309",
                "From",
                "+14158675309");
        String url = "https://mycompany.com/myapp.php?foo=1&bar=2";

        assertThat(validator.validate(url, call, "RSOYDt4T1cUTdK1PDd93/VVr8B8="))
                .isTrue();
        assertThat(validator.validate(url, call, "RSOYDt4T1cUTdK1PDd93/VVr8B9="))
                .isFalse();
    }

    @Test
    void adyenSignsItsPublishedPayload() throws Exception {
        String key = "9064450A8892A093D9E97EFCC9639DE31B74F3A7803135555A3C96F5A57915D6";

        assertThat(new HMACValidator().calculateHMAC("TestPayload", key))
                .isEqualTo("YA9/UDjldIO4Gq68X4ATYYoEaPYH4f4k2uzBBzEF1PA=");
    }

    @Test
    void braintreeAnswersItsPublishedChallenge() {
        BraintreeGateway gateway = new BraintreeGateway(
                Environment.SANDBOX, "integration_merchant_id", "integration_public_key", "integration_private_key");

        assertThat(gateway.webhookNotification().verify("20f9f8ed05f77439fe955c977e4c8a53"))
                .isEqualTo("integration_public_key|d9b899556c966b3f06945ec21311865d35df3ce4");
    }

    @Test
    void sendGridReadsItsPublishedKey() throws Exception {
        EventWebhook checking = new EventWebhook();
        var key = checking.ConvertPublicKeyToECDSA(
                "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8k"
                        + "F9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==");

        assertThat(checking.VerifySignature(
                        key,
                        "[]",
                        "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=",
                        "1600112502"))
                .isFalse();
    }

    @Test
    void squareRefusesAForgery() {
        assertThat(WebhooksHelper.verifySignature("{}", "forged", "not-a-real-key", "https://example.com/square"))
                .isFalse();
    }

    @Test
    void twitchRefusesAForgery() {
        assertThat(EventSubVerifier.verifySignature(
                        "not-a-real-secret",
                        "message-1",
                        "2026-01-01T00:00:00Z",
                        "{}".getBytes(StandardCharsets.UTF_8),
                        "sha256=" + "0".repeat(64)))
                .isFalse();
    }
}

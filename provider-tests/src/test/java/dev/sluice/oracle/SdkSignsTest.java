package dev.sluice.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.adyen.model.notification.Amount;
import com.adyen.model.notification.NotificationRequestItem;
import com.adyen.util.HMACValidator;
import com.braintreegateway.WebhookNotification;
import com.razorpay.Utils;
import com.slack.api.app_backend.SlackSignature;
import com.stripe.net.Webhook;
import dev.sluice.provider.Endpoint;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.SignedRequest;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a provider's own library signs is genuine; not every library can sign. */
final class SdkSignsTest {
    private final Instant now = Instant.now();
    private final String seconds = Long.toString(now.getEpochSecond());
    private static final String BODY = "{\"id\": \"evt_1\", \"type\": \"t\", \"note\": \"Zürich €\"}";

    @Test
    void stripes() throws Exception {
        String signature = Webhook.Signature.generateSignatureHeader(BODY, Providers.SECRET, now.getEpochSecond());

        assertGenuine("stripe", Providers.SECRET, json(BODY, Map.of("Stripe-Signature", signature)));
    }

    @Test
    void slacks() {
        String signature = new SlackSignature.Generator(Providers.SECRET).generate(seconds, BODY);

        assertGenuine(
                "slack",
                Providers.SECRET,
                json(BODY, Map.of("X-Slack-Signature", signature, "X-Slack-Request-Timestamp", seconds)));
    }

    @Test
    void svixs() throws Exception {
        String signature = new com.svix.Webhook(Providers.BASE64_SECRET).sign("msg_1", now.getEpochSecond(), BODY);

        assertGenuine(
                "svix",
                Providers.BASE64_SECRET,
                json(BODY, Map.of("svix-id", "msg_1", "svix-timestamp", seconds, "svix-signature", signature)));
    }

    @Test
    void standardWebhooks() throws Exception {
        String signature =
                new com.standardwebhooks.Webhook(Providers.BASE64_SECRET).sign("msg_1", now.getEpochSecond(), BODY);

        assertGenuine(
                "standard-webhooks",
                Providers.BASE64_SECRET,
                json(
                        BODY,
                        Map.of("webhook-id", "msg_1", "webhook-timestamp", seconds, "webhook-signature", signature)));
    }

    @Test
    void razorpays() throws Exception {
        String signature = Utils.getHash(BODY, Providers.SECRET);

        assertGenuine("razorpay", Providers.SECRET, json(BODY, Map.of("X-Razorpay-Signature", signature)));
    }

    @Test
    void adyensOfAPlatform() throws Exception {
        String signature = new HMACValidator().calculateHMAC(BODY, Providers.HEX_SECRET);

        assertGenuine("adyen-platform", Providers.HEX_SECRET, json(BODY, Map.of("HmacSignature", signature)));
    }

    @Test
    void adyensOfAnItem() throws Exception {
        NotificationRequestItem item = new NotificationRequestItem()
                .setPspReference("7914073381342284")
                .setMerchantAccountCode("Shop")
                .setMerchantReference("a:b\\c")
                .setAmount(new Amount().value(1130L).currency("EUR"))
                .setEventCode("AUTHORISATION")
                .setSuccess(true);
        String body = """
                {"live": "false", "notificationItems": [{"NotificationRequestItem": {
                  "additionalData": {"hmacSignature": "%s"}, "amount": {"currency": "EUR", "value": 1130},
                  "eventCode": "AUTHORISATION", "merchantAccountCode": "Shop", "merchantReference": "a:b\\\\c",
                  "pspReference": "7914073381342284", "success": "true"}}]}
                """.formatted(new HMACValidator().calculateHMAC(item, Providers.HEX_SECRET));

        assertGenuine("adyen", Providers.HEX_SECRET, json(body, Map.of()));
    }

    @Test
    void braintrees() {
        Map<String, String> sample = Sdks.braintreeGateway(Providers.SECRET)
                .webhookTesting()
                .sampleNotification(WebhookNotification.Kind.SUBSCRIPTION_WENT_PAST_DUE, "a-subscription");
        String body = "bt_signature=" + URLEncoder.encode(sample.get("bt_signature"), UTF_8) + "&bt_payload="
                + URLEncoder.encode(sample.get("bt_payload"), UTF_8);
        SignedRequest request = new SignedRequest(
                "POST",
                "https://example.com/webhooks/braintree",
                RequestHeaders.of(Map.of("content-type", "application/x-www-form-urlencoded")),
                body.getBytes(UTF_8));

        assertGenuine("braintree", Providers.SECRET, Providers.BRAINTREE_OPTIONS, request);
    }

    private static SignedRequest json(String body, Map<String, String> headers) {
        return new SignedRequest(
                        "POST", "https://example.com/webhooks/shop", RequestHeaders.of(headers), body.getBytes(UTF_8))
                .with("content-type", "application/json");
    }

    private void assertGenuine(String preset, String secret, SignedRequest request) {
        assertGenuine(preset, secret, "enabled: true", request);
    }

    private void assertGenuine(String preset, String secret, String more, SignedRequest request) {
        Endpoint endpoint = Provider.endpoint(preset, "secrets: [\"" + secret + "\"], " + more);

        assertThat(endpoint.scheme().verify(request, endpoint.secrets(), now)).isInstanceOf(Passed.class);
        assertThat(endpoint.scheme().verify(request.withBody(new byte[] {'{', '}'}), endpoint.secrets(), now))
                .isInstanceOf(Rejected.class);
    }
}

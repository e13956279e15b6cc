package dev.sluice.oracle;

import static dev.sluice.oracle.Requests.body;
import static dev.sluice.oracle.Requests.form;
import static dev.sluice.oracle.Requests.header;

import com.adyen.model.notification.Amount;
import com.adyen.model.notification.NotificationRequestItem;
import com.adyen.util.HMACValidator;
import com.braintreegateway.BraintreeGateway;
import com.braintreegateway.Environment;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.twitch4j.eventsub.util.EventSubVerifier;
import com.razorpay.Utils;
import com.sendgrid.helpers.eventwebhook.EventWebhook;
import com.slack.api.app_backend.SlackSignature;
import com.squareup.square.utilities.WebhooksHelper;
import com.stripe.net.Webhook;
import com.twilio.security.RequestValidator;
import dev.sluice.signature.SignedRequest;
import java.util.Map;

/** The check of a request by each provider's own library. */
final class Sdks {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Sdks() {}

    static boolean stripe(SignedRequest request, String secret) throws Exception {
        return Webhook.Signature.verifyHeader(
                body(request), header(request, "Stripe-Signature"), secret, Webhook.DEFAULT_TOLERANCE);
    }

    static boolean slack(SignedRequest request, String secret) {
        return new SlackSignature.Verifier(new SlackSignature.Generator(secret))
                .isValid(
                        header(request, "X-Slack-Request-Timestamp"),
                        body(request),
                        header(request, "X-Slack-Signature"));
    }

    static boolean svix(SignedRequest request, String secret) throws Exception {
        new com.svix.Webhook(secret).verify(body(request), request.headers().asMap());
        return true;
    }

    static boolean standardWebhooks(SignedRequest request, String secret) throws Exception {
        new com.standardwebhooks.Webhook(secret)
                .verify(body(request), request.headers().asMap());
        return true;
    }

    static boolean razorpay(SignedRequest request, String secret) throws Exception {
        return Utils.verifyWebhookSignature(body(request), header(request, "X-Razorpay-Signature"), secret);
    }

    static boolean twilioForm(SignedRequest request, String secret) {
        return new RequestValidator(secret)
                .validate(request.url(), form(request), header(request, "X-Twilio-Signature"));
    }

    static boolean twilioJson(SignedRequest request, String secret) throws Exception {
        return new RequestValidator(secret)
                .validate(request.url(), body(request), header(request, "X-Twilio-Signature"));
    }

    static boolean square(SignedRequest request, String secret) {
        return WebhooksHelper.verifySignature(
                body(request), header(request, "x-square-hmacsha256-signature"), secret, request.url());
    }

    static boolean adyenPlatform(SignedRequest request, String secret) throws Exception {
        return new HMACValidator().validateHMAC(header(request, "HmacSignature"), secret, body(request));
    }

    /** Every item of a standard notification. */
    static boolean adyenItems(SignedRequest request, String secret) throws Exception {
        boolean all = true;
        for (JsonNode container : JSON.readTree(request.body()).get("notificationItems")) {
            all &= new HMACValidator().validateHMAC(item(container.get("NotificationRequestItem")), secret);
        }
        return all;
    }

    private static NotificationRequestItem item(JsonNode item) {
        return new NotificationRequestItem()
                .setPspReference(text(item, "pspReference"))
                .setOriginalReference(text(item, "originalReference"))
                .setMerchantAccountCode(text(item, "merchantAccountCode"))
                .setMerchantReference(text(item, "merchantReference"))
                .setAmount(new Amount()
                        .value(item.at("/amount/value").asLong())
                        .currency(item.at("/amount/currency").asText()))
                .setEventCode(text(item, "eventCode"))
                .setSuccess(item.get("success").asBoolean())
                .setAdditionalData(Map.of(
                        "hmacSignature",
                        item.at("/additionalData/hmacSignature").asText()));
    }

    @SuppressWarnings("NullAway") // the library takes null for what is absent
    private static String text(JsonNode item, String name) {
        return item.has(name) ? item.get(name).asText() : null;
    }

    /** @param publicKey in base64, as SendGrid shows it */
    static boolean sendGrid(SignedRequest request, String publicKey) throws Exception {
        EventWebhook checking = new EventWebhook();
        return checking.VerifySignature(
                checking.ConvertPublicKeyToECDSA(publicKey),
                request.body(),
                header(request, "X-Twilio-Email-Event-Webhook-Signature"),
                header(request, "X-Twilio-Email-Event-Webhook-Timestamp"));
    }

    static boolean braintree(SignedRequest request, String secret) {
        Map<String, String> form = form(request);
        braintreeGateway(secret).webhookNotification().parse(form.get("bt_signature"), form.get("bt_payload"));
        return true;
    }

    static BraintreeGateway braintreeGateway(String privateKey) {
        return new BraintreeGateway(Environment.SANDBOX, "a-merchant", Providers.BRAINTREE_PUBLIC_KEY, privateKey);
    }

    static boolean twitch(SignedRequest request, String secret) {
        return EventSubVerifier.verifySignature(
                secret,
                header(request, "Twitch-Eventsub-Message-Id"),
                header(request, "Twitch-Eventsub-Message-Timestamp"),
                request.body(),
                header(request, "Twitch-Eventsub-Message-Signature"));
    }
}

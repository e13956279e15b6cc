package dev.sluice.provider;

import static dev.sluice.provider.SpecialSchemes.endpoint;
import static dev.sluice.provider.SpecialSchemes.events;
import static dev.sluice.provider.SpecialSchemes.only;
import static dev.sluice.provider.SpecialSchemes.read;
import static dev.sluice.provider.SpecialSchemes.request;
import static dev.sluice.provider.SpecialSchemes.signed;
import static dev.sluice.provider.SpecialSchemes.verify;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.WebhookEvent;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.SignedRequest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Events of providers with a scheme of their own. */
class SpecialSchemesTest {
    @Test
    void adyenItemsAreEventsWithTokensOfTheirOwn() {
        String item = "{\"NotificationRequestItem\": {\"additionalData\": {}, \"amount\": {\"value\": 10, \"currency\":"
                + " \"EUR\"}, \"eventCode\": \"%s\", \"eventDate\": \"2021-01-01T01:00:00+01:00\", \"originalReference\":"
                + " \"%s\", \"pspReference\": \"%s\", \"success\": \"true\"}}";
        SignedRequest request = signed(
                "adyen",
                "application/json",
                "{\"live\": \"false\", \"notificationItems\": [" + item.formatted("AUTHORISATION", "", "P1") + ","
                        + item.formatted("CAPTURE", "P1", "P2") + "]}");

        List<WebhookEvent> events = events(request);

        assertThat(events)
                .extracting(event -> event.key().id())
                .containsExactly("P1 AUTHORISATION true", "P2 CAPTURE true");
        assertThat(events).extracting(WebhookEvent::type).containsExactly("AUTHORISATION.true", "CAPTURE.true");
        assertThat(events).extracting(WebhookEvent::subject).containsOnly(Optional.of("P1"));
        assertThat(events.get(0).token()).isPresent().isNotEqualTo(events.get(1).token());
        assertThat(new String(request.body(), UTF_8))
                .contains(new String(events.get(1).body(), UTF_8));
    }

    @Test
    void adyenLiveEventIsNotTakenByATestEndpoint() {
        SignedRequest live = signed("adyen", "application/json", """
                {"live": "true", "notificationItems": [{"NotificationRequestItem":
                  {"eventCode": "CAPTURE", "pspReference": "P", "success": "true", "additionalData": {}}}]}""");

        assertThat(read(live, "adyen"))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> assertThat(refused.why()).isEqualTo(RejectionCode.LIVEMODE_MISMATCH));
    }

    @Test
    void adyenPlatformSignsItsBody() {
        SignedRequest request = signed("adyen-platform", "application/json", """
                {"data": {"id": "BA1"}, "type": "balancePlatform.balanceAccount.created", "timestamp": "2025-01-01T00:00:00Z"}""");

        assertThat(only(request).type()).isEqualTo("balancePlatform.balanceAccount.created");
        assertThat(only(request).subject()).hasValue("BA1");
        assertThat(only(request).token()).isEmpty();
        assertThat(verify(request.withBody("{}".getBytes(UTF_8)), "adyen-platform"))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void braintreeEventIsInTheXmlOfAField() {
        String xml = "<?xml version=\"1.0\"?><notification><kind>subscription_charged_successfully</kind>"
                + "<timestamp type=\"datetime\">2025-01-01T00:00:00Z</timestamp><subject><subscription><id>S1</id>"
                + "</subscription></subject></notification>";
        SignedRequest request =
                signed("braintree", "text/plain", Base64.getMimeEncoder().encodeToString(xml.getBytes(UTF_8)) + "\n");

        WebhookEvent event = only(request);

        assertThat(event.type()).isEqualTo("subscription_charged_successfully");
        assertThat(event.subject()).hasValue("S1");
        assertThat(event.createdAt()).isPresent();
        assertThat(event.token()).isPresent();
    }

    @Test
    void everyGraphItemMustRepeatTheClientState() {
        String body = """
                {"value": [
                  {"clientState": "x", "changeType": "updated", "resource": "Users('1')/Messages('M1')", "id": "N1",
                   "resourceData": {"@odata.type": "#Microsoft.Graph.Message", "id": "M1"}},
                  {"clientState": "x", "lifecycleEvent": "reauthorizationRequired", "subscriptionId": "S1"}]}""";
        SignedRequest request = signed("microsoft-graph", "application/json", body);

        List<WebhookEvent> events = events(request);

        assertThat(events)
                .extracting(WebhookEvent::type)
                .containsExactly("updated.#Microsoft.Graph.Message", "reauthorizationRequired");
        assertThat(events).extracting(event -> event.subject().orElseThrow()).containsExactly("M1", "S1");
        assertThat(events.get(0).key().id()).isEqualTo("N1");
        assertThat(events.get(1).key().id()).hasSize(64);
        String signed = new String(request.body(), UTF_8);
        for (String forged : List.of(
                signed.replaceFirst("made-up", "made-uq"),
                signed.replaceFirst("\"clientState\":\"made-up\",", ""),
                signed.replaceFirst("\"made-up\"", "null"),
                signed.replaceFirst("\"made-up\"", "\"made-up\",\"clientState\":null"),
                signed.replace("]}", ",{}]}"),
                signed.replace("]}", "],\"value\":[{}]}"),
                body,
                "{}",
                "")) {
            assertThat(verify(request.withBody(forged.getBytes(UTF_8)), "microsoft-graph"))
                    .as(forged)
                    .isInstanceOf(Rejected.class);
        }
    }

    @Test
    void payPalAndPlaidEventsAreReadByTheirDocuments() {
        WebhookEvent payPal = only(request("paypal", "application/json", """
                        {"id": "WH-2", "event_type": "PAYMENT.CAPTURE.COMPLETED", "create_time": "2025-01-01T00:00:00Z",
                         "resource": {"id": "C1"}}""").with("PAYPAL-TRANSMISSION-ID", "T1"));
        WebhookEvent plaid = only(request("plaid", "application/json", """
                {"webhook_type": "TRANSACTIONS", "webhook_code": "SYNC_UPDATES_AVAILABLE", "item_id": "I1"}"""));

        assertThat(payPal.key().id()).isEqualTo("WH-2");
        assertThat(payPal.type()).isEqualTo("PAYMENT.CAPTURE.COMPLETED");
        assertThat(payPal.subject()).hasValue("C1");
        assertThat(payPal.token()).hasValue("T1");
        assertThat(plaid.type()).isEqualTo("TRANSACTIONS.SYNC_UPDATES_AVAILABLE");
        assertThat(plaid.subject()).hasValue("I1");
        assertThat(plaid.token()).isEmpty();
    }

    @Test
    void optionsShowNowhere() {
        Endpoint plaid = endpoint("plaid");

        assertThat(plaid.options()).containsEntry("secret", "made-up-secret");
        assertThat(plaid.toString() + plaid.scheme() + plaid.scheme().description())
                .doesNotContain("made-up");
    }
}

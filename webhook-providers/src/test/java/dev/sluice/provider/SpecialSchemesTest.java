package dev.sluice.provider;

import static dev.sluice.provider.Readings.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.EndpointsFile;
import dev.sluice.event.Tracing;
import dev.sluice.event.WebhookEvent;
import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.signature.Genuine;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests of providers with a scheme of their own, from the signature to the events. */
class SpecialSchemesTest {
    private static final String YAML = """
            endpoints:
              twilio: {provider: twilio, secrets: [made-up], public_url: "https://example.com/webhooks/twilio"}
              adyen: {provider: adyen, secrets: ["%1$s"], livemode: false}
              adyen-platform: {provider: adyen-platform, secrets: ["%1$s"]}
              braintree: {provider: braintree, secrets: [made-up], options: {public_key: pub}}
              microsoft-graph: {provider: microsoft-graph, secrets: [made-up]}
              paypal: {provider: paypal, options: {webhook_id: WH-1}}
              hubspot: {provider: hubspot, secrets: [made-up], public_url: "https://example.com/webhooks/hubspot"}
              plaid: {provider: plaid, options: {client_id: made-up-id, secret: made-up-secret, environment: sandbox}}
            """.formatted("0123456789abcdef".repeat(4));
    private static EndpointCatalog endpoints;

    @BeforeAll
    static void configure(@TempDir Path folder) throws Exception {
        endpoints =
                EndpointsFile.read(Files.writeString(folder.resolve("endpoints.yaml"), YAML), Map.of(), 1024 * 1024);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            MessageSid=SM1&MessageStatus=delivered&SmsSid=SM1&SmsStatus=sent  ~ message.delivered      ~ SM1
            SmsMessageSid=SM1&SmsSid=SM1&SmsStatus=received&Body=hi           ~ message.received       ~ SM1
            CallSid=CA1&CallStatus=ringing                                    ~ call.ringing           ~ CA1
            RecordingSid=RE1&CallSid=CA1&RecordingStatus=completed            ~ recording.completed    ~ RE1
            EventType=onMessageAdded&ConversationSid=CH1                      ~ onMessageAdded         ~ CH1
            Sid=NO1&Level=ERROR                                               ~ webhook                ~ NO1
            """)
    void twilioTypesComeFromTheirFields(String body, String type, String subject) {
        WebhookEvent event = only(signed("twilio", "application/x-www-form-urlencoded", body));

        assertThat(event.type()).isEqualTo(type);
        assertThat(event.subject()).hasValue(subject);
        assertThat(event.token()).isPresent();
    }

    @Test
    void twilioStatusesOfOneMessageAreEventsOfTheirOwn() {
        String form = "application/x-www-form-urlencoded";
        String sent = only(signed("twilio", form, "MessageSid=SM1&MessageStatus=sent"))
                .key()
                .id();

        assertThat(only(signed("twilio", form, "MessageSid=SM1&MessageStatus=sent"))
                        .key()
                        .id())
                .isEqualTo(sent);
        assertThat(only(signed("twilio", form, "MessageSid=SM1&MessageStatus=delivered"))
                        .key()
                        .id())
                .isNotEqualTo(sent);
    }

    @Test
    void twilioStepsThatDifferInTheirUrlAloneAreEventsOfTheirOwn() {
        String first = twilioId("?step=1", Map.of());

        assertThat(twilioId("?step=1", Map.of())).isEqualTo(first);
        assertThat(twilioId("?step=2", Map.of())).isNotEqualTo(first);
        assertThat(twilioId("", Map.of())).isNotEqualTo(first);
    }

    /** Twilio signs the port of some requests and leaves it out of others. */
    @Test
    void twilioIdIsTheSameWithAndWithoutThePort() {
        SignedRequest request = request("twilio", "application/x-www-form-urlencoded", "CallSid=CA1&Digits=1");

        assertThat(only(request.at("https://example.com:443/webhooks/twilio?step=1"))
                        .key()
                        .id())
                .isEqualTo(twilioId("?step=1", Map.of()));
    }

    @Test
    void twilioTokenTellsRequestsApartThatAreAlikeToTheByte() {
        String first = twilioId("?step=1", Map.of("I-Twilio-Idempotency-Token", "token-1"));

        assertThat(twilioId("?step=1", Map.of("I-Twilio-Idempotency-Token", "token-1")))
                .isEqualTo(first)
                .startsWith("token-1 ");
        assertThat(twilioId("?step=1", Map.of("I-Twilio-Idempotency-Token", "token-2")))
                .isNotEqualTo(first);
        assertThat(twilioId("?step=2", Map.of("I-Twilio-Idempotency-Token", "token-1")))
                .isNotEqualTo(first);
        assertThat(twilioId("?step=1", Map.of("I-Twilio-Idempotency-Token", "")))
                .isEqualTo(twilioId("?step=1", Map.of()));
    }

    private static String twilioId(String query, Map<String, String> headers) {
        SignedRequest request = request("twilio", "application/x-www-form-urlencoded", "CallSid=CA1&Digits=1")
                .at("https://example.com/webhooks/twilio" + query);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            request = request.with(header.getKey(), header.getValue());
        }
        return only(request).key().id();
    }

    @Test
    void hubSpotWorkflowsThatDifferInTheirUrlAloneAreEventsOfTheirOwn() {
        SignedRequest request = request("hubspot", "application/json", "{\"vid\": 7}");

        assertThat(only(request.at("https://example.com/webhooks/hubspot?stage=won"))
                        .key()
                        .id())
                .isNotEqualTo(only(request.at("https://example.com/webhooks/hubspot?stage=lost"))
                        .key()
                        .id());
    }

    @Test
    void twilioEventStreamsAreListsOfCloudEvents() {
        List<WebhookEvent> events = events(signed("twilio", "application/json", """
                [{"specversion": "1.0", "type": "com.twilio.messaging.message.sent", "source": "/2010-04-01/A", "id": "EZ1"},
                 {"specversion": "1.0", "type": "com.twilio.messaging.message.read", "source": "/2010-04-01/A", "id": "EZ2"}]"""));

        assertThat(events)
                .extracting(event -> event.key().id())
                .containsExactly("1.0 /2010-04-01/A EZ1", "1.0 /2010-04-01/A EZ2");
        assertThat(events)
                .extracting(WebhookEvent::type)
                .containsExactly("com.twilio.messaging.message.sent", "com.twilio.messaging.message.read");
        assertThat(events).extracting(WebhookEvent::token).containsOnly(Optional.empty());
    }

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
        Endpoint plaid = endpoints.named("plaid").orElseThrow();

        assertThat(plaid.options()).containsEntry("secret", "made-up-secret");
        assertThat(plaid.toString() + plaid.scheme() + plaid.scheme().description())
                .doesNotContain("made-up");
    }

    private static SignedRequest signed(String provider, String contentType, String body) {
        Endpoint endpoint = endpoints.named(provider).orElseThrow();
        Secret key = endpoint.secrets().getFirst();
        SignedRequest signed = endpoint.scheme().sign(request(provider, contentType, body), key, NOW);
        assertThat(verify(signed, provider)).isInstanceOf(Passed.class);
        return signed;
    }

    private static Checked<Genuine> verify(SignedRequest request, String provider) {
        Endpoint endpoint = endpoints.named(provider).orElseThrow();
        return endpoint.scheme().verify(request, endpoint.secrets(), NOW);
    }

    private static SignedRequest request(String provider, String contentType, String body) {
        return new SignedRequest(
                "POST",
                "https://example.com/webhooks/" + provider,
                RequestHeaders.of(Map.of("content-type", contentType)),
                body.getBytes(UTF_8));
    }

    private static Checked<Reading> read(SignedRequest request, String provider) {
        return new EventReader().read(endpoints.named(provider).orElseThrow(), request, NOW, Tracing.NONE);
    }

    private static List<WebhookEvent> events(SignedRequest request) {
        String path = request.url().split("\\?", 2)[0];
        return read(request, path.substring(path.lastIndexOf('/') + 1))
                .orElseThrow()
                .events();
    }

    private static WebhookEvent only(SignedRequest request) {
        List<WebhookEvent> events = events(request);
        assertThat(events).hasSize(1);
        return events.getFirst();
    }
}

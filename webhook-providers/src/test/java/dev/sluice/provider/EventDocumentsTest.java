package dev.sluice.provider;

import static dev.sluice.provider.Readings.GITHUB;
import static dev.sluice.provider.Readings.endpoint;
import static dev.sluice.provider.Readings.event;
import static dev.sluice.provider.Readings.read;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.body.EventDocument;
import dev.sluice.body.JsonbFit;
import dev.sluice.event.WebhookEvent;
import dev.sluice.rejection.Checked;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the presets find an event's document, and whether it is live. */
class EventDocumentsTest {
    private static final Map<String, String> FORM = Map.of("Content-Type", "application/x-www-form-urlencoded");

    @Test
    void githubsFormHoldsJson() {
        Map<String, String> headers = Map.of(
                "Content-Type",
                "application/x-www-form-urlencoded",
                "X-GitHub-Delivery",
                "1",
                "X-GitHub-Event",
                "issues");

        WebhookEvent event = event("github", headers, "payload=%7B%22action%22%3A%22opened%22%7D");

        assertThat(event.documentPlace().text()).isEqualTo("form:payload");
        assertThat(event.type()).isEqualTo("issues.opened");
        assertThat(tree(event).path("action").asText()).isEqualTo("opened");
        assertThat(json(event)).isEqualTo("{\"action\":\"opened\"}");
    }

    @Test
    void githubsJsonIsTheDocument() {
        WebhookEvent event = event("github", GITHUB, "{\"action\": \"opened\"}");

        assertThat(event.documentPlace().text()).isEqualTo("json");
        assertThat(tree(event).path("action").asText()).isEqualTo("opened");
    }

    @Test
    void slacksInteractionHoldsJsonAndItsCommandIsAForm() {
        WebhookEvent interaction =
                event("slack", FORM, "payload=%7B%22type%22%3A%22block_actions%22%2C%22trigger_id%22%3A%221%22%7D");
        WebhookEvent command = event("slack", FORM, "command=%2Fdeploy&text=now&trigger_id=1");
        WebhookEvent callback = event("slack", Map.of(), "{\"event_id\":\"Ev1\",\"event\":{\"type\":\"message\"}}");

        assertThat(interaction.documentPlace().text()).isEqualTo("form:payload");
        assertThat(tree(interaction).path("type").asText()).isEqualTo("block_actions");
        assertThat(command.documentPlace().text()).isEqualTo("form");
        assertThat(tree(command).path("command").asText()).isEqualTo("/deploy");
        assertThat(callback.documentPlace().text()).isEqualTo("json");
    }

    @Test
    void braintreesDocumentIsItsXml() {
        String xml = "<notification><kind>subscription_canceled</kind><timestamp type=\"datetime\">2024-01-01T00:00:00Z"
                + "</timestamp></notification>";
        String payload =
                Base64.getMimeEncoder().encodeToString(xml.getBytes(UTF_8)).replace("+", "%2B");

        WebhookEvent event = event("braintree", FORM, "bt_signature=none&bt_payload=" + payload);

        assertThat(event.documentPlace().text()).isEqualTo("form+base64+xml:bt_payload");
        assertThat(event.type()).isEqualTo("subscription_canceled");
        assertThat(tree(event).at("/notification/kind").asText()).isEqualTo(event.type());
        assertThat(json(event))
                .isEqualTo(
                        "{\"notification\":{\"kind\":\"subscription_canceled\",\"timestamp\":{\"@type\":\"datetime\","
                                + "\"#text\":\"2024-01-01T00:00:00Z\"}}}");
        assertThat(document(event).jsonb()).isEqualTo(JsonbFit.PLAIN);
    }

    @Test
    void twiliosDocumentIsItsForm() {
        WebhookEvent event = event("twilio", FORM, "MessageSid=SM1&MessageStatus=sent&From=%2B14158675309");

        assertThat(event.documentPlace().text()).isEqualTo("form");
        assertThat(json(event))
                .isEqualTo("{\"MessageSid\":\"SM1\",\"MessageStatus\":\"sent\",\"From\":\"+14158675309\"}");
    }

    @Test
    void itemsOfABatchAreDocumentsOfTheirOwn() {
        byte[] body = """
                [{"sg_event_id": "1", "event": "bounce"}, {"sg_event_id": "2", "event": "open"}]""".getBytes(UTF_8);

        List<WebhookEvent> events = events(read(endpoint("sendgrid", Livemode.ANY), Map.of(), body));

        assertThat(events).extracting(event -> event.documentPlace().text()).containsExactly("json", "json");
        assertThat(events)
                .extracting(event -> tree(event).path("event").asText())
                .containsExactly("bounce", "open");
    }

    @Test
    void byteOrderMarkIsSkipped() {
        WebhookEvent event = event("stripe", Map.of(), "\ufeff{\"id\": \"1\", \"type\": \"t\", \"livemode\": true}");

        assertThat(event.livemode()).hasValue(true);
        assertThat(tree(event).path("id").asText()).isEqualTo("1");
        assertThat(json(event)).startsWith("{");
        assertThat(event.body()).startsWith(0xEF, 0xBB, 0xBF);
    }

    @Test
    void ofMembersOfOneNameTypeModeAndDocumentTakeTheLast() {
        WebhookEvent event = event(
                "stripe",
                Map.of(),
                "{\"id\": \"1\", \"type\": \"a\", \"type\": \"b\", \"livemode\": true, \"livemode\": false}");

        assertThat(event.type()).isEqualTo("b");
        assertThat(tree(event).path("type").asText()).isEqualTo("b");
        assertThat(event.livemode()).hasValue(false);
        assertThat(tree(event).path("livemode").asBoolean(true)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, json",
        "application/vnd.acme+json, json",
        "text/plain; charset=utf-8, json",
        "application/soap+xml, xml",
        "application/x-www-form-urlencoded, form",
        "image/png, none",
        "application/octet-stream, none"
    })
    void ofABodyOfAnyKindTheContentTypeTells(String contentType, String place) {
        Map<String, String> headers =
                Map.of("Content-Type", contentType, "ce-id", "1", "ce-source", "s", "ce-type", "t");

        assertThat(event("cloudevents", headers, "{}").documentPlace().text()).isEqualTo(place);
    }

    static Stream<Arguments> modes() {
        return Stream.of(
                Arguments.of("stripe", "{\"id\": \"1\", \"type\": \"t\", \"livemode\": %s}", "true", "false"),
                Arguments.of("adyen", """
                        {"live": %s, "notificationItems": [{"NotificationRequestItem":
                          {"pspReference": "1", "eventCode": "REFUND", "success": "true"}}]}""", "\"true\"", "\"false\""),
                Arguments.of("plaid", """
                        {"webhook_type": "ITEM", "environment": %s}""", "\"production\"", "\"sandbox\""));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void modeIsWherePresetSays(String provider, String body, String live, String test) {
        assertThat(event(provider, Map.of(), body.formatted(live)).livemode()).hasValue(true);
        assertThat(event(provider, Map.of(), body.formatted(test)).livemode()).hasValue(false);
        assertThat(event(provider, Map.of(), body.formatted("null")).livemode()).isEmpty();
        assertThat(event(provider, Map.of(), body.formatted("\"perhaps\"")).livemode())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            paypal   | {"id": "1", "event_type": "t", "livemode": true}
            razorpay | {"event": "t", "livemode": true}
            square   | {"event_id": "1", "type": "t", "livemode": true}
            paddle   | {"event_id": "1", "event_type": "t", "livemode": true}
            """)
    void whereThePresetNamesNoPlaceTheModeIsUnknown(String provider, String body) {
        assertThat(event(provider, Map.of("X-Razorpay-Event-Id", "1"), body).livemode())
                .isEmpty();
    }

    private static List<WebhookEvent> events(Checked<Reading> reading) {
        return reading.orElseThrow().events();
    }

    private static EventDocument document(WebhookEvent event) {
        return new EventDocument(event.body(), event.documentPlace());
    }

    private static JsonNode tree(WebhookEvent event) {
        return document(event).tree();
    }

    private static String json(WebhookEvent event) {
        return new String(document(event).json().orElseThrow(), UTF_8);
    }
}

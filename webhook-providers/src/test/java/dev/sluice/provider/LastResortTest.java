package dev.sluice.provider;

import static dev.sluice.provider.Readings.endpoint;
import static dev.sluice.provider.Readings.event;
import static dev.sluice.provider.Readings.read;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ProviderPresets;
import dev.sluice.event.UnfitItem;
import dev.sluice.event.WebhookEvent;
import dev.sluice.rejection.Checked.Passed;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of genuine events that lack what the provider's documents promise. */
class LastResortTest {
    static Stream<String> presets() {
        return ProviderPresets.bundled().names().stream().filter(name -> !name.equals("generic"));
    }

    @ParameterizedTest
    @MethodSource("presets")
    void everyPresetsIdEndsInTheHashAndItsTypeInAWord(String preset) {
        EventIdentity identity =
                ProviderPresets.bundled().named(preset).orElseThrow().identity().orElseThrow();

        assertThat(last(identity.id())).isInstanceOf(ValuePath.BytesHash.class);
        assertThat(last(identity.type())).isInstanceOf(ValuePath.Literal.class);
    }

    @ParameterizedTest
    @MethodSource("presets")
    void everyPresetTakesAnEventOfWhichNothingIsKnown(String preset) {
        Map<String, String> json = Map.of();
        Map<String, String> form = Map.of("content-type", "application/x-www-form-urlencoded");
        WebhookEvent event = switch (preset) {
            case "braintree" -> event(preset, form, "bt_payload=PG5vdGlmaWNhdGlvbi8%2B");
            case "adyen" -> event(preset, json, "{\"notificationItems\": [{\"NotificationRequestItem\": {}}]}");
            case "meta" -> event(preset, json, "{\"entry\": [{}]}");
            case "microsoft-graph" -> event(preset, json, "{\"value\": [{}]}");
            case "okta" -> event(preset, json, "{\"data\": {\"events\": [{}]}}");
            default -> event(preset, json, "{}");
        };

        assertThat(event.key().id()).matches("[0-9a-f]{64}");
        assertThat(event.type()).matches("[a-z]+");
        assertThat(event.subject()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sendgrid   | [{"sg_event_id": "1", "event": "bounce", "sg_message_id": ""}]
            stripe     | {"id": "1", "type": "t", "data": {"object": {"id": ""}}, "created": ""}
            stripe     | {"id": "1", "type": "t", "data": {"object": {"id": "\\t"}}, "created": "yesterday"}
            mollie     | {"id": "1", "type": "t", "entityId": "  ", "createdAt": "0000-00-00"}
            gitlab     | {"object_kind": "push", "object_attributes": {"url": ""}, "checkout_sha": ""}
            meta       | {"object": "page", "entry": [{"id": "", "time": ""}]}
            zoom       | {"event": "meeting.started", "payload": {"object": {"uuid": "", "id": ""}}, "event_ts": ""}
            hubspot    | [{"eventId": 1, "subscriptionType": "t", "objectId": ""}]
            """)
    void emptyObjectIdAndTimeAreNone(String preset, String body) {
        WebhookEvent event = event(preset, Map.of(), body);

        assertThat(event.subject()).isEmpty();
        assertThat(event.createdAt()).isEmpty();
    }

    @Test
    void firstObjectIdThatIsNotEmptyCounts() {
        assertThat(event("gitlab", Map.of(), """
                {"object_kind": "push", "object_attributes": {"url": ""}, "checkout_sha": "da1560886"}""").subject()).hasValue("da1560886");
    }

    @Test
    void objectIdThatIsTooLongOrCannotBePrintedIsCutAndMarked() {
        String url = "https://gitlab.example.com/" + "a".repeat(400);
        String body = "{\"object_kind\": \"issue\", \"object_attributes\": {\"url\": \"%s\"}}";

        String kept = subject("gitlab", body.formatted(url));
        assertThat(kept)
                .startsWith("https://gitlab.example.com/aaa")
                .matches(".*…sha256:[0-9a-f]{64}")
                .hasSizeLessThanOrEqualTo(255)
                .isNotEqualTo(subject("gitlab", body.formatted(url + "a")));
        assertThat(subject("gitlab", body.formatted("a\\u0000b"))).matches("a\uFFFDb…sha256:[0-9a-f]{64}");
        assertThat(subject("mollie", "{\"id\": \"1\", \"type\": \"t\", \"entityId\": \"tr_\\ud800\"}"))
                .startsWith("tr_\uFFFD…sha256:");
    }

    @Test
    void itemThatCannotBeTakenLeavesTheOthersOfItsBatch() {
        String body = """
                [{"sg_event_id": "1", "event": "delivered"}, {"event": "group_unsubscribe"}, 7,
                 {"sg_event_id": "3", "event": "\\u0007"}, "text", {"sg_event_id": "4", "event": "open"}]""";

        Reading read = read(endpoint("sendgrid", Livemode.ANY), Map.of(), body.getBytes(UTF_8))
                .orElseThrow();

        assertThat(read.events())
                .extracting(WebhookEvent::type)
                .containsExactly("delivered", "group_unsubscribe", "open");
        assertThat(read.events().get(1).key().id()).matches("[0-9a-f]{64}");
        assertThat(read.unfit()).extracting(item -> item.batch().index()).containsExactly(2, 3, 4);
        assertThat(read.unfit())
                .extracting(item -> new String(item.body(), UTF_8))
                .first()
                .isEqualTo("7");
        assertThat(read.unfit())
                .extracting(UnfitItem::reason)
                .allSatisfy(reason -> assertThat(reason).startsWith("The").endsWith("."));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sendgrid        | []
            hubspot         | []
            meta            | {"object": "page", "entry": []}
            okta            | {"data": {"events": []}}
            """)
    void batchOfNothingIsTaken(String preset, String body) {
        assertThat(read(endpoint(preset, Livemode.ANY), Map.of(), body.getBytes(UTF_8)))
                .isEqualTo(new Passed<>(new Reading(List.of(), List.of(), 0)));
    }

    @Test
    void batchOfNoCloudEventsIsTaken() {
        Map<String, String> batch = Map.of("content-type", "application/cloudevents-batch+json");

        assertThat(read(endpoint("cloudevents", Livemode.ANY), batch, "[]".getBytes(UTF_8)))
                .isEqualTo(new Passed<>(new Reading(List.of(), List.of(), 0)));
    }

    private static String subject(String preset, String body) {
        return event(preset, Map.of(), body).subject().orElseThrow();
    }

    private static ValuePath last(ValuePath path) {
        return path instanceof ValuePath.FirstOf several ? several.places().getLast() : path;
    }
}

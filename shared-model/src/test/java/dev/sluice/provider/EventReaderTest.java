package dev.sluice.provider;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ProviderPresets;
import dev.sluice.event.EventKey;
import dev.sluice.event.WebhookEvent;
import dev.sluice.signature.Refusal;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {
    private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");
    private static final Map<String, String> GITHUB =
            Map.of("X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958", "X-GitHub-Event", "issues");

    @Test
    void coreEventIsReadInFull() {
        WebhookEvent event = event("stripe", Map.of("Content-Type", "application/json; charset=utf-8"), """
                {"id": "evt_1234567890", "type": "payment.succeeded", "created": 1640995200,
                 "data": {"object": {"id": "txn_1234567890", "amount": 1000}}, "livemode": false}""");

        assertThat(event.key()).isEqualTo(new EventKey("shop", "evt_1234567890"));
        assertThat(event.provider()).isEqualTo("stripe");
        assertThat(event.type()).isEqualTo("payment.succeeded");
        assertThat(event.subject()).hasValue("txn_1234567890");
        assertThat(event.createdAt()).hasValue(Instant.parse("2022-01-01T00:00:00Z"));
        assertThat(event.receivedAt()).isEqualTo(NOW);
        assertThat(event.contentType()).isEqualTo("application/json; charset=utf-8");
        assertThat(event.request().target()).isEqualTo("POST https://example.com/webhooks/shop");
    }

    @Test
    void githubsIdentityIsInItsHeaders() {
        WebhookEvent event = event("github", GITHUB, "{\"action\": \"opened\", \"issue\": {\"node_id\": \"I_1\"}}");

        assertThat(event.key().id()).isEqualTo("72d3162e-cc78-11e3-81ab-4c9367dc0958");
        assertThat(event.type()).isEqualTo("issues.opened");
        assertThat(event.subject()).hasValue("I_1");
    }

    @Test
    void githubEventWithoutActionKeepsItsName() {
        assertThat(event("github", GITHUB, "{\"zen\": \"Keep it simple.\"}").type())
                .isEqualTo("issues");
        assertThat(event("github", GITHUB, "{\"action\": null}").type()).isEqualTo("issues");
    }

    @Test
    void razorpaysObjectIsTheMostParticularEntity() {
        WebhookEvent event = event("razorpay", Map.of("x-razorpay-event-id", "ev_1"), """
                {"event": "refund.processed", "created_at": 1640995200, "payload": {
                  "payment": {"entity": {"id": "pay_1"}}, "refund": {"entity": {"id": "rfnd_1"}}}}""");

        assertThat(event.key().id()).isEqualTo("ev_1");
        assertThat(event.type()).isEqualTo("refund.processed");
        assertThat(event.subject()).hasValue("rfnd_1");
        assertThat(event.createdAt()).hasValue(Instant.ofEpochSecond(1640995200));
    }

    @Test
    void valuesThatAreNotTextStayAsWritten() {
        assertThat(stripe("{\"id\": 12345678901234567890, \"type\": 1.50}")
                        .key()
                        .id())
                .isEqualTo("12345678901234567890");
        assertThat(stripe("{\"id\": 1, \"type\": 1.50}").type()).isEqualTo("1.50");
    }

    @Test
    void hostileButValidBodiesAreTakenAsTheyAre() {
        String identity = "\"id\": \"evt_1\", \"type\": \"t\"";
        for (String body : List.of(
                "{" + identity + ", \"x\": " + "[".repeat(5_000) + "]".repeat(5_000) + "}",
                "{\"x\": " + "{\"data\":".repeat(5_000) + "1" + "}".repeat(5_000) + "," + identity + "}",
                "{\"data\": " + "{\"object\":".repeat(5_000) + "1" + "}".repeat(5_000) + "," + identity + "}",
                "{\"x\": " + "9".repeat(400) + "," + identity + ", \"created\": " + "9".repeat(400) + "}",
                "{\"x\": 1e999999999," + identity + "}",
                "{\"x\": \"\\u0000\", \"\\u0000\": \"\\ud800\"," + identity + "}",
                "{\"" + "k".repeat(100_000) + "\": 1," + identity + "}",
                "﻿{" + identity + "}",
                "{" + identity + ", \"data\": {\"object\": [1]}, \"livemode\": {}}")) {
            WebhookEvent event = stripe(body);

            assertThat(event.key().id()).isEqualTo("evt_1");
            assertThat(event.body()).isEqualTo(body.getBytes(UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{}{}",
                "{} x",
                "{'id': 1}",
                "{\"id\": 01}",
                "{\"id\": \"a\tb\"}",
                "[1,]",
                "nul",
                "NaN",
                "{\"a\": \"\\x\"}",
                "id=1&type=2",
                "<a/>",
                "{\"id\": \"evt\""
            })
    void whatIsNotJsonIsRefused(String body) {
        assertThat(refusal(body)).isEqualTo(Refusal.BODY_UNPARSABLE);
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] body = "{\"id\": \"1\", \"type\": \"t\", \"x\": \"Zürich\"}".getBytes(ISO_8859_1);

        assertThat(read(endpoint("stripe", Livemode.ANY), Map.of(), body))
                .isInstanceOfSatisfying(
                        Reading.Refused.class,
                        refused -> assertThat(refused.why()).isEqualTo(Refusal.BODY_UNPARSABLE));
    }

    @Test
    void findingShowsNothingOfTheBody() {
        Reading reading = read(endpoint("stripe", Livemode.ANY), Map.of(), "{\"id\": card_4242 }".getBytes(UTF_8));

        assertThat(reading.toString()).doesNotContain("card").contains("line 1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type": "t"}                                               | EVENT_ID_INVALID
            []                                                          | EVENT_ID_INVALID
            "text"                                                      | EVENT_ID_INVALID
            {"id": null, "type": "t"}                                   | EVENT_ID_INVALID
            {"id": {"id": 1}, "type": "t"}                              | EVENT_ID_INVALID
            {"id": "", "type": "t"}                                     | EVENT_ID_INVALID
            {"id": "  ", "type": "t"}                                   | EVENT_ID_INVALID
            {"id": "a\\u0000b", "type": "t"}                            | EVENT_ID_INVALID
            {"id": "a\\nb", "type": "t"}                                | EVENT_ID_INVALID
            {"id": "a\\u202eb", "type": "t"}                            | EVENT_ID_INVALID
            {"id": "a\\ud800b", "type": "t"}                            | EVENT_ID_INVALID
            {"id": "a\\u2028b", "type": "t"}                            | EVENT_ID_INVALID
            {"id": "1"}                                                 | EVENT_TYPE_INVALID
            {"id": "1", "type": "\\u0007"}                              | EVENT_TYPE_INVALID
            {"id": "1", "type": "t", "data": {"object": {"id": ""}}}    | OBJECT_ID_INVALID
            {"id": "1", "type": "t", "data": {"object": {"id": "\\t"}}} | OBJECT_ID_INVALID
            """)
    void identityThatCannotBeStoredIsRefused(String body, Refusal expected) {
        assertThat(refusal(body)).isEqualTo(expected);
    }

    @Test
    void identityMayHave255Characters() {
        assertThat(stripe("{\"id\": \"" + "€".repeat(255) + "\", \"type\": \"t\"}")
                        .key()
                        .id())
                .hasSize(255);
        assertThat(stripe("{\"id\": \"" + "😀".repeat(255) + "\", \"type\": \"t\"}")
                        .key()
                        .id())
                .hasSize(510);
        assertThat(refusal("{\"id\": \"" + "a".repeat(256) + "\", \"type\": \"t\"}"))
                .isEqualTo(Refusal.EVENT_ID_INVALID);
        assertThat(refusal("{\"id\": \"" + "a".repeat(3_000) + "\", \"type\": \"t\"}"))
                .isEqualTo(Refusal.EVENT_ID_INVALID);
        assertThat(refusal("{\"id\": " + "9".repeat(400) + ", \"type\": \"t\"}"))
                .isEqualTo(Refusal.EVENT_ID_INVALID);
    }

    @Test
    void suffixCountsTowardsTheTypesLength() {
        String body = "{\"action\": \"" + "a".repeat(250) + "\"}";

        assertThat(read(endpoint("github", Livemode.ANY), GITHUB, body.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        Reading.Refused.class,
                        refused -> assertThat(refused.why()).isEqualTo(Refusal.EVENT_TYPE_INVALID));
    }

    @ParameterizedTest
    @CsvSource({
        "ANY,  true,  true",
        "ANY,  false,   true",
        "ANY,  null,  true",
        "LIVE, true,  true",
        "LIVE, false,   false",
        "LIVE, null, false",
        "TEST, false, true",
        "TEST, true,    false",
        "TEST, null, false",
        "TEST, 0, false"
    })
    void modeMustBeTheEndpoints(Livemode mode, String live, boolean taken) {
        String body = "{\"id\": \"1\", \"type\": \"t\", \"livemode\": " + live + "}";

        Reading reading = read(endpoint("stripe", mode), Map.of(), body.getBytes(UTF_8));

        assertThat(reading instanceof Reading.Events).isEqualTo(taken);
        if (reading instanceof Reading.Refused refused) {
            assertThat(refused.why()).isEqualTo(Refusal.LIVEMODE_MISMATCH);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01,       true",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-extra, true",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-extra, false",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01,       false",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01,       false",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01,       false",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01,       false",
        "nonsense,                                                      false"
    })
    void traceContextIsKeptWhereItsFormIsValid(String traceparent, boolean kept) {
        Reading reading = new EventReader()
                .read(
                        endpoint("stripe", Livemode.ANY),
                        request(Map.of(), "{\"id\": \"1\", \"type\": \"t\"}".getBytes(UTF_8)),
                        NOW,
                        Optional.of(traceparent));

        assertThat(only(reading).traceparent().isPresent()).isEqualTo(kept);
    }

    private static WebhookEvent stripe(String body) {
        return event("stripe", Map.of(), body);
    }

    private static WebhookEvent event(String provider, Map<String, String> headers, String body) {
        return only(read(endpoint(provider, Livemode.ANY), headers, body.getBytes(UTF_8)));
    }

    private static WebhookEvent only(Reading reading) {
        return switch (reading) {
            case Reading.Events events -> {
                assertThat(events.events()).hasSize(1);
                yield events.events().get(0);
            }
            case Reading.Refused refused -> throw new AssertionError(refused);
        };
    }

    private static Refusal refusal(String body) {
        return switch (read(endpoint("stripe", Livemode.ANY), Map.of(), body.getBytes(UTF_8))) {
            case Reading.Events events -> throw new AssertionError(events);
            case Reading.Refused refused -> refused.why();
        };
    }

    private static Reading read(Endpoint endpoint, Map<String, String> headers, byte[] body) {
        return new EventReader().read(endpoint, request(headers, body), NOW, Optional.empty());
    }

    private static SignedRequest request(Map<String, String> headers, byte[] body) {
        return new SignedRequest("POST", "https://example.com/webhooks/shop", RequestHeaders.of(headers), body);
    }

    private static Endpoint endpoint(String provider, Livemode livemode) {
        ProviderPreset preset = ProviderPresets.bundled().named(provider).orElseThrow();
        return new Endpoint(
                "shop",
                List.of("/webhooks/shop"),
                true,
                provider,
                BodyFormat.JSON,
                preset.scheme().orElseThrow(),
                List.of(new Secret("secrets[0]", "not-a-real-one")),
                preset.identity().orElseThrow(),
                livemode,
                1024 * 1024,
                Map.of());
    }
}

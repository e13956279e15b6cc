package dev.sluice.provider;

import static dev.sluice.provider.Readings.GITHUB;
import static dev.sluice.provider.Readings.endpoint;
import static dev.sluice.provider.Readings.event;
import static dev.sluice.provider.Readings.read;
import static dev.sluice.provider.Readings.refusal;
import static dev.sluice.provider.Readings.stripe;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.event.WebhookEvent;
import dev.sluice.rejection.RejectionCode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileBodiesTest {
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
        assertThat(refusal(body)).isEqualTo(RejectionCode.BODY_UNPARSABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"issue\": {\"title\": \"&payload=%7B%22action%22%3A%22deleted%22%7D&y=\"}}",
                "x=1&payload=%7B%22action%22%3A%22deleted%22%7D"
            })
    void documentInTheMidstOfAnotherBodyIsNoForm(String body) {
        Map<String, String> headers = new HashMap<>(GITHUB);
        headers.put("content-type", "application/x-www-form-urlencoded");

        assertThat(refusal("github", headers, body.getBytes(UTF_8))).isEqualTo(RejectionCode.BODY_UNPARSABLE);
        assertThat(event("github", headers, body.substring(body.indexOf("payload")))
                        .type())
                .isEqualTo("issues.deleted");
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] body = "{\"id\": \"1\", \"type\": \"t\", \"x\": \"Zürich\"}".getBytes(ISO_8859_1);

        assertThat(refusal("stripe", Map.of(), body)).isEqualTo(RejectionCode.BODY_UNPARSABLE);
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
    void identityThatCannotBeStoredIsRefused(String body, RejectionCode expected) {
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
                .isEqualTo(RejectionCode.EVENT_ID_INVALID);
        assertThat(refusal("{\"id\": \"" + "a".repeat(3_000) + "\", \"type\": \"t\"}"))
                .isEqualTo(RejectionCode.EVENT_ID_INVALID);
        assertThat(refusal("{\"id\": " + "9".repeat(400) + ", \"type\": \"t\"}"))
                .isEqualTo(RejectionCode.EVENT_ID_INVALID);
    }

    @Test
    void suffixCountsTowardsTheTypesLength() {
        String body = "{\"action\": \"" + "a".repeat(250) + "\"}";

        assertThat(refusal("github", GITHUB, body.getBytes(UTF_8))).isEqualTo(RejectionCode.EVENT_TYPE_INVALID);
    }

    @Test
    void damagedBodyIsReadOrRefusedAndNothingElse() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Endpoint endpoint = endpoint("stripe", Livemode.ANY);
        byte[] whole =
                "{\"id\": \"evt_€\", \"type\": \"t\", \"created\": 1.5e3, \"data\": {\"object\": {\"id\": \"\\u00e4\"}}}"
                        .getBytes(UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] body = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
            for (int damage = random.nextInt(4); damage > 0; damage--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            assertThatCode(() -> read(endpoint, Map.of(), body))
                    .as("seed %s", seed)
                    .doesNotThrowAnyException();
        }
    }
}

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
import dev.sluice.rejection.Checked;
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
        Checked<Reading> reading =
                read(endpoint("stripe", Livemode.ANY), Map.of(), "{\"id\": card_4242 }".getBytes(UTF_8));

        assertThat(reading.toString()).doesNotContain("card").contains("line 1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type": "t"}                               | t
            []                                          | unknown
            {}                                          | unknown
            {"id": null, "type": "t"}                   | t
            {"id": {"id": 1}, "type": {"type": "t"}}    | unknown
            {"id": "", "type": ""}                      | unknown
            {"id": "  ", "type": "  "}                  | unknown
            {"id": "\\t", "type": "t"}                  | t
            """)
    void identityThatIsMissingOrEmptyFallsThroughToTheLastResort(String body, String type) {
        WebhookEvent event = stripe(body);

        assertThat(event.type()).isEqualTo(type);
        assertThat(event.key().id())
                .matches("[0-9a-f]{64}")
                .isEqualTo(stripe(body).key().id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\\u0000b",
                "a\\nb",
                "a\\u202eb",
                "a\\ud800b",
                "a\\ud801b",
                "a\\u2028b",
                "\\u0007",
            })
    void idThatCannotBePrintedIsKnownByItsHash(String id) {
        String body = "{\"id\": \"" + id + "\", \"type\": \"t\"%s}";

        String first = stripe(body.formatted("")).key().id();

        assertThat(first).matches("[0-9a-f]{64}");
        assertThat(stripe(body.formatted(", \"attempt\": 2")).key().id()).isEqualTo(first);
        assertThat(stripe(body.formatted("").replace(id, id + id)).key().id()).isNotEqualTo(first);
    }

    @Test
    void idsOfHalvesOfSurrogatePairsAreToldApart() {
        assertThat(stripe("{\"id\": \"a\\ud800b\", \"type\": \"t\"}").key().id())
                .isNotEqualTo(
                        stripe("{\"id\": \"a\\ud801b\", \"type\": \"t\"}").key().id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\u0007\"", "\"a\\ud800\""})
    void typeThatCannotBePrintedIsRefused(String type) {
        assertThat(refusal("{\"id\": \"1\", \"type\": " + type + "}")).isEqualTo(RejectionCode.EVENT_TYPE_INVALID);
    }

    @Test
    void typeThatIsTooLongIsRefused() {
        assertThat(refusal("{\"id\": \"1\", \"type\": \"" + "t".repeat(256) + "\"}"))
                .isEqualTo(RejectionCode.EVENT_TYPE_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "true", "\"text\"", "-1.5e3"})
    void scalarIsNoEvent(String body) {
        assertThat(refusal(body)).isEqualTo(RejectionCode.EVENT_ID_INVALID);
        assertThat(refusal("x", Map.of(), body.getBytes(UTF_8))).isEqualTo(RejectionCode.EVENT_ID_INVALID);
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
        for (String id : List.of("\"" + "a".repeat(256) + "\"", "\"" + "a".repeat(3_000) + "\"", "9".repeat(400))) {
            assertThat(stripe("{\"id\": " + id + ", \"type\": \"t\"}").key().id())
                    .hasSize(64);
        }
    }

    @Test
    void suffixThatIsTooLongIsCutAndTheNameStays() {
        String body = "{\"action\": \"" + "a".repeat(250) + "\"}";

        assertThat(event("github", GITHUB, body).type())
                .startsWith("issues.aaa")
                .matches(".*…sha256:[0-9a-f]{64}")
                .hasSizeLessThanOrEqualTo(255);
        assertThat(event("github", GITHUB, "{\"action\": \"\"}").type()).isEqualTo("issues");
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

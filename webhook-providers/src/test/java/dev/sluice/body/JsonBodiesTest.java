package dev.sluice.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonBodiesTest {
    @Test
    void whateverIsValidIsRead() {
        assertThat(tree("[".repeat(5_000) + "]".repeat(5_000))).isPresent();
        assertThat(tree("{\"n\": " + "9".repeat(400_000) + "}")).isPresent();
        assertThat(tree("{\"" + "k".repeat(100_000) + "\": 1}")).isPresent();
        assertThat(tree("{\"t\": \"\\u0000\"}").orElseThrow().get("t").asText()).isEqualTo("\0");
    }

    @Test
    void numbersKeepTheirValue() {
        assertThat(tree("{\"n\": 1e400}").orElseThrow().get("n").decimalValue()).isEqualByComparingTo("1e400");
        assertThat(tree("{\"n\": 0.1}").orElseThrow().get("n").decimalValue()).isEqualTo(new BigDecimal("0.1"));
    }

    @Test
    void whatIsNotOneValueIsNone() {
        for (String body : new String[] {"", " ", "{", "{} {}", "{'a': 1}", "nul", "[1,]", "\0", "NaN"}) {
            assertThat(tree(body)).as(body).isEmpty();
        }
        assertThat(tree("[".repeat(JsonBodies.NESTING_LIMIT + 1) + "]".repeat(JsonBodies.NESTING_LIMIT + 1)))
                .isEmpty();
    }

    /** What begins like UTF-32 and breaks off from it makes the parser throw no JSON error, but an I/O error. */
    @Test
    void brokenTextOfOtherEncodingsIsNone() {
        assertThat(JsonBodies.tree(new byte[] {0, 0, 0, '[', 0x76, 0x2c, 0x61, 0x0d}))
                .isEmpty();
        assertThat(JsonBodies.tree(new byte[] {'[', 0, 0, 0, 0x0d, 0x61, 0x2c, 0x76}))
                .isEmpty();
        assertThat(JsonBodies.tree(new byte[] {0, '"', (byte) 0xd8, 0})).isEmpty();
    }

    private static Optional<JsonNode> tree(String body) {
        return JsonBodies.tree(body.getBytes(UTF_8));
    }
}

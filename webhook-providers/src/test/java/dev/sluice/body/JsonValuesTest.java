package dev.sluice.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValuesTest {
    private static final List<JsonPointer> POINTERS = List.of(
            JsonPointer.compile("/a"),
            JsonPointer.compile("/a/b"),
            JsonPointer.compile("/a/b/c"),
            JsonPointer.compile("/a/0"),
            JsonPointer.compile("/b/1/a"),
            JsonPointer.compile("/b"),
            JsonPointer.compile("/c~1d"),
            JsonPointer.compile("/@odata.type"));

    @Test
    void valuesAreFoundAsWritten() throws Exception {
        JsonValues values = values(
                "{\"a\": {\"b\": \"\\u20ac\"}, \"b\": [0, {\"a\": 1.50}], \"c/d\": true, \"@odata.type\": \"#x\"}");

        assertThat(values.at(POINTERS.get(1))).hasValue("€");
        assertThat(values.at(POINTERS.get(4))).hasValue("1.50");
        assertThat(values.at(POINTERS.get(6))).hasValue("true");
        assertThat(values.at(POINTERS.get(7))).hasValue("#x");
        assertThat(values.at(POINTERS.get(0))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": 1, \"a\": 2}",
                "{\"a\": 1, \"a\": null}",
                "{\"a\": 1, \"a\": {\"b\": 2}}",
                "{\"a\": {\"b\": 1}, \"a\": {}}",
                "{\"a\": {\"b\": {\"c\": 1}}, \"a\": {\"b\": {}}}",
                "{\"a\": {\"b\": 1, \"b\": {\"c\": 2}, \"b\": [3]}}",
                "{\"a\": {\"b\": 1}, \"a\": [2]}",
                "{\"b\": [1, {\"a\": 2}], \"b\": [3]}",
                "{\"\\u0061\": 1, \"a\": 2}",
            })
    void ofMembersOfOneNameTheLastCountsAsInATree(String json) throws Exception {
        sameAsTree(json);
    }

    @Test
    void anyNestingIsReadAsInATree() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder json = new StringBuilder();
            write(random, json, 4);
            assertThat(json).as("seed %s", seed).isNotEmpty();
            sameAsTree(json.toString());
        }
    }

    private static void write(Random random, StringBuilder json, int depth) {
        switch (random.nextInt(depth == 0 ? 3 : 6)) {
            case 0 -> json.append(random.nextInt(100));
            case 1 -> json.append("null");
            case 2 -> json.append("\"t").append(random.nextInt(100)).append('"');
            case 3 -> {
                json.append('[');
                for (int i = random.nextInt(3); i >= 0; i--) {
                    write(random, json, depth - 1);
                    json.append(i == 0 ? "" : ",");
                }
                json.append(']');
            }
            default -> {
                json.append('{');
                for (int i = random.nextInt(4); i >= 0; i--) {
                    json.append('"').append((char) ('a' + random.nextInt(3))).append("\":");
                    write(random, json, depth - 1);
                    json.append(i == 0 ? "" : ",");
                }
                json.append('}');
            }
        }
    }

    private static void sameAsTree(String json) throws UnparsableBodyException {
        JsonNode tree = JsonBodies.tree(json.getBytes(UTF_8)).orElseThrow();
        JsonValues values = values(json);
        for (JsonPointer pointer : POINTERS) {
            JsonNode node = tree.at(pointer);
            Optional<String> expected =
                    node.isValueNode() && !node.isNull() ? Optional.of(node.asText()) : Optional.empty();
            assertThat(values.at(pointer)).as("%s in %s", pointer, json).isEqualTo(expected);
        }
    }

    @Test
    void fewNamesAreKept() throws Exception {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < 100; i++) {
            json.append("\"n").append(i).append("\": 1,");
        }
        json.append("\"x_events\": []}");

        assertThat(values("{\"for_user_id\": 1, \"tweet_create_events\": []}").nameEndingWith("_events"))
                .hasValue("tweet_create_events");
        assertThat(values(json.toString()).nameEndingWith("_events")).isEmpty();
        assertThat(values("[]").nameEndingWith("_events")).isEmpty();
    }

    @Test
    void hostileShapesAreReadOrRefused() throws Exception {
        values("{\"a\": " + "[".repeat(40_000) + "]".repeat(40_000) + "}");
        values("{\"" + "n".repeat(1_000_000) + "\": 1}");
        assertThat(values("{\"a\": \"" + "t".repeat(1_000_000) + "\"}").at(POINTERS.get(0)))
                .hasValueSatisfying(text -> assertThat(text).hasSize(1_000_000));
        assertThatThrownBy(() -> values("{\"a\":".repeat(200_000))).isInstanceOf(UnparsableBodyException.class);
        assertThatThrownBy(() -> values("[".repeat(1_000_000))).isInstanceOf(UnparsableBodyException.class);
    }

    @Test
    void messageShowsNothingOfTheBody() {
        assertThatThrownBy(() -> values("{\"a\": \"card\" 4242}")).hasMessageNotContaining("4242");
    }

    private static JsonValues values(String json) throws UnparsableBodyException {
        return JsonValues.read(json.getBytes(UTF_8), POINTERS);
    }
}

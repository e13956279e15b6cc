package dev.sluice.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonItemsTest {
    private static final JsonPointer WHOLE = JsonPointer.empty();
    private static final JsonPointer EVENTS = JsonPointer.compile("/data/events");

    @Test
    void itemsHaveTheBytesThatStandInTheBody() throws Exception {
        assertThat(items("[ {\"a\" : 1 } ,\n\t[ 2 ],\"€\\u20ac\u00e4\",-1.50e3 ,null,true, {}]", WHOLE))
                .containsExactly("{\"a\" : 1 }", "[ 2 ]", "\"€\\u20ac\u00e4\"", "-1.50e3", "null", "true", "{}");
        assertThat(items(
                        "{\"x\": [9], \"data\": {\"events\": [{\"uuid\":\"ü\"},{\"uuid\": \"\uD83D\uDE00\"}]}, \"z\": 1}",
                        EVENTS))
                .containsExactly("{\"uuid\":\"ü\"}", "{\"uuid\": \"\uD83D\uDE00\"}");
        assertThat(items("[\"\"]", WHOLE)).containsExactly("\"\"");
        assertThat(items("[12]", WHOLE)).containsExactly("12");
    }

    @Test
    void itemsAcrossTheParsersBuffersAreWhole() throws Exception {
        String item = "{\"k\": \"" + "€x".repeat(5_000) + "\", \"n\": " + "7".repeat(9_000) + "}";
        assertThat(items("[" + item + " , " + item + "]", WHOLE)).containsExactly(item, item);
        String text = "\"" + "\\u0041€".repeat(9_000) + "\"";
        assertThat(items("[1," + text + ",2]", WHOLE)).containsExactly("1", text, "2");
    }

    @Test
    void byteOrderMarkDoesNotShiftTheItems() throws Exception {
        assertThat(items("\uFEFF[{\"a\":1},{\"a\":2}]", WHOLE)).containsExactly("{\"a\":1}", "{\"a\":2}");
    }

    @Test
    void objectInThePlaceOfTheListIsTheOnlyItem() throws Exception {
        assertThat(items(" {\"a\": [1, 2]} ", WHOLE)).containsExactly(" {\"a\": [1, 2]} ");
    }

    @Test
    void ofListsOfOneNameTheLastCounts() throws Exception {
        assertThat(items("{\"data\": {\"events\": [1]}, \"data\": {\"events\": [2], \"events\": [3]}}", EVENTS))
                .containsExactly("3");
        refused("{\"data\": {\"events\": [1]}, \"data\": {}}", EVENTS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "\"a\"",
                "null",
                "[]",
                "[1",
                "[1,]",
                "[1] 2",
                "[1][2]",
                "[{]}",
                "{\"a\": 1",
                "{\"a\": 1} x",
                "[\"\\x\"]",
                "[01]",
                "[\u0000]"
            })
    void whatIsNoListIsRefused(String body) {
        refused(body, WHOLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"data\": []}",
                "{\"data\": {\"events\": {}}}",
                "{\"data\": {\"events\": []}}",
                "{\"data\": {\"events\": \"x\"}}",
                "{\"data\": [{\"events\": [1]}]}",
                "[{\"data\": {\"events\": [1]}}]"
            })
    void listMustBeWhereItIsSaidToBe(String body) {
        refused(body, EVENTS);
    }

    @Test
    void otherEncodingsAndTooManyItemsAreRefused() throws Exception {
        assertThatThrownBy(() -> JsonItems.of("[1,2]".getBytes(UTF_16), WHOLE))
                .isInstanceOf(UnparsableBodyException.class);
        assertThatThrownBy(() -> JsonItems.of("[1,2]".getBytes(Charset.forName("UTF-32")), WHOLE))
                .isInstanceOf(UnparsableBodyException.class);
        assertThatThrownBy(() -> JsonItems.of("[\"ä\"]".getBytes(ISO_8859_1), WHOLE))
                .isInstanceOf(UnparsableBodyException.class);
        String most = "0,".repeat(JsonItems.LIMIT - 1) + "0";
        assertThat(items("[" + most + "]", WHOLE)).hasSize(JsonItems.LIMIT);
        refused("[" + most + ",0]", WHOLE);
    }

    @Test
    void deepItemsAreTakenUpToTheLimit() throws Exception {
        String deep = "[".repeat(40_000) + "]".repeat(40_000);
        assertThat(items("[" + deep + "]", WHOLE)).containsExactly(deep);
        refused("[".repeat(1_000_000), WHOLE);
        refused("{\"data\":".repeat(100_000), EVENTS);
    }

    private static void refused(String body, JsonPointer pointer) {
        assertThatThrownBy(() -> items(body, pointer)).isInstanceOf(UnparsableBodyException.class);
    }

    private static List<String> items(String body, JsonPointer pointer) throws UnparsableBodyException {
        return JsonItems.of(body.getBytes(UTF_8), pointer).stream()
                .map(bytes -> new String(bytes, UTF_8))
                .toList();
    }
}

package dev.sluice.body;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonbFitTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":[1,2.5,"x\\n"]}                           | PLAIN
             { "a" : -0.5e+3 , "b" : [ ] }                 | PLAIN
            "text"                                         | PLAIN
            null                                           | PLAIN
            {"a":"\\u0026 \\u00e9 \\u00E9 \\/ \\" \\\\"}   | PLAIN
            ["\\ud83d\\ude00", "\\uD83D\\uDE00"]           | PLAIN
            {"a":"\\\\u0000"}                              | PLAIN
            {"a":"{[[", "b":"1e9999"}                      | PLAIN
            {"a":1e9}                                      | PLAIN
            {"a":1E1000}                                   | PLAIN
            {"a":1e-00000000001000}                        | PLAIN
            {"a":1e1001}                                   | ASK
            {"a":-1.5E-1001}                               | ASK
            {"a":1e131072}                                 | ASK
            {"a":1e2147483647}                             | ASK
            {"a":"\\u0000"}                                | NONE
            {"\\u0000":1}                                  | NONE
            {"a":"\\\\\\u0000"}                            | NONE
            {"a":"\\ud800"}                                | NONE
            {"a":"\\udc00"}                                | NONE
            {"a":"\\ud800 \\udc00"}                        | NONE
            {"a":"\\ud800\\ud800\\udc00"}                  | NONE
            {"a":"\\ud800\\n"}                             | NONE
            {"a":"\\ude00\\ud83d"}                         | NONE
            {"a":"\\u0000","a":1}                          | NONE
            {"a":{"\\ud800":1},"a":{}}                     | NONE
            {"a":1e9999,"a":"\\u0000"}                     | NONE
            {} {}                                          | NONE
            {"a":1                                         | NONE
            <a/>                                           | NONE
            ``                                             | NONE
            NaN                                            | NONE
            """)
    void formsAreToldApart(String text, JsonbFit expected) {
        assertThat(fit(text.getBytes(UTF_8))).isEqualTo(expected);
    }

    @Test
    void numbersOfManyDigitsAreAskedAbout() {
        assertThat(fit("9".repeat(1_000).getBytes(UTF_8))).isEqualTo(JsonbFit.PLAIN);
        assertThat(fit("9".repeat(1_001).getBytes(UTF_8))).isEqualTo(JsonbFit.ASK);
        assertThat(fit(("[0." + "1".repeat(20_000) + "]").getBytes(UTF_8))).isEqualTo(JsonbFit.ASK);
    }

    @Test
    void numberBeyondAnyOfJavasMakesNoDocument() {
        assertThat(fit("{\"a\":1e2147483648}".getBytes(UTF_8))).isEqualTo(JsonbFit.NONE);
    }

    @Test
    void nestingEndsAtTheLimit() {
        assertThat(fit(("[".repeat(1_000) + "]".repeat(1_000)).getBytes(UTF_8))).isEqualTo(JsonbFit.PLAIN);
        assertThat(fit(("[".repeat(1_001) + "]".repeat(1_001)).getBytes(UTF_8))).isEqualTo(JsonbFit.NONE);
        assertThat(fit(("{\"a\":[".repeat(501) + "]}".repeat(501)).getBytes(UTF_8)))
                .isEqualTo(JsonbFit.NONE);
        assertThat(fit(("[" + "[],{},".repeat(5_000) + "1]").getBytes(UTF_8))).isEqualTo(JsonbFit.PLAIN);
    }

    @Test
    void whatIsNotUtf8IsNotGivenToPostgres() {
        assertThat(fit("{\"a\":1}".getBytes(UTF_16LE))).isEqualTo(JsonbFit.NONE);
        assertThat(fit(new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}))
                .isEqualTo(JsonbFit.NONE);
        assertThat(fit(new byte[] {'"', 'a', 'b', 'c', (byte) 0xc0, (byte) 0x80, '"'}))
                .isEqualTo(JsonbFit.NONE);
        assertThat(fit(new byte[] {'"', 'a', 'b', 'c', 'd', 0, '"'})).isEqualTo(JsonbFit.NONE);
        assertThat(fit(new byte[] {'"', 'a', 'b', 'c', 'd', '"', 0})).isEqualTo(JsonbFit.NONE);
        assertThat(fit("[\"é😀\"]".getBytes(UTF_8))).isEqualTo(JsonbFit.PLAIN);
        assertThat(fit("\ufeff{}".getBytes(UTF_8))).isEqualTo(JsonbFit.PLAIN);
        assertThat(fit("\ufeff\ufeff{}".getBytes(UTF_8))).isEqualTo(JsonbFit.NONE);
    }

    @Test
    void damagedTextsAreDecidedAndNothingElse() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> texts = List.of(
                "{\"id\":\"evt_1\",\"n\":-12.50,\"e\":1E5,\"l\":[1,2.0e-3,[],{}],\"t\":true,\"z\":null}",
                "[\"a\\\"b\\\\c\\/d\\b\\f\\n\\r\\t\",\"\\u00e9\",\"\\ud83d\\ude00\",\"é😀\",\"\"]");
        for (int i = 0; i < 20_000; i++) {
            byte[] text = texts.get(random.nextInt(texts.size())).getBytes(UTF_8);
            for (int damage = random.nextInt(4); damage > 0; damage--) {
                text[random.nextInt(text.length)] = (byte) random.nextInt(256);
            }
            assertThatCode(() -> fit(text)).as("seed %s", seed).doesNotThrowAnyException();
        }
    }

    private static JsonbFit fit(byte[] text) {
        return new EventDocument(text, DocumentPlace.JSON).jsonb();
    }
}

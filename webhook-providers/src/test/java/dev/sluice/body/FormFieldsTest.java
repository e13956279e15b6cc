package dev.sluice.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormFieldsTest {
    @Test
    void fieldsAreDecodedAndKeepTheirOrder() throws Exception {
        assertThat(fields("b=1&a=%E2%82%AC+x%2By&b=2&c&d=&=e&&f==g"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "b", List.of("1", "2"),
                        "a", List.of("€ x+y"),
                        "c", List.of(""),
                        "d", List.of(""),
                        "", List.of("e"),
                        "f", List.of("=g")));
        assertThat(fields("b=1&a=2").keySet()).containsExactly("b", "a");
        assertThat(fields("")).isEmpty();
    }

    @Test
    void firstOfRepeatedFieldsIsTheField() throws Exception {
        assertThat(FormFields.of("a=1&a=2&%61=3".getBytes(UTF_8)).first("a")).hasValue("1");
        assertThat(FormFields.of("a=1".getBytes(UTF_8)).first("b")).isEmpty();
    }

    @Test
    void queryIsWhatFollowsTheFirstQuestionMark() throws Exception {
        assertThat(FormFields.ofQuery("https://example.com/a?b=1?2&c=3").asMap())
                .containsExactlyInAnyOrderEntriesOf(Map.of("b", List.of("1?2"), "c", List.of("3")));
        assertThat(FormFields.ofQuery("https://example.com/a").asMap()).isEmpty();
    }

    /** As the WHATWG URL standard has it: {@code new URLSearchParams("a=%zz").get("a")} is {@code %zz}. */
    @ParameterizedTest
    @CsvSource({
        "a=%,           %",
        "a=100%,        100%",
        "a=%4,          %4",
        "a=%zz,         %zz",
        "a=%4z%41,      %4zA",
        "a=%-1,         %-1",
        "a=%+1,         % 1",
        "a=%%41,        %A",
        "a=%2541,       %41",
        "a=50%+off,     50% off",
        "a=%E2%82%AC%e2, €\uFFFD"
    })
    void percentSignThatBeginsNoEscapeIsKept(String form, String value) throws Exception {
        assertThat(fields(form)).isEqualTo(Map.of("a", List.of(value)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\": \"&b=1\"}", "[\"&b=1\"]", " \r\n\t{&b=1", "\uFEFF [&b=1"})
    void whatBeginsAsJsonIsNoForm(String body) {
        assertThatThrownBy(() -> fields(body)).isInstanceOf(UnparsableBodyException.class);
    }

    @Test
    void fieldsAreCountedAndTheirLengthIsNot() throws Exception {
        assertThat(fields("a&".repeat(FormFields.LIMIT)).get("a")).hasSize(FormFields.LIMIT);
        assertThatThrownBy(() -> fields("a&".repeat(FormFields.LIMIT + 1))).isInstanceOf(UnparsableBodyException.class);
        assertThat(fields("&".repeat(1_000_000))).isEmpty();
        assertThat(fields("a=" + "%41".repeat(300_000)).get("a").getFirst()).hasSize(300_000);
    }

    @Test
    void bytesThatAreNotUtf8BecomeReplacements() throws Exception {
        assertThat(FormFields.of("a=ä".getBytes(ISO_8859_1)).first("a")).hasValue("\uFFFD");
        assertThat(FormFields.of("a=%E4".getBytes(UTF_8)).first("a")).hasValue("\uFFFD");
    }

    private static Map<String, List<String>> fields(String form) throws UnparsableBodyException {
        return FormFields.of(form.getBytes(UTF_8)).asMap();
    }
}

package dev.sluice.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.body.BodyFormat;
import dev.sluice.signature.SignaturePlace.Fields;
import dev.sluice.signature.SignaturePlace.Plain;
import dev.sluice.signature.SignaturePlace.Presented;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers with several values: on several lines, or on one with commas and blanks (RFC 9110, sections 5.2, 5.3 and 5.6.1). */
class HeaderListsTest {
    private static final String SIGNATURE = "X-Signature";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sha256= | ``  | sha256=aa, sha256=bb      | aa bb",
                "sha256= | ``  | sha256=aa,sha256=bb       | aa bb",
                "sha256= | ``  | sha256=aa ,\t sha256=bb , | aa bb",
                "sha256= | ``  | , ,sha256=aa              | aa",
                "sha256= | ``  | md5=aa, sha256=bb         | bb",
                "``      | ``  | aa, bb                    | aa bb",
                "v1,     | ` ` | `v1,aa v1,bb`             | aa bb",
                "v1,     | ` ` | `v1,aa   v1,bb `          | aa bb",
                "v1,     | ` ` | `v1,aa, v1,bb`            | aa bb",
                "v1,     | ` ` | `v1,aa,v1,bb v1,cc`       | aa bb cc",
                "v1,     | ` ` | `v1a,aa v1,bb`            | bb",
                "``      | ;   | aa ; bb;cc, dd            | aa bb cc dd"
            })
    void signaturesAreListedWithBlanksAround(String prefix, String separator, String value, String expected) {
        assertThat(read(new Plain(SIGNATURE, prefix, separator), value).signatures())
                .containsExactly(expected.split(" "));
    }

    @Test
    void linesOfOneHeaderAreOneList() {
        assertThat(read(new Plain(SIGNATURE, "sha256=", ""), "sha256=aa", "sha256=bb, sha256=cc")
                        .signatures())
                .containsExactly("aa", "bb", "cc");
        assertThat(read(new Fields(SIGNATURE, ",", "t", "v1"), "t=1, v1=aa", "v1=bb")
                        .signatures())
                .containsExactly("aa", "bb");
        assertThat(read(new Fields(SIGNATURE, ";", "ts", "h1"), "ts=1 ; h1=aa, h1=bb")
                        .signatures())
                .containsExactly("aa", "bb");
        assertThat(read(new Fields(SIGNATURE, ";", "ts", "h1"), "ts=1;h1=aa", "ts=1;h1=bb"))
                .isEqualTo(new Presented(java.util.Optional.of("1"), List.of("aa", "bb")));
    }

    @Test
    void headerOfNothingButSeparatorsIsReadAtOnce() {
        for (String hostile :
                List.of(";".repeat(32_000), ",".repeat(32_000), " ".repeat(32_000), ", ".repeat(16_000))) {
            for (SignaturePlace place : List.of(
                    new Plain(SIGNATURE, "v1,", " "),
                    new Plain(SIGNATURE, "sha256=", ""),
                    new Fields(SIGNATURE, ";", "ts", "h1"))) {
                long start = System.nanoTime();
                assertThatCode(() -> read(place, hostile)).doesNotThrowAnyException();
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "application/json, application/json                               | true",
                "application/json,application/json;charset=utf-8                  | true",
                "`application/json; a=\"x, y\"`                                   | true",
                "APPLICATION/JSON , application/json                              | true",
                "application/json, text/plain                                     | false",
                "text/plain, application/json                                     | false",
                "application/json,                                                | true"
            })
    void contentTypeThatIsSaidTwiceIsOne(String contentType, boolean json) {
        assertThat(BodyFormat.JSON.carriedBy(contentType)).isEqualTo(json);
    }

    private static Presented read(SignaturePlace place, String... lines) {
        RequestHeaders headers = RequestHeaders.ofAll(Map.of(SIGNATURE, Arrays.asList(lines)));
        return place.read(new SignedRequest("POST", "/", headers, "{}".getBytes(UTF_8)))
                .orElseThrow();
    }
}

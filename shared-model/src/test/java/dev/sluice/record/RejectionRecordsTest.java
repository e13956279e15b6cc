package dev.sluice.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.rejection.Diagnosis;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RejectionRecordsTest {
    private static final Instant AT = Instant.parse("2025-06-01T10:00:00.123456Z");

    @Test
    void rejectionComesBackFromItsRecordAsItWas() throws Exception {
        Rejection whole = new Rejection(
                AT,
                "shop",
                "signature_mismatch",
                401,
                "no secret of 2 matched \"v1\"",
                List.of(new Diagnosis("newline", "matches without its last newline", true)),
                "req-1",
                Optional.of("address"),
                new RejectedRequest(
                        "192.0.2.7",
                        "POST",
                        "/webhooks/shop",
                        OptionalLong.of(12),
                        Optional.of("application/json"),
                        9,
                        300,
                        Optional.of("curl/8 😀")));
        Rejection bare = rejection("", List.of(), "");

        assertThat(RejectionRecords.read(RejectionRecords.value(whole))).isEqualTo(whole);
        assertThat(RejectionRecords.read(RejectionRecords.value(bare))).isEqualTo(bare);
        assertThat(RejectionRecords.key(whole)).asString(UTF_8).isEqualTo("shop");
    }

    @Test
    void queryAndParametersOfThePathAreLeftOut() {
        for (String sent : List.of("/a?token=not-a-real-one", "/a;token=not-a-real-one", "/a#not-a-real-one")) {
            assertThat(rejection("", List.of(), sent).request().path()).isEqualTo("/a");
        }
    }

    @Test
    void textOfStrangersStaysOneLine() {
        assertThat(rejection("/a\r\n12:00 INFO all is well\u2028\u202e\ud800\0", List.of(), "")
                        .finding())
                .isEqualTo("/a??12:00 INFO all is well????");
    }

    @Test
    void cutDoesNotHalveACharacter() {
        String finding = rejection("x" + "😀".repeat(500), List.of(), "").finding();

        assertThat(finding).hasSizeLessThanOrEqualTo(400).endsWith("😀");
    }

    @ParameterizedTest
    @ValueSource(strings = {"€", "😀", "\"", "\\", "\0"})
    void valueStaysWithinItsLimitWhateverIsSent(String character) {
        String endless = character.repeat(100_000);
        Rejection rejection = new Rejection(
                AT,
                endless,
                endless,
                Integer.MAX_VALUE,
                endless,
                Collections.nCopies(100, new Diagnosis(endless, endless, false)),
                endless,
                Optional.of(endless),
                new RejectedRequest(
                        endless,
                        endless,
                        endless,
                        OptionalLong.of(Long.MAX_VALUE),
                        Optional.of(endless),
                        Integer.MAX_VALUE,
                        Integer.MAX_VALUE,
                        Optional.of(endless)));

        assertThat(RejectionRecords.value(rejection)).hasSizeLessThanOrEqualTo(RejectionRecords.LARGEST_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "junk",
                "[]",
                "{}",
                "{\"at\":\"yesterday\",\"endpoint\":\"a\",\"code\":\"b\"}",
                "{\"at\":\"2025-06-01T10:00:00Z\",\"endpoint\":\"a\"}"
            })
    void whatIsNoRejectionIsUndecodable(String value) {
        assertThatThrownBy(() -> RejectionRecords.read(value.getBytes(UTF_8)))
                .isInstanceOf(UndecodableRecordException.class);
    }

    @Test
    void tombstonesAndEndlessValuesAreUndecodable() {
        assertThatThrownBy(() -> RejectionRecords.read(null)).isInstanceOf(UndecodableRecordException.class);
        assertThatThrownBy(() -> RejectionRecords.read(new byte[1 << 20]))
                .isInstanceOf(UndecodableRecordException.class);
    }

    private static Rejection rejection(String finding, List<Diagnosis> diagnoses, String path) {
        return new Rejection(
                AT,
                "shop",
                "signature_mismatch",
                401,
                finding,
                diagnoses,
                "req-1",
                Optional.empty(),
                new RejectedRequest(
                        "192.0.2.7", "POST", path, OptionalLong.empty(), Optional.empty(), 0, 0, Optional.empty()));
    }
}

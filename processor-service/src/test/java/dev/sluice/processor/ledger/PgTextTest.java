package dev.sluice.processor.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is stored is read back as it was sent, or a key would not be found again. */
final class PgTextTest {
    static Stream<String> hostile() {
        return Stream.of(
                "x".repeat(99) + "😀" + "y".repeat(3000),
                "x".repeat(16 * 1024 - 1) + "😀",
                "\ud83d",
                "\ude00\ud83d",
                "a\ud83db\0c",
                "\ud83d".repeat(5000),
                "😀".repeat(5000),
                "");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void whatIsStoredSurvivesUtf8(String text) {
        for (String stored :
                new String[] {PgText.required(text), PgText.clean(text), PgText.key(text), PgText.id(text)}) {
            assertThat(new String(stored.getBytes(UTF_8), UTF_8))
                    .isEqualTo(stored)
                    .doesNotContain("\0");
        }
        assertThat(PgText.key(text).getBytes(UTF_8)).hasSizeLessThanOrEqualTo(512);
    }

    @Test
    void keysThatDifferStayDifferent() {
        assertThat(PgText.key("\ud83d")).isNotEqualTo(PgText.key("\ude00")).isNotEqualTo(PgText.key("?"));
        assertThat(PgText.key("x".repeat(600) + "a")).isNotEqualTo(PgText.key("x".repeat(600) + "b"));
        assertThat(PgText.key("a\0")).isNotEqualTo(PgText.key("a"));
    }

    @Test
    void textThatFitsStaysAsItIs() {
        assertThat(PgText.key("evt_1")).isEqualTo("evt_1");
        assertThat(PgText.id("😀".repeat(255))).isEqualTo("😀".repeat(255));
        assertThat(PgText.required("é😀")).isEqualTo("é😀");
    }

    @Test
    void anyTextSurvives() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(400); length > 0; length--) {
                text.append((char) (random.nextInt(3) == 0 ? 0xd800 + random.nextInt(0x800) : random.nextInt(0x10000)));
            }
            String key = PgText.key(text.toString());
            assertThat(new String(key.getBytes(UTF_8), UTF_8))
                    .as("seed %d", seed)
                    .isEqualTo(key);
        }
    }
}

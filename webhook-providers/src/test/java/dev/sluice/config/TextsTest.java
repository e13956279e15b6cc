package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {
    @Test
    void durationsAreRead() {
        assertThat(DurationText.parse("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(DurationText.parse("5s")).isEqualTo(Duration.ofSeconds(5));
        assertThat(DurationText.parse("10m")).isEqualTo(Duration.ofMinutes(10));
        assertThat(DurationText.parse("1h")).isEqualTo(Duration.ofHours(1));
        assertThat(DurationText.parse("3d")).isEqualTo(Duration.ofDays(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5 s", "s", "-5s", "1.5s", "5S", "5sec", "0s", "99999999999s"})
    void otherDurationsAreRefused(String text) {
        assertThatThrownBy(() -> DurationText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void sizesAreRead() {
        assertThat(SizeText.parse("512B")).isEqualTo(512);
        assertThat(SizeText.parse("256KiB")).isEqualTo(262_144);
        assertThat(SizeText.parse("1MiB")).isEqualTo(1_048_576);
        assertThat(SizeText.parse("1GiB")).isEqualTo(1_073_741_824);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "1MB", "1mib", "-1B", "0B", "2GiB", "9999999999GiB"})
    void otherSizesAreRefused(String text) {
        assertThatThrownBy(() -> SizeText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void nearestWordIsSuggested() {
        List<String> known = List.of("secrets", "provider", "paths");

        assertThat(Suggestion.among("secret", known)).isEqualTo("Did you mean 'secrets'?");
        assertThat(Suggestion.among("provdier", known)).isEqualTo("Did you mean 'provider'?");
        assertThat(Suggestion.among("rate_limit", known)).isEqualTo("Known here: secrets, provider, paths.");
    }
}

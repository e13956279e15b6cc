package dev.sluice.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MedianTest {
    @Test
    void oneBadRoundDoesNotMoveIt() {
        assertThat(Median.of(List.of(9_000.0, 120.0, 8_000.0))).isEqualTo(8_000);
        assertThat(Median.of(List.of(7.0))).isEqualTo(7);
    }

    @Test
    void ofTwoItIsTheirMean() {
        assertThat(Median.of(List.of(10.0, 4.0))).isEqualTo(7);
    }

    @Test
    void ofNothingThereIsNone() {
        assertThat(Median.of(List.of())).isNaN();
    }
}

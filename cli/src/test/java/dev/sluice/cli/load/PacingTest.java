package dev.sluice.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PacingTest {
    // Far from zero on purpose: nanoTime begins anywhere.
    private static final long BEGAN = Long.MAX_VALUE - 1000;

    @Test
    void requestsAreEvenlySpacedWhateverTheTimeIs() {
        Pacing pacing = new Pacing(BEGAN, 500, Duration.ofSeconds(20));

        assertThat(pacing.due(0, BEGAN + 1) - BEGAN).isZero();
        assertThat(pacing.due(1, BEGAN + 77) - BEGAN).isEqualTo(2_000_000);
        assertThat(pacing.due(9_999, BEGAN) - BEGAN).isEqualTo(19_998_000_000L);
    }

    @Test
    void aRateThatDoesNotDivideASecondDoesNotDrift() {
        Pacing pacing = new Pacing(0, 3, Duration.ofHours(1));

        assertThat(pacing.due(3 * 3600, 0)).isEqualTo(Duration.ofHours(1).toNanos());
    }

    @Test
    void withoutARateARequestIsDueAtOnce() {
        Pacing pacing = new Pacing(BEGAN, 0, Duration.ofSeconds(1));

        assertThat(pacing.due(5, BEGAN + 123)).isEqualTo(BEGAN + 123);
        assertThat(pacing.planned()).isZero();
    }

    @Test
    void exactlyThoseDueBeforeTheEndArePlanned() {
        Pacing pacing = new Pacing(BEGAN, 500, Duration.ofSeconds(20));

        assertThat(pacing.planned()).isEqualTo(10_000);
        assertThat(pacing.isOver(pacing.due(9_999, 0))).isFalse();
        assertThat(pacing.isOver(pacing.due(10_000, 0))).isTrue();
    }

    @Test
    void aWakeUpThatIsALittleLateStillSends() {
        Pacing pacing = new Pacing(BEGAN, 500, Duration.ofSeconds(1));

        assertThat(pacing.isTooLate(BEGAN + Duration.ofMillis(1950).toNanos())).isFalse();
        assertThat(pacing.isTooLate(BEGAN + Duration.ofSeconds(2).toNanos())).isTrue();
    }
}

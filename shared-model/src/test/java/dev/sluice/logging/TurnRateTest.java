package dev.sluice.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TurnRateTest {
    private static final int BURST = 200;
    private static final int PER_SECOND = 20;
    private static final long START = -1_000_000_000_000L;

    private final TurnRate rate = new TurnRate(BURST, PER_SECOND, START);

    @Test
    void manyComeAtOnceAndFewForLong() {
        assertThat(granted(BURST + 50, START)).isEqualTo(BURST);

        long later = START + Duration.ofSeconds(1).toNanos();
        assertThat(rate.next(later)).isEqualTo(new TurnRate.Turn(true, 50));
        assertThat(granted(100, later)).isEqualTo(PER_SECOND - 1);
    }

    @Test
    void turnsThatWereNotTakenAreKeptUpToTheBurst() {
        assertThat(granted(1000, START + Duration.ofHours(1).toNanos())).isEqualTo(BURST);
    }

    @Test
    void readingThatComesLateTakesNothingAway() {
        long later = START + Duration.ofSeconds(1).toNanos();
        assertThat(granted(BURST, later)).isEqualTo(BURST);

        assertThat(rate.next(START).granted()).isFalse();
        assertThat(granted(100, later)).isZero();
    }

    private long granted(int asked, long now) {
        return IntStream.range(0, asked).filter(i -> rate.next(now).granted()).count();
    }
}

package dev.sluice.ingest.reject;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TurnRateTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final TurnRate rate = new TurnRate(2, SECOND);

    @Test
    void turnsBeyondTheRateAreCountedAndToldWithTheNext() {
        assertThat(rate.next(5)).isEqualTo(new TurnRate.Turn(true, 0));
        assertThat(rate.next(6)).isEqualTo(new TurnRate.Turn(true, 0));
        assertThat(rate.next(7)).isEqualTo(new TurnRate.Turn(false, 0));
        assertThat(rate.next(8)).isEqualTo(new TurnRate.Turn(false, 0));
        assertThat(rate.next(5 + SECOND.toNanos())).isEqualTo(new TurnRate.Turn(true, 2));
        assertThat(rate.next(6 + SECOND.toNanos())).isEqualTo(new TurnRate.Turn(true, 0));
    }

    @Test
    void clockThatStartsBelowZeroGrantsTurnsToo() {
        assertThat(rate.next(-1_000_000_000_000L).granted()).isTrue();
    }
}

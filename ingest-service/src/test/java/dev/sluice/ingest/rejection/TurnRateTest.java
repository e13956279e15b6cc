package dev.sluice.ingest.rejection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TurnRateTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final TurnRate rate = new TurnRate(8, SECOND);

    @Test
    void turnsBeyondTheRateAreCountedAndToldWithTheNext() {
        assertThat(rate.next("shop", 5)).isEqualTo(new TurnRate.Turn(true, 0));
        assertThat(rate.next("shop", 6)).isEqualTo(new TurnRate.Turn(true, 0));
        assertThat(rate.next("shop", 7)).isEqualTo(new TurnRate.Turn(false, 0));
        assertThat(rate.next("shop", 8)).isEqualTo(new TurnRate.Turn(false, 0));
        assertThat(rate.next("shop", 5 + SECOND.toNanos())).isEqualTo(new TurnRate.Turn(true, 2));
        assertThat(rate.next("shop", 6 + SECOND.toNanos())).isEqualTo(new TurnRate.Turn(true, 0));
    }

    @Test
    void floodOfOneEndpointLeavesTheOthersTheirTurns() {
        for (int i = 0; i < 1000; i++) {
            rate.next("flooded", i);
        }

        assertThat(rate.next("shop", 1000).granted()).isTrue();
    }

    @Test
    void endpointsTogetherHaveNoMoreThanAll() {
        assertThat(IntStream.range(0, 100)
                        .filter(i -> rate.next("endpoint-" + i, i).granted()))
                .hasSize(8);
    }

    @Test
    void clockThatStartsBelowZeroGrantsTurnsToo() {
        assertThat(rate.next("shop", -1_000_000_000_000L).granted()).isTrue();
    }
}

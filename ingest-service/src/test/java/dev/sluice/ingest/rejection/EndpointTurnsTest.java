package dev.sluice.ingest.rejection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.logging.TurnRate;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EndpointTurnsTest {
    private static final int BURST = 100;
    private static final int PER_SECOND = 12;

    private final EndpointTurns turns = new EndpointTurns(BURST, PER_SECOND, 0);

    @Test
    void endpointHasAQuarterAtOnceAndAQuarterForLong() {
        assertThat(granted("shop", 1000, 0)).isEqualTo(BURST / 4);

        long later = Duration.ofSeconds(1).toNanos();
        assertThat(turns.next("shop", later)).isEqualTo(new TurnRate.Turn(true, 1000 - BURST / 4));
        assertThat(granted("shop", 1000, later)).isEqualTo(PER_SECOND / 4 - 1);
    }

    @Test
    void floodOfOneEndpointLeavesTheOthersTheirTurns() {
        granted("flooded", 1000, 0);

        assertThat(turns.next("shop", 0).granted()).isTrue();
    }

    @Test
    void endpointsTogetherHaveNoMoreThanAll() {
        assertThat(IntStream.range(0, 1000)
                        .filter(i -> turns.next("endpoint-" + i, 0).granted()))
                .hasSize(BURST);
    }

    private long granted(String endpoint, int asked, long now) {
        return IntStream.range(0, asked)
                .filter(i -> turns.next(endpoint, now).granted())
                .count();
    }
}

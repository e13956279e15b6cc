package dev.sluice.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeasuredTest {
    @Test
    void roundsAreShownByTheirMediansAndTheRateOfEach() {
        Measured first = new Measured(20_000, Optional.of(new CpuUse(40, 4, 50)), 2000, 160, 3072);
        Measured slow = new Measured(9_000, Optional.of(new CpuUse(90, 5, 70)), 1800, 190, 4096);
        Measured last = new Measured(22_000, Optional.of(new CpuUse(41, 3, 49)), 1900, 170, 3072);

        assertThat(Measured.shown(List.of(first, slow, last)))
                .isEqualTo("20,000 /s (20,000, 9,000, 22,000); CPU 41 / 4 / 50, in all 95 µs; 1,900 events a commit, "
                        + "170 transactions in all; 3.0 KiB of WAL an event");
    }
}

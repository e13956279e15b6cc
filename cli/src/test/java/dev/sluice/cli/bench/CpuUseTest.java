package dev.sluice.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CpuUseTest {
    @Test
    void whatWasUsedIsSharedAmongTheEvents() {
        CpuUse used =
                new CpuUse(5_000_000, 900_000, 7_000_000).eachSince(new CpuUse(1_000_000, 500_000, 2_000_000), 100_000);

        assertThat(used).isEqualTo(new CpuUse(40, 4, 50));
        assertThat(used.shown()).isEqualTo("CPU 40 / 4 / 50, in all 94 µs");
    }

    @Test
    void eachProgramHasItsOwnMedian() {
        assertThat(CpuUse.median(List.of(new CpuUse(1, 20, 300), new CpuUse(2, 30, 100), new CpuUse(3, 10, 200))))
                .isEqualTo(new CpuUse(2, 20, 200));
    }

    @Test
    void writerThatIsPartOfTheBenchHasNoFigure() {
        assertThat(new CpuUse(0, 1, 32).shown()).isEqualTo("CPU – / 1 / 32, in all 33 µs");
        assertThat(CpuUse.median(List.of()).shown()).isEqualTo("CPU n/a");
    }
}

package dev.sluice.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResidentMemoryTest {
    @Test
    void sharedMemoryCountsOnce() {
        String postmaster = "VmRSS:\t 999 kB\nRssAnon:\t    2048 kB\nRssFile:\t   10240 kB\nRssShmem:\t  102400 kB\n";
        String backend = "VmRSS:\t 999 kB\nRssAnon:\t    4096 kB\nRssFile:\t    8192 kB\nRssShmem:\t  204800 kB\n";

        assertThat(ResidentMemory.mebibytes(List.of(postmaster, backend))).hasValue(2L + 4 + 10 + 200);
    }

    @Test
    void whereNothingIsToldThereIsNoFigure() {
        assertThat(ResidentMemory.mebibytes(List.of())).isEmpty();
    }
}

package dev.sluice.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CpuTimeTest {
    @Test
    void timesInBothModesAndOfChildrenThatHaveEndedAreAddedUp() {
        String stat = "4242 (odd) name (x)) S 1 4242 4242 0 -1 4194560 5146 80391 5 47 120 30 400 7 20 0 1 0 9132 "
                + "234532864 7121 18446744073709551615 1 1 0 0 0 0 0 4096 536951 0 0 0 17 1 0 0 0 0 0\n";

        assertThat(CpuTime.micros(stat)).isEqualTo((120 + 30 + 400 + 7) * 10_000L);
    }

    @Test
    void theTimeOfNobodyIsUnknown() {
        assertThat(CpuTime.of(0)).isEmpty();
    }
}

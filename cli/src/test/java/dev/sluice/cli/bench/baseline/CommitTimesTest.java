package dev.sluice.cli.bench.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.bench.baseline.CommitTimes.Commit;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommitTimesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void theRateLeavesTheFirstPartOut() {
        CommitTimes times = new CommitTimes(List.of(
                new Commit(START, 5),
                new Commit(START.plusSeconds(60), 5),
                new Commit(START.plusSeconds(70), 40),
                new Commit(START.plusSeconds(80), 50)));

        assertThat(times.events()).isEqualTo(100);
        assertThat(times.perSecondFrom(0.1)).isEqualTo(4.5);
    }

    @Test
    void oneCommitHasNoRate() {
        assertThat(new CommitTimes(List.of(new Commit(START, 5))).perSecondFrom(0.1))
                .isNaN();
        assertThat(new CommitTimes(List.of()).perSecondFrom(0.1)).isNaN();
    }
}

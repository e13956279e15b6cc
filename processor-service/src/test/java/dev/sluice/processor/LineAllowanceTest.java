package dev.sluice.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LineAllowanceTest {
    private final AtomicLong now = new AtomicLong();
    private final LineAllowance lines = new LineAllowance(now::get);

    @Test
    void manyAtOnceAreGrantedAndThenFewForLong() {
        assertThat(granted(LineAllowance.BURST + 50)).isEqualTo(LineAllowance.BURST);

        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(lines.next()).isEqualTo(new LineAllowance.Turn(true, 50));
        assertThat(granted(100)).isEqualTo(LineAllowance.PER_SECOND - 1);
    }

    @Test
    void aQuietTimeBringsNoMoreThanTheBurst() {
        now.addAndGet(Duration.ofDays(1).toNanos());

        assertThat(granted(1000)).isEqualTo(LineAllowance.BURST);
    }

    private int granted(int asked) {
        int granted = 0;
        for (int i = 0; i < asked; i++) {
            granted += lines.next().granted() ? 1 : 0;
        }
        return granted;
    }
}

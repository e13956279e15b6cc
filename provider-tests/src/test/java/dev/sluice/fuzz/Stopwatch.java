package dev.sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/** Notices work without bounds; watched code is many times slower, so small differences say nothing. */
final class Stopwatch {
    private static final Duration SOON = Duration.ofSeconds(3);

    private final long start = System.nanoTime();

    void assertSoonDone() {
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }
}

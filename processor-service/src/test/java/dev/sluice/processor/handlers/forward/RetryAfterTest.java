package dev.sluice.processor.handlers.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryAfterTest {
    private static final Instant NOW = Instant.parse("1994-11-06T08:49:07Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            120                            | PT2M
             7                             | PT7S
            0                              | PT0S
            99999999999999999999           | PT876000H
            Sun, 06 Nov 1994 08:49:37 GMT  | PT30S
            Sunday, 06-Nov-94 08:49:37 GMT | PT0S
            Sun, 06 Nov 1994 08:49:00 GMT  | PT0S
            -5                             | PT0S
            1.5                            | PT0S
            soon                           | PT0S
            """)
    void bothFormsAreRead(String header, Duration wait) {
        assertThat(RetryAfter.read(Optional.of(header), NOW)).isEqualTo(wait);
    }

    @Test
    void withoutTheHeaderNothingIsWaited() {
        assertThat(RetryAfter.read(Optional.empty(), NOW)).isZero();
    }
}

package dev.sluice.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyPaceTest {
    private final BodyPace pace = new BodyPace(Duration.ofSeconds(7), Duration.ofSeconds(1), 1000);

    @ParameterizedTest
    @CsvSource({
        "1,      900, false",
        "1,     1100, true",
        "1100,  1100, false",
        "1999,  2000, true",
        "2000,  2000, false",
        "100000, 6999, false",
        "100000, 7001, true",
    })
    void bodyIsTooSlowBelowThePaceOrBeyondTheDeadline(int bytes, int millis, boolean tooSlow) {
        assertThat(Duration.ofMillis(millis).compareTo(pace.timeout(bytes)) > 0).isEqualTo(tooSlow);
    }
}

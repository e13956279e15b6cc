package dev.sluice.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockDifferenceTest {
    private static final Instant ASKED = Instant.parse("2025-01-31T12:00:00Z");
    private static final Instant ANSWERED = ASKED.plusMillis(500);

    @Test
    void anyTimeBetweenQuestionAndAnswerIsRight() {
        assertThat(found(ASKED.plusMillis(400))).isInstanceOf(Finding.Ok.class);
    }

    @Test
    void secondsAreWorthAWarningAndMinutesAFailure() {
        assertThat(found(ASKED.minusSeconds(10))).isInstanceOf(Finding.Warn.class);
        assertThat(found(ANSWERED.plusSeconds(90))).isInstanceOf(Finding.Fail.class);
    }

    private static Finding found(Instant theirs) {
        return new ClockDifference("its", theirs, ASKED, ANSWERED).finding();
    }
}

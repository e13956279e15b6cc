package dev.sluice.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void taskThatThrowsIsRunAgain() throws Exception {
        CountDownLatch runs = new CountDownLatch(3);
        try (Schedule schedule = new Schedule("test")) {
            schedule.every(Duration.ZERO, Duration.ofMillis(1), () -> {
                runs.countDown();
                throw new IllegalStateException("told to");
            });

            assertThat(runs.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}

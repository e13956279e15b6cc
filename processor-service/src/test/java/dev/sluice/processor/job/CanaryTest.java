package dev.sluice.processor.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.JobKind;
import dev.sluice.processor.ledger.Job;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CanaryTest {
    @Test
    void withoutARampAllMayBeSent() {
        assertThat(Canary.mayBeSent(job(List.of(), 1000, 0, Map.of()))).isEqualTo(1000);
    }

    @Test
    void eachStageWaitsForTheOutcomesOfTheOneBefore() {
        List<Integer> ramp = List.of(1, 10, 100);

        assertThat(Canary.mayBeSent(job(ramp, 1000, 0, Map.of()))).isEqualTo(1);
        assertThat(Canary.mayBeSent(job(ramp, 1000, 1, Map.of()))).isZero();
        assertThat(Canary.mayBeSent(job(ramp, 1000, 1, Map.of("processed", 1)))).isEqualTo(9);
        assertThat(Canary.mayBeSent(job(ramp, 1000, 4, Map.of("processed", 1)))).isEqualTo(6);
        assertThat(Canary.mayBeSent(job(ramp, 1000, 100, Map.of("processed", 99))))
                .isZero();
        assertThat(Canary.mayBeSent(job(ramp, 1000, 100, Map.of("processed", 100))))
                .isEqualTo(900);
        assertThat(Canary.mayBeSent(job(ramp, 5, 1, Map.of("skipped", 1)))).isEqualTo(4);
    }

    @Test
    void aStageIsJudgedWhenItsOutcomesAreKnown() {
        List<Integer> ramp = List.of(1, 10);

        assertThat(Canary.verdict(job(ramp, 50, 10, Map.of("processed", 9, "dead", 1))))
                .isEmpty();
        assertThat(Canary.verdict(job(ramp, 50, 10, Map.of("processed", 7, "dead", 2))))
                .isEmpty();
        assertThat(Canary.verdict(job(ramp, 50, 10, Map.of("processed", 8, "dead", 1, "retry", 1))))
                .hasValueSatisfying(why -> assertThat(why).contains("2 of 10", "10 %"));
    }

    @Test
    void afterTheRampHundredAreEnough() {
        assertThat(Canary.verdict(job(List.of(1), 5000, 600, Map.of("processed", 79, "dead", 20))))
                .isEmpty();
        assertThat(Canary.verdict(job(List.of(1), 5000, 600, Map.of("processed", 80, "dead", 20))))
                .isPresent();
    }

    private static Job job(List<Integer> ramp, int units, int sent, Map<String, Integer> outcomes) {
        return new Job(
                "redrive-1",
                JobKind.REDRIVE,
                false,
                "{}",
                Optional.empty(),
                ramp,
                Optional.of(0.1f),
                units,
                sent,
                0,
                outcomes,
                "",
                Instant.EPOCH,
                Optional.empty());
    }
}

package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.record.FailureCause;
import dev.sluice.route.RetryPolicy.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private static final Duration NONE = Duration.ZERO;

    @Test
    void whatIsAskedForIsTheLeastAndADayTheMost() {
        RetryPolicy exact = policy(Strategy.LINEAR, 5, 0);
        Duration own = Duration.ofSeconds(8);

        assertThat(exact.noSoonerThan(NONE, own, new Random(1))).isEqualTo(own);
        assertThat(exact.noSoonerThan(Duration.ofSeconds(7), own, new Random(1)))
                .isEqualTo(own);
        assertThat(exact.noSoonerThan(Duration.ofSeconds(9), own, new Random(1)))
                .isEqualTo(Duration.ofSeconds(9));
        assertThat(exact.noSoonerThan(Duration.ofSeconds(Long.MAX_VALUE), own, new Random(1)))
                .isEqualTo(Duration.ofDays(1));
    }

    @Test
    void jitterMakesWhatIsAskedForLongerAndNeverShorter() {
        RetryPolicy jittered = policy(Strategy.LINEAR, 5, 0.5);
        Random random = new Random(1);
        Set<Duration> delays = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            delays.add(jittered.noSoonerThan(Duration.ofSeconds(100), Duration.ofSeconds(1), random));
        }

        assertThat(delays)
                .hasSizeGreaterThan(50)
                .allMatch(delay ->
                        delay.compareTo(Duration.ofSeconds(100)) >= 0 && delay.compareTo(Duration.ofSeconds(150)) <= 0);
    }

    @Test
    void causesStandInOneOrderInEveryProcess() {
        RetryPolicy policy = new RetryPolicy(
                new Backoff.Growing(Strategy.LINEAR, Duration.ofSeconds(1), Duration.ofMinutes(1)),
                3,
                0,
                Set.copyOf(RetryPolicy.CAUSES));
        assertThat(policy.on()).containsExactlyElementsOf(RetryPolicy.CAUSES);
    }

    @Test
    void delaysGrowAsTheStrategySays() {
        assertThat(seconds(Strategy.EXPONENTIAL)).containsExactly(2L, 4L, 8L, 16L, 32L, 60L, 60L);
        assertThat(seconds(Strategy.LINEAR)).containsExactly(2L, 4L, 6L, 8L, 10L, 12L, 14L);
        assertThat(seconds(Strategy.FIBONACCI)).containsExactly(2L, 2L, 4L, 6L, 10L, 16L, 26L);
    }

    @Test
    void lastAttemptHasNoDelayAfterIt() {
        RetryPolicy policy = policy(Strategy.EXPONENTIAL, 3, 0);

        assertThat(policy.delayAfter(2, NONE, new Random(1))).isPresent();
        assertThat(policy.delayAfter(3, NONE, new Random(1))).isEmpty();
        assertThat(policy.delayAfter(4, NONE, new Random(1))).isEmpty();
    }

    @Test
    void jitterSpreadsDelaysWithinItsShareAndTheCap() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RetryPolicy policy = policy(Strategy.EXPONENTIAL, 1000, 0.25);
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            millis.add(policy.delayAfter(3, NONE, random).orElseThrow().toMillis());
        }

        assertThat(millis).as("seed %s", seed).allMatch(delay -> delay >= 6_000 && delay <= 10_000);
        assertThat(millis).as("seed %s", seed).anyMatch(delay -> delay < 7_500).anyMatch(delay -> delay > 8_500);
        assertThat(policy.delayAfter(999, NONE, random))
                .hasValueSatisfying(
                        delay -> assertThat(delay).isBetween(Duration.ofSeconds(45), Duration.ofSeconds(60)));
    }

    @Test
    void decorrelatedDelaysLieBetweenTheBaseAndThreeTimesTheOneBefore() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RetryPolicy policy = policy(Strategy.DECORRELATED, 1000, 0);
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            millis.add(policy.delayAfter(3, Duration.ofSeconds(4), random)
                    .orElseThrow()
                    .toMillis());
        }

        assertThat(millis).as("seed %s", seed).allMatch(delay -> delay >= 2_000 && delay < 12_000);
        assertThat(millis).as("seed %s", seed).anyMatch(delay -> delay < 4_000).anyMatch(delay -> delay > 10_000);
        assertThat(policy.delayAfter(1, NONE, random)).hasValue(Duration.ofSeconds(2));
        assertThat(policy.delayAfter(3, Duration.ofDays(1), random))
                .hasValueSatisfying(
                        delay -> assertThat(delay).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(60)));
    }

    @Test
    void thousandthAttemptDoesNotOverflow() {
        for (Strategy strategy : List.of(Strategy.EXPONENTIAL, Strategy.LINEAR, Strategy.FIBONACCI)) {
            assertThat(policy(strategy, 1000, 0).delayAfter(999, NONE, new Random(1)))
                    .as("%s", strategy)
                    .hasValue(Duration.ofSeconds(60));
        }
    }

    @Test
    void listedDelaysAreTakenInOrderAndTheLastOneStays() {
        RetryPolicy policy = listed(0, 1, 10, 300);

        assertThat(List.of(1, 2, 3, 4))
                .extracting(attempts ->
                        policy.delayAfter(attempts, NONE, new Random(1)).orElseThrow())
                .containsExactly(
                        Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofMinutes(5));
        assertThat(policy.delayAfter(5, NONE, new Random(1))).isEmpty();
    }

    @Test
    void listedDelaysAreSpreadWhereJitterIsWanted() {
        assertThat(listed(0.5, 10).delayAfter(1, NONE, () -> -1L))
                .hasValueSatisfying(
                        delay -> assertThat(delay).isBetween(Duration.ofMillis(14_900), Duration.ofSeconds(15)));
    }

    @Test
    void onlyNamedCausesAreTriedAgain() {
        RetryPolicy policy =
                new RetryPolicy(new Backoff.Listed(List.of(NONE.plusSeconds(1))), 5, 0, Set.of(FailureCause.TIMEOUT));

        assertThat(policy.retries(FailureCause.TIMEOUT)).isTrue();
        assertThat(policy.retries(FailureCause.RETRYABLE)).isFalse();
        assertThat(policy.retries(FailureCause.BUG)).isFalse();
        assertThat(policy.retries(FailureCause.ROUTE_GONE)).isTrue();
    }

    private static RetryPolicy listed(double jitter, long... seconds) {
        return new RetryPolicy(
                new Backoff.Listed(
                        LongStream.of(seconds).mapToObj(Duration::ofSeconds).toList()),
                5,
                jitter,
                Set.copyOf(RetryPolicy.CAUSES));
    }

    @Test
    void policyThatMakesNoSenseIsRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new RetryPolicy(Strategy.LINEAR, Duration.ZERO, second, 1, 0))
                .hasMessageContaining("base");
        assertThatThrownBy(() -> new RetryPolicy(Strategy.LINEAR, second, Duration.ofMillis(999), 1, 0))
                .hasMessageContaining("max_delay");
        assertThatThrownBy(() -> new RetryPolicy(Strategy.LINEAR, second, second, 0, 0))
                .hasMessageContaining("max_attempts");
        assertThatThrownBy(() -> new RetryPolicy(Strategy.LINEAR, second, second, 1, Double.NaN))
                .hasMessageContaining("jitter");
    }

    private static List<Long> seconds(Strategy strategy) {
        List<Long> seconds = new ArrayList<>();
        for (int attempts = 1; attempts <= 7; attempts++) {
            Optional<Duration> delay = policy(strategy, 8, 0).delayAfter(attempts, NONE, new Random(1));
            seconds.add(delay.orElseThrow().toSeconds());
        }
        return seconds;
    }

    private static RetryPolicy policy(Strategy strategy, int maxAttempts, double jitter) {
        return new RetryPolicy(strategy, Duration.ofSeconds(2), Duration.ofSeconds(60), maxAttempts, jitter);
    }
}

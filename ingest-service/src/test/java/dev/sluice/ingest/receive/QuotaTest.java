package dev.sluice.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.Address;
import dev.sluice.ingest.receive.Quota.Sender;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuotaTest {
    private final Quota quota = new Quota(100, 25);

    @Test
    void addressHasItsShareAndGetsItBack() {
        assertThat(quota.take(unproven(1), 20)).isTrue();
        assertThat(quota.take(unproven(1), 6)).isFalse();
        assertThat(quota.take(unproven(1), 5)).isTrue();

        quota.giveBack(unproven(1), 6);

        assertThat(quota.take(unproven(1), 6)).isTrue();
        assertThat(quota.taken()).isEqualTo(25);
    }

    @Test
    void unprovenAddressesLeaveAQuarterToProvenOnes() {
        for (int address = 1; address <= 3; address++) {
            assertThat(quota.take(unproven(address), 25)).isTrue();
        }

        assertThat(quota.take(unproven(4), 1)).isFalse();
        assertThat(quota.take(new Sender(Optional.of(new Address(5, 0)), true), 25))
                .isTrue();
        assertThat(quota.taken()).isEqualTo(100);
    }

    @Test
    void whatWasRefusedHoldsNothing() {
        Sender proxy = new Sender(Optional.empty(), true);
        assertThat(quota.take(proxy, 90)).isTrue();
        assertThat(quota.take(unproven(1), 20)).isFalse();

        quota.giveBack(proxy, 90);

        assertThat(quota.taken()).isZero();
        assertThat(quota.take(unproven(1), 25)).isTrue();
        assertThat(quota.take(unproven(2), 25)).isTrue();
        assertThat(quota.take(unproven(3), 25)).isTrue();
    }

    @Test
    void quotaOfWhichNothingComesBackIsStuckOnceSomebodyIsTurnedAway() {
        long later = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        Duration longest = Duration.ofSeconds(12);
        assertThat(quota.take(new Sender(Optional.empty(), false), 75)).isTrue();
        assertThat(quota.isStuck(longest, later)).as("nobody was turned away").isFalse();

        assertThat(quota.take(unproven(1), 1)).isFalse();
        quota.giveBack(unproven(1), 0);
        assertThat(quota.isStuck(longest, System.nanoTime())).as("only just").isFalse();
        assertThat(quota.isStuck(longest, later)).isTrue();

        quota.giveBack(new Sender(Optional.empty(), false), 1);
        assertThat(quota.isStuck(longest, later)).as("something came back").isFalse();
    }

    /** An address that has its share is turned away by that alone. */
    @Test
    void shareThatIsTakenIsNoReasonToBeStuck() {
        quota.take(unproven(1), 25);
        quota.take(unproven(1), 1);

        assertThat(quota.isStuck(Duration.ZERO, System.nanoTime() + 1)).isFalse();
    }

    @Test
    void proxyThatSpeaksForNobodyHasNoShare() {
        assertThat(quota.take(new Sender(Optional.empty(), false), 75)).isTrue();
    }

    private static Sender unproven(int address) {
        return new Sender(Optional.of(new Address(address, 0)), false);
    }
}

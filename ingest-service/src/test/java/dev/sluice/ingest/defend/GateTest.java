package dev.sluice.ingest.defend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.defence.Address;
import dev.sluice.defence.AddressLimit;
import dev.sluice.defence.Defences;
import dev.sluice.defence.Perimeter;
import dev.sluice.defence.RateLimit;
import dev.sluice.ingest.defend.Admission.Admitted;
import dev.sluice.ingest.defend.Admission.TurnedAway;
import dev.sluice.provider.Endpoint;
import dev.sluice.signature.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final Duration BLOCK = Duration.ofMinutes(10);
    private static final Endpoint SHOP = Endpoints.named("shop");

    private final AtomicLong now = new AtomicLong(-1_000_000);
    private final Gate gate = new Gate(false, 100, now::get);

    @Test
    void burstIsGrantedAtOnceAndComesBackAtThePaceOfAMinute() {
        Perimeter perimeter = perimeter(perMinute(60, 3), OptionalInt.empty(), Optional.empty());

        assertThat(allowance(perimeter))
                .isEqualTo(new Allowance(Tier.ADDRESS, perMinute(60, 3), 3, 2, Duration.ofSeconds(1)));
        allowance(perimeter);
        assertThat(allowance(perimeter).remaining()).isZero();
        TurnedAway away = turnedAway(perimeter);
        assertThat(away.why()).isEqualTo(Refusal.RATE_LIMITED);
        assertThat(away.restraint().orElseThrow().retryAfter()).isEqualTo(Duration.ofSeconds(1));

        pass(Duration.ofSeconds(1));
        assertThat(allowance(perimeter).remaining()).isZero();
    }

    @Test
    void hourBindsWhenTheMinuteDoesNot() {
        RateLimit limit = new RateLimit(OptionalInt.of(60), OptionalInt.of(4), 3);
        Perimeter perimeter = perimeter(limit, OptionalInt.empty(), Optional.empty());
        for (int i = 0; i < 3; i++) {
            allowance(perimeter);
        }
        pass(Duration.ofMinutes(1));

        Allowance left = allowance(perimeter);
        assertThat(left.limit()).isEqualTo(4);
        assertThat(left.remaining()).isZero();
        assertThat(turnedAway(perimeter).restraint().orElseThrow().retryAfter()).isEqualTo(Duration.ofMinutes(14));
    }

    @Test
    void addressThatGoesOnAndOnIsBlockedForTheTime() {
        Perimeter perimeter = perimeter(perMinute(5, 5), OptionalInt.empty(), Optional.of(BLOCK));
        for (int i = 0; i < 5; i++) {
            allowance(perimeter);
        }
        for (int i = 0; i < 6; i++) {
            assertThat(turnedAway(perimeter).why()).isEqualTo(Refusal.RATE_LIMITED);
        }

        TurnedAway away = turnedAway(perimeter);
        assertThat(away.why()).isEqualTo(Refusal.ADDRESS_BLOCKED);
        assertThat(away.restraint().orElseThrow()).isEqualTo(new Restraint(Optional.empty(), BLOCK));
        assertThat(gate.blocked()).isEqualTo(1);
        pass(BLOCK.minusNanos(1));
        assertThat(turnedAway(perimeter).why()).isEqualTo(Refusal.ADDRESS_BLOCKED);
        pass(Duration.ofNanos(1));
        assertThat(allowance(perimeter)).isNotNull();
        assertThat(gate.blocked()).isZero();
    }

    @Test
    void addressThatMeetsTheLimitNowAndThenIsNotBlocked() {
        Perimeter perimeter = perimeter(perMinute(5, 1), OptionalInt.empty(), Optional.of(BLOCK));
        for (int i = 0; i < 100; i++) {
            allowance(perimeter);
            assertThat(turnedAway(perimeter).why()).isEqualTo(Refusal.RATE_LIMITED);
            pass(Duration.ofSeconds(12));
        }
        assertThat(gate.blocked()).isZero();
    }

    @Test
    void moreSignatureFailuresInAMinuteThanAllowedBlock() {
        Perimeter perimeter = new Perimeter(
                List.of(),
                new AddressLimit(Optional.empty(), OptionalInt.of(3), Optional.of(BLOCK)),
                Map.of(),
                Optional.empty());
        for (int i = 0; i < 3; i++) {
            gate.notProven(client(1), SHOP, perimeter);
        }
        pass(Duration.ofSeconds(61));
        for (int i = 0; i < 3; i++) {
            gate.notProven(client(1), SHOP, perimeter);
        }
        assertThat(gate.admit(client(1), SHOP, perimeter)).isInstanceOf(Admitted.class);

        gate.notProven(client(1), SHOP, perimeter);

        assertThat(gate.admit(client(1), SHOP, perimeter)).isInstanceOf(TurnedAway.class);
        assertThat(gate.admit(client(2), SHOP, perimeter)).isInstanceOf(Admitted.class);
    }

    @Test
    void whoReplaysAProvidersRequestsIsBlockedAndNotTheProvider() {
        Defences defences =
                new Defences(Optional.of(perMinute(3, 3)), Optional.of(BLOCK), List.of(), List.of(), Set.of());
        Endpoint shop = Endpoints.named("shop", defences);
        Admitted admitted = new Admitted(Optional.empty());
        for (int deliveries = 3; deliveries > 1; deliveries--) {
            for (int i = 0; i < 20; i++) {
                gate.spend(client(1), shop, Perimeter.NONE, admitted);
            }
            for (int i = 0; i < deliveries; i++) {
                assertThat(gate.spend(client(2), shop, Perimeter.NONE, admitted))
                        .isInstanceOf(TurnedAway.class);
            }
            pass(Duration.ofSeconds(59));
        }

        assertThat(gate.admit(client(1), shop, Perimeter.NONE)).isInstanceOf(TurnedAway.class);
        assertThat(gate.admit(client(2), shop, Perimeter.NONE)).isInstanceOf(Admitted.class);
    }

    @Test
    void networkThatProvedItselfMeetsTheLimitOfItsAddressAndIsNotBlocked() {
        Perimeter perimeter = perimeter(perMinute(5, 5), OptionalInt.empty(), Optional.of(BLOCK));
        gate.spend(client(1), SHOP, perimeter, new Admitted(Optional.empty()));
        for (int i = 0; i < 20; i++) {
            gate.admit(client(1), perimeter);
        }

        assertThat(turnedAway(perimeter).why()).isEqualTo(Refusal.RATE_LIMITED);
    }

    @Test
    void reloadedLimitHoldsAtOnce() {
        Perimeter tight = perimeter(perMinute(1, 1), OptionalInt.empty(), Optional.empty());
        allowance(tight);
        turnedAway(tight);

        Perimeter wide = perimeter(perMinute(10, 10), OptionalInt.empty(), Optional.empty());

        assertThat(allowance(wide).remaining()).isEqualTo(9);
    }

    @Test
    void addressesInOneIpv6NetworkShareALimit() {
        Perimeter perimeter = perimeter(perMinute(1, 1), OptionalInt.empty(), Optional.empty());

        assertThat(gate.admit(new Client(new Address(7, 1), true), perimeter)).isInstanceOf(Admitted.class);
        assertThat(gate.admit(new Client(new Address(7, 2), true), perimeter)).isInstanceOf(TurnedAway.class);
        assertThat(gate.admit(new Client(new Address(8, 1), true), perimeter)).isInstanceOf(Admitted.class);
    }

    private Allowance allowance(Perimeter perimeter) {
        return switch (gate.admit(client(1), perimeter)) {
            case Admitted admitted -> admitted.tightest().orElseThrow();
            case TurnedAway away -> throw new AssertionError(away);
        };
    }

    private TurnedAway turnedAway(Perimeter perimeter) {
        return switch (gate.admit(client(1), perimeter)) {
            case Admitted admitted -> throw new AssertionError(admitted);
            case TurnedAway away -> away;
        };
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static Client client(int number) {
        return new Client(Address.parse("192.0.2." + number).orElseThrow(), false);
    }

    private static RateLimit perMinute(int pace, int burst) {
        return new RateLimit(OptionalInt.of(pace), OptionalInt.empty(), burst);
    }

    private static Perimeter perimeter(RateLimit address, OptionalInt failures, Optional<Duration> blockFor) {
        return new Perimeter(
                List.of(), new AddressLimit(Optional.of(address), failures, blockFor), Map.of(), Optional.empty());
    }
}

package dev.sluice.ingest.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.AccessRules;
import dev.sluice.access.Address;
import dev.sluice.access.AddressLimit;
import dev.sluice.access.AddressRange;
import dev.sluice.access.GlobalAccessRules;
import dev.sluice.access.RateLimit;
import dev.sluice.ingest.access.AccessDecision.Admitted;
import dev.sluice.ingest.access.AccessDecision.Denied;
import dev.sluice.provider.Endpoint;
import dev.sluice.rejection.RejectionCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AccessControlTest {
    private static final Duration BLOCK = Duration.ofMinutes(10);
    private static final Endpoint SHOP = Endpoints.named("shop");

    private final AtomicLong now = new AtomicLong(-1_000_000);
    private final AccessControl access = new AccessControl(false, 100, now::get);

    @Test
    void burstIsGrantedAtOnceAndComesBackAtThePaceOfAMinute() {
        GlobalAccessRules globalRules = globalRules(perMinute(60, 3), OptionalInt.empty(), Optional.empty());

        assertThat(status(globalRules))
                .isEqualTo(new RateLimitStatus(Tier.ADDRESS, perMinute(60, 3), 3, 2, Duration.ofSeconds(1)));
        status(globalRules);
        assertThat(status(globalRules).remaining()).isZero();
        Denied away = denied(globalRules);
        assertThat(away.why()).isEqualTo(RejectionCode.RATE_LIMITED);
        assertThat(away.retryAfter().orElseThrow().delay()).isEqualTo(Duration.ofSeconds(1));

        pass(Duration.ofSeconds(1));
        assertThat(status(globalRules).remaining()).isZero();
    }

    @Test
    void hourBindsWhenTheMinuteDoesNot() {
        RateLimit limit = new RateLimit(OptionalInt.of(60), OptionalInt.of(4), 3);
        GlobalAccessRules globalRules = globalRules(limit, OptionalInt.empty(), Optional.empty());
        for (int i = 0; i < 3; i++) {
            status(globalRules);
        }
        pass(Duration.ofMinutes(1));

        RateLimitStatus left = status(globalRules);
        assertThat(left.limit()).isEqualTo(4);
        assertThat(left.remaining()).isZero();
        assertThat(denied(globalRules).retryAfter().orElseThrow().delay()).isEqualTo(Duration.ofMinutes(14));
    }

    @Test
    void addressThatGoesOnAndOnIsBlockedForTheTime() {
        GlobalAccessRules globalRules = globalRules(perMinute(5, 5), OptionalInt.empty(), Optional.of(BLOCK));
        for (int i = 0; i < 5; i++) {
            status(globalRules);
        }
        for (int i = 0; i < 6; i++) {
            assertThat(denied(globalRules).why()).isEqualTo(RejectionCode.RATE_LIMITED);
        }

        Denied away = denied(globalRules);
        assertThat(away.why()).isEqualTo(RejectionCode.ADDRESS_BLOCKED);
        assertThat(away.retryAfter().orElseThrow()).isEqualTo(new RetryAfter(Optional.empty(), BLOCK));
        assertThat(access.blocked()).isEqualTo(1);
        pass(BLOCK.minusNanos(1));
        assertThat(denied(globalRules).why()).isEqualTo(RejectionCode.ADDRESS_BLOCKED);
        pass(Duration.ofNanos(1));
        assertThat(status(globalRules)).isNotNull();
        assertThat(access.blocked()).isZero();
    }

    @Test
    void addressThatMeetsTheLimitNowAndThenIsNotBlocked() {
        GlobalAccessRules globalRules = globalRules(perMinute(5, 1), OptionalInt.empty(), Optional.of(BLOCK));
        for (int i = 0; i < 100; i++) {
            status(globalRules);
            assertThat(denied(globalRules).why()).isEqualTo(RejectionCode.RATE_LIMITED);
            pass(Duration.ofSeconds(12));
        }
        assertThat(access.blocked()).isZero();
    }

    @Test
    void moreSignatureFailuresInAMinuteThanAllowedBlock() {
        GlobalAccessRules globalRules = new GlobalAccessRules(
                List.of(),
                new AddressLimit(Optional.empty(), OptionalInt.of(3), Optional.of(BLOCK)),
                Map.of(),
                Optional.empty());
        for (int i = 0; i < 3; i++) {
            access.notProven(client(1), SHOP, globalRules);
        }
        pass(Duration.ofSeconds(61));
        for (int i = 0; i < 3; i++) {
            access.notProven(client(1), SHOP, globalRules);
        }
        assertThat(access.admit(client(1), SHOP, globalRules)).isInstanceOf(Admitted.class);

        access.notProven(client(1), SHOP, globalRules);

        assertThat(access.admit(client(1), SHOP, globalRules)).isInstanceOf(Denied.class);
        assertThat(access.admit(client(2), SHOP, globalRules)).isInstanceOf(Admitted.class);
    }

    @Test
    void whoReplaysAProvidersRequestsIsBlockedAndNotTheProvider() {
        AccessRules accessRules =
                new AccessRules(Optional.of(perMinute(3, 3)), Optional.of(BLOCK), List.of(), List.of(), Set.of());
        Endpoint shop = Endpoints.named("shop", accessRules);
        Admitted admitted = new Admitted(Optional.empty());
        for (int deliveries = 3; deliveries > 1; deliveries--) {
            for (int i = 0; i < 20; i++) {
                access.spend(client(1), shop, GlobalAccessRules.NONE, admitted);
            }
            for (int i = 0; i < deliveries; i++) {
                assertThat(access.spend(client(2), shop, GlobalAccessRules.NONE, admitted))
                        .isInstanceOf(Denied.class);
            }
            pass(Duration.ofSeconds(59));
        }

        assertThat(access.admit(client(1), shop, GlobalAccessRules.NONE)).isInstanceOf(Denied.class);
        assertThat(access.admit(client(2), shop, GlobalAccessRules.NONE)).isInstanceOf(Admitted.class);
    }

    @Test
    void networkThatProvedItselfMeetsTheLimitOfItsAddressAndIsNotBlocked() {
        GlobalAccessRules globalRules = globalRules(perMinute(5, 5), OptionalInt.empty(), Optional.of(BLOCK));
        Admitted unlimited = new Admitted(Optional.empty());
        for (int i = 0; i < 20; i++) {
            access.spend(client(1), SHOP, globalRules, unlimited);
        }

        assertThat(access.spend(client(1), SHOP, globalRules, unlimited))
                .isInstanceOfSatisfying(
                        Denied.class, denied -> assertThat(denied.why()).isEqualTo(RejectionCode.RATE_LIMITED));
        assertThat(access.admit(client(1), SHOP, globalRules)).isInstanceOf(Admitted.class);
    }

    @Test
    void forgeriesFromAProvensAddressLeaveItsGenuineRequestsTheirs() {
        GlobalAccessRules globalRules = globalRules(perMinute(5, 5), OptionalInt.of(3), Optional.of(BLOCK));
        Admitted unlimited = new Admitted(Optional.empty());
        access.spend(client(1), SHOP, globalRules, unlimited);
        for (int i = 0; i < 400; i++) {
            access.admit(client(1), SHOP, globalRules);
            access.notProven(client(1), SHOP, globalRules);
        }

        assertThat(access.admit(client(1), SHOP, globalRules)).isInstanceOf(Admitted.class);
        assertThat(access.spend(client(1), SHOP, globalRules, unlimited)).isInstanceOf(Admitted.class);
    }

    @Test
    void addressOfTheProvidersOwnIsNotBlockedForWhatOthersMakeItSend() {
        GlobalAccessRules globalRules = globalRules(perMinute(5, 5), OptionalInt.of(3), Optional.of(BLOCK));
        Endpoint shop = Endpoints.named(
                "shop",
                new AccessRules(
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Set.of(),
                        List.of(AddressRange.parse("192.0.2.0/25"))));
        for (int i = 0; i < 50; i++) {
            access.admit(client(1), shop, globalRules);
            access.notProven(client(1), shop, globalRules);
            access.admit(client(200), shop, globalRules);
            access.notProven(client(200), shop, globalRules);
        }

        assertThat(access.admit(client(1), shop, globalRules)).isInstanceOf(Admitted.class);
        assertThat(access.admit(client(200), shop, globalRules)).isInstanceOf(Denied.class);
    }

    @Test
    void forgeriesFromManyNetworksOfOneSiteBlockAllThatHaveNotProvenThemselves() {
        GlobalAccessRules globalRules = new GlobalAccessRules(
                List.of(),
                new AddressLimit(Optional.empty(), OptionalInt.of(3), Optional.of(BLOCK)),
                Map.of(),
                Optional.empty());
        long site = 0x2001_0db8_0001_0000L;
        Client genuine = new Client(new Address(site + 0xffff, 1), true);
        access.spend(genuine, SHOP, globalRules, new Admitted(Optional.empty()));
        for (int i = 0; i < 30; i++) {
            access.notProven(new Client(new Address(site + i, 1), true), SHOP, globalRules);
        }
        // Ten times as many as of one address are nothing yet.
        assertThat(access.admit(new Client(new Address(site + 5_000, 1), true), SHOP, globalRules))
                .isInstanceOf(Admitted.class);
        access.notProven(new Client(new Address(site + 30, 1), true), SHOP, globalRules);

        assertThat(access.admit(new Client(new Address(site + 5_000, 1), true), SHOP, globalRules))
                .isInstanceOf(Denied.class);
        assertThat(access.admit(genuine, SHOP, globalRules)).isInstanceOf(Admitted.class);
        assertThat(access.admit(new Client(new Address(site + 0x10000, 1), true), SHOP, globalRules))
                .isInstanceOf(Admitted.class);
    }

    @Test
    void reloadedLimitHoldsAtOnce() {
        GlobalAccessRules tight = globalRules(perMinute(1, 1), OptionalInt.empty(), Optional.empty());
        status(tight);
        denied(tight);

        GlobalAccessRules wide = globalRules(perMinute(10, 10), OptionalInt.empty(), Optional.empty());

        assertThat(status(wide).remaining()).isEqualTo(9);
    }

    @Test
    void addressesInOneIpv6NetworkShareALimit() {
        GlobalAccessRules globalRules = globalRules(perMinute(1, 1), OptionalInt.empty(), Optional.empty());

        assertThat(access.admit(new Client(new Address(7, 1), true), globalRules))
                .isInstanceOf(Admitted.class);
        assertThat(access.admit(new Client(new Address(7, 2), true), globalRules))
                .isInstanceOf(Denied.class);
        assertThat(access.admit(new Client(new Address(8, 1), true), globalRules))
                .isInstanceOf(Admitted.class);
    }

    private RateLimitStatus status(GlobalAccessRules globalRules) {
        return switch (access.admit(client(1), globalRules)) {
            case Admitted admitted -> admitted.tightest().orElseThrow();
            case Denied away -> throw new AssertionError(away);
        };
    }

    private Denied denied(GlobalAccessRules globalRules) {
        return switch (access.admit(client(1), globalRules)) {
            case Admitted admitted -> throw new AssertionError(admitted);
            case Denied away -> away;
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

    private static GlobalAccessRules globalRules(RateLimit address, OptionalInt failures, Optional<Duration> blockFor) {
        return new GlobalAccessRules(
                List.of(), new AddressLimit(Optional.of(address), failures, blockFor), Map.of(), Optional.empty());
    }
}

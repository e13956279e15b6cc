package dev.sluice.ingest.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.Address;
import dev.sluice.access.AddressLimit;
import dev.sluice.access.GlobalAccessRules;
import dev.sluice.access.RateLimit;
import dev.sluice.ingest.access.BlockedAddresses.Place;
import dev.sluice.provider.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A million addresses, as a botnet or a sender of IPv6 has them. */
class AddressFloodTest {
    private static final int FLOOD = 1_000_000;
    private static final int REMEMBERED = 10_000;
    private static final RateLimit LIMIT = new RateLimit(OptionalInt.of(60), OptionalInt.empty(), 60);

    private final AtomicLong now = new AtomicLong();

    @Test
    void memoryStaysBoundedAndAddressesInUseKeepTheirLimit() {
        AddressRates rates = new AddressRates(REMEMBERED, now::get);
        Address busy = address(-1);
        int granted = 0;
        for (int i = 0; i < FLOOD; i++) {
            rates.spend(place(address(i)), LIMIT);
            if (i % 1000 == 0 && rates.spend(place(busy), LIMIT) instanceof BucketResult.Spent) {
                granted++;
            }
        }

        assertThat(rates.addresses()).isLessThanOrEqualTo(REMEMBERED);
        // A thousand tries in no time: had it been forgotten even once, it would have been granted 60 more.
        assertThat(granted).isEqualTo(60);
    }

    @Test
    void blockedAddressStaysBlockedWhateverElseComes() {
        GlobalAccessRules globalRules = new GlobalAccessRules(
                List.of(),
                new AddressLimit(Optional.of(LIMIT), OptionalInt.of(3), Optional.of(Duration.ofMinutes(10))),
                Map.of(),
                Optional.empty());
        AccessControl access = new AccessControl(false, REMEMBERED, now::get);
        Endpoint shop = Endpoints.named("shop");
        Client forger = new Client(address(-1), true);
        for (int i = 0; i < 4; i++) {
            access.notProven(forger, shop, globalRules);
        }
        for (int i = 0; i < FLOOD; i++) {
            Client client = new Client(address(i), true);
            access.admit(client, shop, globalRules);
            access.notProven(client, shop, globalRules);
        }

        assertThat(access.admit(forger, shop, globalRules)).isInstanceOf(AccessDecision.Denied.class);
        assertThat(access.blocked()).isEqualTo(1);
    }

    private static Place place(Address address) {
        return new Place(Optional.empty(), address);
    }

    /** Each in a /48 of its own: many forgers of one /48 would be blocked together. */
    private static Address address(int number) {
        return new Address(0x2001_0db8_0000_0000L + (Integer.toUnsignedLong(number) << 16), 1);
    }
}

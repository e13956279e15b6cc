package dev.sluice.access;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The access rules of one endpoint.
 *
 * @param rate genuine requests, from whatever address; absent: any number
 * @param blockFor how long an address is refused here that keeps going beyond the rate; absent: never
 * @param allowed the only addresses that may send; empty: any
 * @param blocked addresses that may not
 * @param origins web origins whose pages may send
 * @param provider addresses the provider sends from, as far as it says; they are never blocked for what they do
 */
public record AccessRules(
        Optional<RateLimit> rate,
        Optional<Duration> blockFor,
        List<AddressRange> allowed,
        List<AddressRange> blocked,
        Set<String> origins,
        List<AddressRange> provider) {
    /** Anyone may send anything, except from a web page. */
    public static final AccessRules NONE =
            new AccessRules(Optional.empty(), Optional.empty(), List.of(), List.of(), Set.of());

    /** Of a provider that does not say where it sends from. */
    public AccessRules(
            Optional<RateLimit> rate,
            Optional<Duration> blockFor,
            List<AddressRange> allowed,
            List<AddressRange> blocked,
            Set<String> origins) {
        this(rate, blockFor, allowed, blocked, origins, List.of());
    }

    /** Whether it is an address of the provider's own. */
    public boolean isProviders(Address address) {
        return provider.stream().anyMatch(range -> range.contains(address));
    }

    /** Whether the endpoint takes requests from an address, going by its lists alone. */
    public boolean allows(Address address) {
        return allowed.isEmpty() || allowed.stream().anyMatch(range -> range.contains(address));
    }

    /** Whether the address is on the endpoint's own list of those blocked. */
    public boolean blocks(Address address) {
        return blocked.stream().anyMatch(range -> range.contains(address));
    }
}

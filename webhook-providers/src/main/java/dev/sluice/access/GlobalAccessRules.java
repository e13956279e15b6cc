package dev.sluice.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The access rules that all endpoints share.
 *
 * @param blocked addresses that may not send to any of them
 * @param address what one address may do
 * @param providers genuine requests of a provider, by its name, to all its endpoints together
 * @param global genuine requests in all
 */
public record GlobalAccessRules(
        List<AddressRange> blocked,
        AddressLimit address,
        Map<String, RateLimit> providers,
        Optional<RateLimit> global) {
    /** No limit, nobody blocked. */
    public static final GlobalAccessRules NONE =
            new GlobalAccessRules(List.of(), AddressLimit.NONE, Map.of(), Optional.empty());

    /** Whether the address is on the list of those blocked. */
    public boolean blocks(Address address) {
        return blocked.stream().anyMatch(range -> range.contains(address));
    }
}

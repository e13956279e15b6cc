package dev.sluice.ingest.access;

import dev.sluice.access.Address;
import dev.sluice.access.AddressRange;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The proxies in front of the service, whose word on who called them is taken. */
public record TrustedProxies(List<AddressRange> ranges) {
    /** None: every peer is a client. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private static final Pattern WITH_PORT =
            Pattern.compile("\\[(?<v6>[^]]*)](:\\d{1,5})?|(?<v4>[^:]*):\\d{1,5}|(?<bare>.*)");

    /**
     * The client behind a peer. Each proxy appends the address that called it, so the list is read from its end for as
     * long as it was a trusted proxy that wrote it; what stands before that anyone may have made up.
     *
     * @param peer the other end of the connection
     * @param tls whether that connection is encrypted
     * @param forwardedFor every {@code X-Forwarded-For}, in the order received
     * @param forwardedProto every {@code X-Forwarded-Proto}, in the order received
     */
    public Client client(Address peer, boolean tls, List<String> forwardedFor, List<String> forwardedProto) {
        if (!trusts(peer)) {
            return new Client(peer, tls);
        }
        Address client = peer;
        int proxies = 1;
        List<String> hops = entries(forwardedFor);
        for (int i = hops.size() - 1; i >= 0; i--) {
            Optional<Address> hop = address(hops.get(i));
            if (hop.isEmpty()) {
                break;
            }
            client = hop.get();
            if (!trusts(client)) {
                break;
            }
            proxies++;
        }
        return new Client(client, https(entries(forwardedProto), proxies).orElse(tls), trusts(client));
    }

    /** What the farthest trusted proxy says of its caller; a single entry is what proxies that overwrite leave. */
    private static Optional<Boolean> https(List<String> schemes, int proxies) {
        return schemes.isEmpty()
                ? Optional.empty()
                : Optional.of(schemes.get(Math.max(0, schemes.size() - proxies)).equalsIgnoreCase("https"));
    }

    /** Whether an address is that of a proxy. */
    public boolean trusts(Address address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    private static List<String> entries(List<String> headers) {
        return headers.stream()
                .flatMap(header -> Arrays.stream(header.split(",", -1)))
                .map(String::strip)
                .toList();
    }

    /** Some proxies add the port, and brackets around IPv6. */
    private static Optional<Address> address(String entry) {
        Matcher parts = WITH_PORT.matcher(entry);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String v6 = parts.group("v6");
        String v4 = parts.group("v4");
        return Address.parse(v6 != null ? v6 : v4 != null ? v4 : parts.group("bare"));
    }
}

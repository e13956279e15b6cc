package dev.sluice.processor.handlers.forward;

import dev.sluice.access.Address;
import dev.sluice.access.AddressRange;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses may be connected to: those of the public Internet, and those that a route allows. All others lead into networks that
 * trust whoever is in them.
 *
 * @param allowed ranges that a route allows besides
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry/">special IPv4 addresses</a>
 * @see <a href="https://www.iana.org/assignments/iana-ipv6-special-registry/">special IPv6 addresses</a>
 */
record ReachableAddresses(List<AddressRange> allowed) {
    private static final List<AddressRange> SPECIAL_V4 = ranges(
            "0.0.0.0/8", // this network
            "10.0.0.0/8",
            "100.64.0.0/10", // behind carriers' NAT; one cloud's metadata
            "127.0.0.0/8",
            "168.63.129.16/32", // a cloud's own services
            "169.254.0.0/16", // link-local; most clouds' metadata
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    /** All that is assigned so far: loopback, link-local, unique local and multicast addresses are outside. */
    private static final AddressRange GLOBAL_V6 = AddressRange.parse("2000::/3");

    private static final List<AddressRange> SPECIAL_V6 = ranges(
            "2001::/23", // Teredo, which has an IPv4 address in it, among others
            "2001:db8::/32",
            "2002::/16", // 6to4: an IPv4 address in disguise
            "3fff::/20");

    /** NAT64: the last 32 bits are an IPv4 address, which is connected to. */
    private static final AddressRange NAT64 = AddressRange.parse("64:ff9b::/96");

    private static final long V4_BITS = 0xffff_ffffL;
    private static final long MAPPED = 0xffff_0000_0000L;

    ReachableAddresses {
        allowed = List.copyOf(allowed);
    }

    /** Whether it may be connected to. */
    boolean include(InetAddress address) {
        return include(Address.of(address));
    }

    boolean include(Address address) {
        return allowed.stream().anyMatch(range -> range.contains(address)) || isPublic(address);
    }

    private static boolean isPublic(Address address) {
        if (address.isV4()) {
            return SPECIAL_V4.stream().noneMatch(range -> range.contains(address));
        }
        if (NAT64.contains(address)) {
            return isPublic(new Address(0, MAPPED | (address.low() & V4_BITS)));
        }
        return GLOBAL_V6.contains(address) && SPECIAL_V6.stream().noneMatch(range -> range.contains(address));
    }

    private static List<AddressRange> ranges(String... texts) {
        return Stream.of(texts).map(AddressRange::parse).toList();
    }
}

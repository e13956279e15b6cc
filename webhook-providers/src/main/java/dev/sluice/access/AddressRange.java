package dev.sluice.access;

/**
 * A range of addresses in CIDR notation.
 *
 * @param first its lowest address
 * @param bits how many leading bits, of 128, its addresses share
 */
public record AddressRange(Address first, int bits) {
    /**
     * Reads {@code 192.0.2.0/24}, {@code 2001:db8::/32}, or an address alone.
     *
     * @throws IllegalArgumentException with the reason if it is none, or has bits beyond its prefix
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String before = slash < 0 ? text : text.substring(0, slash);
        Address first = Address.parse(before)
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not a range of IP addresses"));
        // Those that were written with colons are counted by their 128 bits even if they are IPv4 in disguise.
        int offset = before.indexOf(':') < 0 ? Address.MAPPED_BITS : 0;
        int bits = offset + (slash < 0 ? 128 - offset : prefix(text, slash, 128 - offset));
        AddressRange range = new AddressRange(first, bits);
        if (!range.startOf(first).equals(first)) {
            throw new IllegalArgumentException(
                    "'" + text + "' has bits beyond its prefix; its range begins at " + range.startOf(first));
        }
        return range;
    }

    /** Whether an address is in it; no range of IPv6 has IPv4 addresses in it unless it says so. */
    public boolean contains(Address address) {
        return startOf(address).equals(first) && address.isV4() == first.isV4();
    }

    private Address startOf(Address address) {
        return new Address(address.high() & mask(bits), address.low() & mask(bits - Long.SIZE));
    }

    private static long mask(int leading) {
        if (leading <= 0) {
            return 0;
        }
        return leading >= Long.SIZE ? -1L : -1L << (Long.SIZE - leading);
    }

    private static int prefix(String text, int slash, int most) {
        String digits = text.substring(slash + 1);
        if (!digits.matches("0|[1-9]\\d{0,2}") || Integer.parseInt(digits) > most) {
            throw new IllegalArgumentException("'" + text + "' has no prefix from 0 to " + most + " after the /");
        }
        return Integer.parseInt(digits);
    }

    @Override
    public String toString() {
        return first.isV4() && bits >= Address.MAPPED_BITS
                ? first + "/" + (bits - Address.MAPPED_BITS)
                : first + "/" + bits;
    }
}

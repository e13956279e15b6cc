package dev.sluice.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IP address in 128 bits. IPv4 is kept as IPv4-mapped IPv6, so that both ways of writing it are the same address.
 *
 * @param high first 64 bits
 * @param low last 64 bits
 */
public record Address(long high, long low) {
    /** Stands for a client whose address nobody told. */
    public static final Address UNKNOWN = new Address(0, 0);

    /** Bits before those of an IPv4 address. */
    static final int MAPPED_BITS = 96;

    private static final long MAPPED = 0xffff_0000_0000L;
    // No leading zeros: some read them as octal.
    private static final Pattern V4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");
    private static final Pattern V6 = Pattern.compile("(?=.*:.*:)[0-9A-Fa-f:.]{2,45}");

    /** The address a text is, without asking any name server; empty when it is none. */
    public static Optional<Address> parse(String text) {
        return V4.matcher(text).matches() || V6.matcher(text).matches() ? literal(text) : Optional.empty();
    }

    private static Optional<Address> literal(String text) {
        try {
            return Optional.of(of(InetAddress.getByName(text)));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** The address of the JDK's, without the interface that a link-local one may name. */
    public static Address of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.capacity() == Integer.BYTES
                ? new Address(0, MAPPED | Integer.toUnsignedLong(bytes.getInt()))
                : new Address(bytes.getLong(), bytes.getLong());
    }

    /** Whether it is an IPv4 address. */
    public boolean isV4() {
        return high == 0 && (low & ~0xffff_ffffL) == MAPPED;
    }

    /** What limits count by: an IPv4 address itself, of an IPv6 address the /64, all of which one sender may have. */
    public Address network() {
        return isV4() ? this : new Address(high, 0);
    }

    /** The /48 of an IPv6 address, which one subscriber may have, with 65,536 networks in it; empty for IPv4. */
    public Optional<Address> site() {
        return isV4() ? Optional.empty() : Optional.of(new Address(high & ~0xffffL, 0));
    }

    @Override
    public String toString() {
        byte[] bytes =
                ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("sixteen bytes are an address", e);
        }
    }
}

package dev.sluice.processor.handlers.forward;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Gives the HTTP client the addresses that it connects to, and no other than may be reached. It asks once for each connection, and
 * connects to what it was given: a name that means another address a moment later is not asked again.
 */
record CheckedNames(NameLookup names, ReachableAddresses reachable) implements DnsResolver {
    /** All addresses of a host are such as may not be reached. */
    static final class RefusedException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = names.addresses(host);
        InetAddress[] good = Arrays.stream(found).filter(reachable::include).toArray(InetAddress[]::new);
        if (good.length == 0) {
            // Also where nothing was found: without an address the client would go on, unconnected.
            throw found.length == 0
                    ? new UnknownHostException("no address was found")
                    : new RefusedException(found[0].getHostAddress());
        }
        return good;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}

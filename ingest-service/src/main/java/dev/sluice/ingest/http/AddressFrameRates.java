package dev.sluice.ingest.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.access.Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Predicate;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RateControl;
import org.eclipse.jetty.io.WindowRateControl;

/**
 * Counts the frames of HTTP/2 that cost more than they carry (resets, pings, settings, empty ones) by address: so many
 * connections with fewer resets each would cost as much as one with many. A connection on which one too many comes is
 * closed. Thread-safe.
 */
final class AddressFrameRates implements RateControl.Factory {
    private static final int PER_CONNECTION = 128;
    private static final int PER_ADDRESS = 256;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Predicate<Address> proxies;
    // Each lives for as long as a connection of its address does.
    private final Cache<Address, RateControl> byAddress =
            Caffeine.newBuilder().weakValues().build();

    /** @param proxies whose connections are counted one by one */
    AddressFrameRates(Predicate<Address> proxies) {
        this.proxies = proxies;
    }

    @Override
    public RateControl newRateControl(EndPoint endPoint) {
        RateControl own = new WindowRateControl(PER_CONNECTION, SECOND);
        if (OpenConnections.outermost(endPoint).getRemoteSocketAddress() instanceof InetSocketAddress peer
                && peer.getAddress() != null
                && !proxies.test(Address.of(peer.getAddress()))) {
            RateControl shared = byAddress.get(
                    Address.of(peer.getAddress()).network(), first -> new WindowRateControl(PER_ADDRESS, SECOND));
            return frame -> own.onEvent(frame) && shared.onEvent(frame);
        }
        return own;
    }
}

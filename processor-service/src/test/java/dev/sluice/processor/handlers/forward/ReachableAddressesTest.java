package dev.sluice.processor.handlers.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.AddressRange;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReachableAddressesTest {
    private static final ReachableAddresses PUBLIC = new ReachableAddresses(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.254",
                "0.0.0.0",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254", // metadata of most clouds
                "168.63.129.16",
                "100.64.0.1",
                "100.100.100.200",
                "192.0.0.192",
                "192.0.2.1",
                "198.18.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:a9fe:a9fe",
                "::127.0.0.1", // IPv4-compatible
                "64:ff9b::10.0.0.1", // NAT64
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::1",
                "2002:7f00:1::", // 6to4 of 127.0.0.1
                "2001:0:a00:1::", // Teredo
                "2001:db8::1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd00:ec2::254", // metadata
                "ff02::1",
                "100::1"
            })
    void addressThatIsNotPublicIsRefused(String address) throws Exception {
        assertThat(PUBLIC.include(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "223.255.255.255",
                "::ffff:8.8.8.8",
                "64:ff9b::8.8.8.8",
                "2606:4700:4700::1111",
                "2a00:1450:4001::1"
            })
    void publicAddressIsReached(String address) throws Exception {
        assertThat(PUBLIC.include(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void rangeThatARouteAllowsIsReachedAndNothingBeside() throws Exception {
        ReachableAddresses some =
                new ReachableAddresses(List.of(AddressRange.parse("10.1.0.0/16"), AddressRange.parse("fd00:1::/32")));

        assertThat(some.include(InetAddress.getByName("10.1.2.3"))).isTrue();
        assertThat(some.include(InetAddress.getByName("::ffff:10.1.2.3"))).isTrue();
        assertThat(some.include(InetAddress.getByName("fd00:1::9"))).isTrue();
        assertThat(some.include(InetAddress.getByName("10.2.0.1"))).isFalse();
        assertThat(some.include(InetAddress.getLoopbackAddress())).isFalse();
    }

    /** Ways of writing 127.0.0.1 that a filter of texts would let pass. */
    @ParameterizedTest
    @ValueSource(strings = {"2130706433", "127.1", "[::1]"})
    void waysOfWritingLoopbackAreLoopback(String host) throws Exception {
        assertThat(PUBLIC.include(InetAddress.getByName(host))).isFalse();
    }
}

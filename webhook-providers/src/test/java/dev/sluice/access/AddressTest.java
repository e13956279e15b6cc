package dev.sluice.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "example.com",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "01.2.3.4",
                "1.2.3.4/8",
                " 1.2.3.4",
                "1",
                "0x7f000001",
                "fe80::1%eth0",
                "[::1]",
                "::1::",
                "1:2:3",
                ":::",
                "12345::",
                "cafe",
                "1.2.3.4:80"
            })
    void whatIsNoAddressIsNone(String text) {
        assertThat(Address.parse(text)).isEmpty();
    }

    @Test
    void mappedAddressIsTheIpv4AddressItself() {
        assertThat(address("::ffff:192.0.2.7")).isEqualTo(address("192.0.2.7"));
        assertThat(address("::FFFF:C000:207")).isEqualTo(address("192.0.2.7"));
        assertThat(address("::ffff:192.0.2.7")).hasToString("192.0.2.7");
        assertThat(address("2001:DB8::1")).hasToString("2001:db8:0:0:0:0:0:1");
    }

    @Test
    void limitsCountIpv6ByTheNetworkAndIpv4ByTheAddress() {
        assertThat(address("2001:db8:1:2:aaaa::1").network())
                .isEqualTo(address("2001:db8:1:2:ffff::9").network())
                .isNotEqualTo(address("2001:db8:1:3::1").network());
        assertThat(address("192.0.2.7").network())
                .isNotEqualTo(address("192.0.2.8").network());
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24,       192.0.2.255,        true",
        "192.0.2.0/24,       192.0.3.0,          false",
        "192.0.2.0/24,       ::ffff:192.0.2.1,   true",
        "192.0.2.7,          192.0.2.7,          true",
        "192.0.2.7,          192.0.2.6,          false",
        "0.0.0.0/0,          203.0.113.9,        true",
        "0.0.0.0/0,          2001:db8::1,        false",
        "::/0,               2001:db8::1,        true",
        "::/0,               203.0.113.9,        false",
        "::ffff:0:0/96,      203.0.113.9,        true",
        "2001:db8::/32,      2001:db8:ffff::1,   true",
        "2001:db8::/32,      2001:db9::,         false",
        "2001:db8::/65,      2001:db8::7fff:0:0:1, true",
        "2001:db8::/65,      2001:db8::8000:0:0:1, false",
        "2001:db8::/64,      2001:db8:0:1::,     false",
    })
    void rangeHoldsTheAddressesThatShareItsPrefix(String range, String address, boolean held) {
        assertThat(AddressRange.parse(range).contains(address(address))).isEqualTo(held);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/33,  has no prefix from 0 to 32",
        "192.0.2.0/,    has no prefix from 0 to 32",
        "192.0.2.0/-1,  has no prefix from 0 to 32",
        "2001:db8::/129, has no prefix from 0 to 128",
        "192.0.2.1/24,  its range begins at 192.0.2.0",
        "stripe.com/24, is not a range of IP addresses",
    })
    void whatIsNoRangeIsSaidToBeNone(String text, String reason) {
        assertThatThrownBy(() -> AddressRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    private static Address address(String text) {
        return Address.parse(text).orElseThrow();
    }
}

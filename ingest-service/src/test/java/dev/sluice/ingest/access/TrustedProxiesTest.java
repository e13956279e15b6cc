package dev.sluice.ingest.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.access.Address;
import dev.sluice.access.AddressRange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustedProxiesTest {
    private static final String PROXY = "10.0.0.1";

    private final TrustedProxies proxies =
            new TrustedProxies(List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("fd00::/8")));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            203.0.113.9                                | 203.0.113.9
            198.51.100.1, 203.0.113.9                  | 203.0.113.9
            198.51.100.1, 203.0.113.9, 10.0.0.2        | 203.0.113.9
            10.0.0.3,10.0.0.2                          | 10.0.0.3
            ::ffff:203.0.113.9                         | 203.0.113.9
            203.0.113.9, ::ffff:10.0.0.2               | 203.0.113.9
            203.0.113.9, fd00::2                       | 203.0.113.9
            203.0.113.9:51234                          | 203.0.113.9
            [2001:db8::7]:51234                        | 2001:db8::7
            [2001:db8::7]                              | 2001:db8::7
            2001:db8::7                                | 2001:db8::7
            203.0.113.9, unknown                       | 10.0.0.1
            203.0.113.9, unknown, 10.0.0.2             | 10.0.0.2
            203.0.113.9, 10.0.0.2,                     | 10.0.0.1
            `<script>`                                 | 10.0.0.1
            `203.0.113.9, 1:2:3, 10.0.0.9`             | 10.0.0.9
            `  `                                       | 10.0.0.1
            """)
    void clientIsTheLastAddressThatNoProxyHas(String forwardedFor, String client) {
        assertThat(client(PROXY, List.of(forwardedFor)).address()).isEqualTo(address(client));
    }

    @Test
    void severalHeadersAreOneList() {
        assertThat(client(PROXY, List.of("198.51.100.1, 203.0.113.9", "10.0.0.7, 10.0.0.2"))
                        .address())
                .isEqualTo(address("203.0.113.9"));
    }

    @Test
    void strangerIsTheClientWhateverItSaysOfOthers() {
        Client client = proxies.client(address("192.0.2.1"), false, List.of("10.0.0.2"), List.of("https"));

        assertThat(client).isEqualTo(new Client(address("192.0.2.1"), false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            https         | 203.0.113.9             | true
            HTTPS         | 203.0.113.9             | true
            http          | 203.0.113.9             | false
            https, http   | 203.0.113.9             | false
            https, http   | 203.0.113.9, 10.0.0.2   | true
            http, https   | 203.0.113.9, 10.0.0.2   | false
            ``            | 203.0.113.9             | false
            """)
    void schemeIsWhatTheFarthestProxySaw(String proto, String forwardedFor, boolean https) {
        assertThat(proxies.client(address(PROXY), true, List.of(forwardedFor), List.of(proto))
                        .https())
                .isEqualTo(https);
    }

    @Test
    void withoutTheHeadersTheConnectionSpeaksForItself() {
        assertThat(proxies.client(address(PROXY), true, List.of(), List.of()))
                .isEqualTo(new Client(address(PROXY), true, true));
    }

    private Client client(String peer, List<String> forwardedFor) {
        return proxies.client(address(peer), false, forwardedFor, List.of());
    }

    private static Address address(String text) {
        return Address.parse(text).orElseThrow();
    }
}

package dev.sluice.config;

import dev.sluice.access.AddressRange;
import java.util.List;
import java.util.Optional;

/** Reads lists of address ranges. */
final class AddressList {
    private static final String FIX = "Write ranges such as 192.0.2.0/24 or 2001:db8::/32.";

    private AddressList() {}

    /** The ranges under a key; none where it is left out. */
    static List<AddressRange> under(YamlSection section, String key) {
        return section.value(key).map(AddressList::of).orElse(List.of());
    }

    static List<AddressRange> of(YamlValue value) {
        return value.items().stream()
                .map(item -> item.parsed(AddressRange::parse, FIX))
                .flatMap(Optional::stream)
                .toList();
    }
}

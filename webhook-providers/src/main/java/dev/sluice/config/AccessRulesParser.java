package dev.sluice.config;

import dev.sluice.access.AccessRules;
import dev.sluice.access.AddressRange;
import dev.sluice.access.RateLimit;
import dev.sluice.provider.ProviderPreset;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads what protects one endpoint: {@code rate_limit}, {@code ip_allowlist}, {@code ip_blocklist}, {@code cors}. */
final class AccessRulesParser {
    private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9._-]+(:\\d{1,5})?");

    private AccessRulesParser() {}

    /** @param preset the provider's; absent after a mistake */
    static AccessRules read(YamlSection section, Optional<ProviderPreset> preset) {
        Optional<YamlSection> rate = section.section("rate_limit");
        Optional<RateLimit> limit = rate.flatMap(RateLimitParser::readPaced);
        Optional<Duration> blockFor = rate.flatMap(RateLimitParser::blockFor);
        rate.ifPresent(YamlSection::end);
        return new AccessRules(
                limit,
                blockFor,
                section.value("ip_allowlist")
                        .map(value -> allowed(value, preset))
                        .orElse(List.of()),
                AddressList.under(section, "ip_blocklist"),
                section.section("cors").map(AccessRulesParser::origins).orElse(Set.of()),
                preset.map(ProviderPreset::addresses).orElse(List.of()));
    }

    private static List<AddressRange> allowed(YamlValue value, Optional<ProviderPreset> preset) {
        List<AddressRange> known = preset.map(ProviderPreset::addresses).orElse(List.of());
        if (value.isList()) {
            if (value.items().isEmpty()) {
                value.mistake("'ip_allowlist' is empty, which would refuse everyone", "Name ranges, or remove it.");
            }
            return AddressList.of(value);
        }
        if (!value.written().equals("provider")) {
            value.mistake(
                    "'ip_allowlist' is neither 'provider' nor a list of ranges",
                    "Write ip_allowlist: provider, or ranges such as [192.0.2.0/24].");
        } else if (preset.isPresent() && known.isEmpty()) {
            value.mistake("the provider's preset names no address ranges", "Write ranges such as [192.0.2.0/24].");
        }
        return known;
    }

    private static Set<String> origins(YamlSection section) {
        Set<String> origins = section
                .required("allowed_origins", "Write allowed_origins: [\"https://example.com\"].")
                .map(YamlValue::items)
                .orElse(List.of())
                .stream()
                .map(item -> item.parsed(AccessRulesParser::origin, "Write an origin such as https://example.com."))
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
        section.end();
        return origins;
    }

    private static String origin(String text) {
        if (!ORIGIN.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an origin: http or https, a lower-case host, perhaps a port, and no path");
        }
        return text;
    }
}

package dev.sluice.config;

import dev.sluice.access.AddressLimit;
import dev.sluice.access.GlobalAccessRules;
import dev.sluice.access.RateLimit;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads what protects all endpoints together: {@code ip_blocklist} and {@code limits} at the top of the file. */
final class GlobalAccessRulesParser {
    private GlobalAccessRulesParser() {}

    /** @param providers names that a limit may be given for */
    static GlobalAccessRules read(YamlSection root, Set<String> providers) {
        Optional<YamlSection> limits = root.section("limits");
        GlobalAccessRules globalRules = new GlobalAccessRules(
                AddressList.under(root, "ip_blocklist"),
                limits.flatMap(section -> section.section("address"))
                        .map(GlobalAccessRulesParser::address)
                        .orElse(AddressLimit.NONE),
                limits.flatMap(section -> section.section("providers"))
                        .map(section -> providers(section, providers))
                        .orElse(Map.of()),
                limits.flatMap(section -> section.section("global")).flatMap(GlobalAccessRulesParser::shared));
        limits.ifPresent(YamlSection::end);
        return globalRules;
    }

    private static AddressLimit address(YamlSection section) {
        Optional<RateLimit> rate = RateLimitParser.read(section);
        OptionalInt failures = RateLimitParser.number(section, "signature_failures");
        Optional<Duration> blockFor = RateLimitParser.blockFor(section);
        if (section.has("signature_failures") && !section.has("block_for")) {
            section.mistake(
                    "'signature_failures' has no 'block_for' beside it",
                    "Say how long to block, such as block_for: 10m.");
        }
        if (section.has("block_for") && rate.isEmpty() && failures.isEmpty()) {
            section.mistake(
                    "'block_for' has no limit beside it that could be violated",
                    "Say per_minute or signature_failures.");
        }
        section.end();
        return new AddressLimit(rate, failures, blockFor);
    }

    private static Map<String, RateLimit> providers(YamlSection section, Set<String> names) {
        Map<String, RateLimit> limits = new LinkedHashMap<>();
        section.sections().forEach((name, limit) -> {
            if (!names.contains(name)) {
                limit.mistake("no provider '" + name + "' is known", Suggestion.among(name, names));
            }
            shared(limit).ifPresent(read -> limits.put(name, read));
        });
        return Map.copyOf(limits);
    }

    private static Optional<RateLimit> shared(YamlSection section) {
        Optional<RateLimit> limit = RateLimitParser.readPaced(section);
        if (section.value("block_for").isPresent()) {
            section.mistake(
                    "'block_for' can't be here: no one address is to blame when all of them share a limit",
                    "Move it to limits.address or to an endpoint's rate_limit.");
        }
        section.end();
        return limit;
    }
}

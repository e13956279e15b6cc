package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.access.AccessRules;
import dev.sluice.access.Address;
import dev.sluice.access.AddressLimit;
import dev.sluice.access.AddressRange;
import dev.sluice.access.GlobalAccessRules;
import dev.sluice.access.RateLimit;
import dev.sluice.provider.EndpointCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessRulesParserTest {
    @TempDir
    private Path directory;

    @Test
    void withoutConfigurationNothingIsLimitedAndNobodyBlocked() throws Exception {
        EndpointCatalog catalog = read(endpoint(""));

        assertThat(catalog.globalRules()).isEqualTo(GlobalAccessRules.NONE);
        assertThat(catalog.named("shop").orElseThrow().accessRules())
                .isEqualTo(
                        new AccessRules(Optional.empty(), Optional.empty(), List.of(), List.of(), Set.of(), githubs()));
    }

    @Test
    void endpointHasWhatIsWrittenBesideIt() throws Exception {
        EndpointCatalog catalog = read(endpoint("""
                    rate_limit: {per_minute: 6000, per_hour: 100000, burst: 500, block_for: 10m}
                    ip_allowlist: [192.0.2.0/24, "2001:db8::/32"]
                    ip_blocklist: [192.0.2.7]
                    cors: {allowed_origins: ["https://example.com", "http://localhost:3000"]}
                """));

        assertThat(catalog.named("shop").orElseThrow().accessRules())
                .isEqualTo(new AccessRules(
                        Optional.of(new RateLimit(OptionalInt.of(6000), OptionalInt.of(100_000), 500)),
                        Optional.of(Duration.ofMinutes(10)),
                        List.of(AddressRange.parse("192.0.2.0/24"), AddressRange.parse("2001:db8::/32")),
                        List.of(AddressRange.parse("192.0.2.7")),
                        Set.of("https://example.com", "http://localhost:3000"),
                        githubs()));
    }

    private static List<AddressRange> githubs() {
        return ProviderPresets.bundled().named("github").orElseThrow().addresses();
    }

    @Test
    void allowlistOfTheProviderIsThePresets() throws Exception {
        AccessRules accessRules = read(endpoint("    ip_allowlist: provider\n"))
                .named("shop")
                .orElseThrow()
                .accessRules();

        assertThat(accessRules.allows(Address.parse("140.82.113.4").orElseThrow()))
                .isTrue();
        assertThat(accessRules.allows(Address.parse("192.0.2.1").orElseThrow())).isFalse();
    }

    @Test
    void limitsOfAllEndpointsStandAtTheTop() throws Exception {
        GlobalAccessRules globalRules = read(endpoint("") + """
                ip_blocklist: [203.0.113.0/24]
                limits:
                  address: {per_minute: 600, block_for: 1h, signature_failures: 20}
                  providers:
                    stripe: {per_hour: 50000}
                  global: {per_minute: 60000, burst: 5000}
                """).globalRules();

        assertThat(globalRules)
                .isEqualTo(new GlobalAccessRules(
                        List.of(AddressRange.parse("203.0.113.0/24")),
                        new AddressLimit(
                                Optional.of(new RateLimit(OptionalInt.of(600), OptionalInt.empty(), 600)),
                                OptionalInt.of(20),
                                Optional.of(Duration.ofHours(1))),
                        Map.of("stripe", new RateLimit(OptionalInt.empty(), OptionalInt.of(50_000), 0)),
                        Optional.of(new RateLimit(OptionalInt.of(60_000), OptionalInt.empty(), 5000))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            rate_limit: {burst: 5}                           | 'burst' has no 'per_minute' beside it
            rate_limit: {block_for: 5m}                      | neither 'per_minute' nor 'per_hour' is there
            rate_limit: {per_minute: 0}                      | '0' is not a whole number from 1
            rate_limit: {per_minute: 5, block_for: 5}        | '5' is not a duration
            rate_limit: {per_minuet: 5}                      | Did you mean 'per_minute'?
            rate_limit: 5                                    | expected a mapping
            ip_allowlist: []                                 | is empty, which would refuse everyone
            ip_allowlist: stripe                             | neither 'provider' nor a list
            ip_allowlist: [192.0.2.1/24]                     | its range begins at 192.0.2.0
            ip_blocklist: [localhost]                        | 'localhost' is not a range of IP addresses
            ip_blocklist: 192.0.2.1                          | expected a list
            cors: {}                                         | 'allowed_origins' is missing
            cors: {allowed_origins: ["https://example.com/"]} | is not an origin
            cors: {allowed_origins: ["*"]}                   | is not an origin
            """)
    void mistakeInAnEndpointSaysWhatIsWrong(String line, String what) {
        assertThat(mistakes(endpoint("    " + line + "\n")))
                .anySatisfy(mistake -> assertThat(mistake).startsWith("5: ").contains(what));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            limits: {address: {signature_failures: 5}}               | 'signature_failures' has no 'block_for'
            limits: {address: {block_for: 5m}}                       | 'block_for' has no limit beside it
            limits: {providers: {strip: {per_minute: 5}}}            | Did you mean 'stripe'?
            limits: {global: {per_minute: 5, block_for: 5m}}         | no one address is to blame
            limits: {global: {}}                                     | neither 'per_minute' nor 'per_hour'
            limits: {globl: {per_minute: 5}}                         | Did you mean 'global'?
            ip_blocklist: [203.0.113.0/99]                           | has no prefix from 0 to 32
            """)
    void mistakeAtTheTopSaysWhatIsWrong(String line, String what) {
        assertThat(mistakes(endpoint("") + line + "\n"))
                .anySatisfy(mistake -> assertThat(mistake).startsWith("5: ").contains(what));
    }

    @Test
    void providerWithoutKnownRangesHasNoAllowlistOfItsOwn() {
        assertThat(mistakes("""
                endpoints:
                  shop:
                    provider: razorpay
                    secrets: [s]
                    ip_allowlist: provider
                """)).singleElement().asString().contains("names no address ranges");
    }

    private static String endpoint(String more) {
        return "endpoints:\n  shop:\n    provider: github\n    secrets: [not-a-real-secret]\n" + more;
    }

    private EndpointCatalog read(String text) throws Exception {
        Path file = directory.resolve("endpoints.yaml");
        Files.writeString(file, text);
        return EndpointsFile.read(file, Map.of(), 1024);
    }

    private List<String> mistakes(String text) {
        ConfigurationException thrown = catchThrowableOfType(ConfigurationException.class, () -> read(text));
        return thrown.mistakes().stream()
                .map(Mistake::toString)
                .map(mistake -> mistake.substring(mistake.indexOf("endpoints.yaml:") + "endpoints.yaml:".length()))
                .toList();
    }
}

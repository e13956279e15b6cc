package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.provider.Livemode;
import dev.sluice.signature.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointsFileTest {
    private static final int MAX_BODY = 1024 * 1024;
    private static final Map<String, String> ENVIRONMENT =
            Map.of("STRIPE_SECRET", "whsec_not_a_real_one", "OLD_SECRET", "an_older_one", "BLANK", " ");

    @TempDir
    private Path directory;

    @Test
    void endpointTakesEverythingFromItsPreset() throws Exception {
        EndpointCatalog catalog = read("""
                endpoints:
                  stripe:
                    provider: stripe
                    secrets: ["${STRIPE_SECRET}", "${OLD_SECRET}"]
                """);

        Endpoint endpoint = catalog.named("stripe").orElseThrow();
        ProviderPresets presets = ProviderPresets.bundled();
        assertThat(endpoint.secrets())
                .containsExactly(
                        new Secret("secrets[0]", "whsec_not_a_real_one"), new Secret("secrets[1]", "an_older_one"));
        assertThat(endpoint.identity())
                .isEqualTo(presets.named("stripe").orElseThrow().identity().orElseThrow());
        assertThat(endpoint.paths()).containsExactly("/webhooks/stripe");
        assertThat(endpoint.enabled()).isTrue();
        assertThat(endpoint.livemode()).isEqualTo(Livemode.ANY);
        assertThat(endpoint.maxBody()).isEqualTo(MAX_BODY);
    }

    @Test
    void endpointOverridesWhatItMay() throws Exception {
        Endpoint endpoint = read("""
                        endpoints:
                          live:
                            provider: stripe
                            secrets: ["${STRIPE_SECRET}"]
                            path: /webhook/payments
                            paths: [/hooks/a, /hooks/b]
                            enabled: false
                            livemode: true
                            max_body: 256KiB
                            format: json
                            metadata: {team: payments, tier: 1}
                        """).at("/hooks/b").orElseThrow();

        assertThat(endpoint.paths()).containsExactly("/webhooks/live", "/webhook/payments", "/hooks/a", "/hooks/b");
        assertThat(endpoint.enabled()).isFalse();
        assertThat(endpoint.livemode()).isEqualTo(Livemode.LIVE);
        assertThat(endpoint.maxBody()).isEqualTo(256 * 1024);
        assertThat(endpoint.metadata()).containsEntry("team", "payments").containsEntry("tier", "1");
    }

    @Test
    void genericEndpointBringsItsOwnSignatureAndIdentity() throws Exception {
        Endpoint endpoint = read("""
                        endpoints:
                          erp:
                            provider: generic
                            secrets: ["${STRIPE_SECRET}"]
                            signature:
                              {algorithm: hmac-sha512, header: X-Signature, encoding: base64, prefix: "v0=", signed: "v0:{timestamp}:{body}",
                               timestamp: X-Timestamp}
                            event: {id: "header:X-Id", type: [/kind, /type], object: /data/id}
                        """).named("erp").orElseThrow();

        assertThat(endpoint.scheme().headers()).containsExactly("X-Signature", "X-Timestamp");
        assertThat(endpoint.scheme().toString()).contains("HMAC_SHA512", "BASE64", "past=PT5M");
        assertThat(endpoint.identity().toString()).contains("X-Id", "/kind", "/type", "/data/id");
    }

    @Test
    void secretMayComeFromAFileWithoutItsLastLineEnd() throws Exception {
        Files.writeString(directory.resolve("secret"), "from a file\n");

        EndpointCatalog catalog =
                read("endpoints: {a: {provider: github, secrets: ['${file:secret}', '$${kept}', 'a${OLD_SECRET}b']}}");

        assertThat(catalog.all().get(0).secrets())
                .extracting(Secret::text)
                .containsExactly("from a file", "${kept}", "aan_older_oneb");
    }

    private EndpointCatalog read(String text) throws Exception {
        return EndpointsFile.read(Files.writeString(directory.resolve("endpoints.yaml"), text), ENVIRONMENT, MAX_BODY);
    }
}

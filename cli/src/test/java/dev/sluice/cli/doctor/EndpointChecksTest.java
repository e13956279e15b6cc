package dev.sluice.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.EndpointsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointChecksTest {
    private static final Instant NOW = Instant.parse("2025-06-30T12:00:00Z");

    @TempDir
    private Path directory;

    @Test
    void whatASignatureProvesIsSaidInWords() throws Exception {
        assertThat(findings("provider: stripe\n    secrets: [fake-signing-secret]"))
                .containsExactly("Ok endpoint shop: stripe; its signature covers the body, the event id, a time");
        assertThat(findings("provider: github\n    secrets: [fake-signing-secret]"))
                .containsExactly(
                        "Ok endpoint shop: github; its signature covers the body; does not cover the event id, a time");
        assertThat(findings("provider: gitlab\n    secrets: [fake-signing-secret]"))
                .containsExactly(
                        "Ok endpoint shop: gitlab; its proof does not cover every byte of the body, the event id, a time");
    }

    @Test
    void aTestSecretInALiveEndpointFails() throws Exception {
        assertThat(findings("provider: stripe\n    livemode: true\n    secrets: [whsec_test_of_the_shop]"))
                .contains("Fail endpoint shop: takes live events, and secrets[0] says test");
        assertThat(findings("provider: stripe\n    livemode: false\n    secrets: [whsec_live_of_the_shop]"))
                .contains("Fail endpoint shop: takes test events, and secrets[0] says live");
        assertThat(findings("provider: stripe\n    secrets: [whsec_test_of_the_shop]"))
                .noneMatch(finding -> finding.startsWith("Fail"));
    }

    @Test
    void aTextThatHappensToHoldTheLettersIsNoTestSecret() throws Exception {
        assertThat(findings("provider: stripe\n    livemode: true\n    secrets: [whsec_latestAttestation]"))
                .noneMatch(finding -> finding.startsWith("Fail"));
    }

    @Test
    void whatIsNoSigningSecretFails() throws Exception {
        assertThat(findings("provider: stripe\n    secrets: [sk_live_not_a_real_key]"))
                .contains("Fail endpoint shop: secrets[0] is an API key, not a signing secret");
        assertThat(findings("provider: stripe\n    secrets: [change-me-please]"))
                .contains("Fail endpoint shop: secrets[0] is a placeholder");
        assertThat(findings("provider: stripe\n    secrets: [short]"))
                .contains("Warn endpoint shop: secrets[0] has 5 characters and can be guessed");
    }

    @Test
    void retiredSecretsAreNamed() throws Exception {
        String old = "{value: fake-old-secret, until: 2025-01-31}";
        assertThat(findings("provider: stripe\n    secrets: [fake-signing-secret, " + old + "]"))
                .contains("Warn endpoint shop: secrets[1] is retired since 2025-02-01T00:00:00Z and proves nothing");
        assertThat(findings("provider: stripe\n    secrets: [" + old + "]"))
                .contains("Fail endpoint shop: every key is retired: all its webhooks are refused");
    }

    @Test
    void aPublicUrlThatCanNotWorkIsTold() throws Exception {
        assertThat(findings(
                        "provider: square\n    secrets: [fake-signing-secret]\n    public_url: http://example.com/in"))
                .contains(
                        "Warn endpoint shop: public_url is plain HTTP",
                        "Warn endpoint shop: public_url has the path /in, and the endpoint listens on /webhooks/shop");
    }

    @Test
    void aDisabledEndpointIsTold() throws Exception {
        assertThat(findings("provider: github\n    enabled: false\n    secrets: [fake-signing-secret]"))
                .contains("Warn endpoint shop: is disabled, and answers 404");
    }

    @Test
    void aSecretOfTwoEndpointsIsTold() throws Exception {
        assertThat(findings("provider: github\n    secrets: [fake-signing-secret]\n"
                        + "  other:\n    provider: github\n    secrets: [fake-signing-secret]"))
                .contains("Warn endpoints shop and other have the same key: what is sent to one proves itself to the"
                        + " other");
    }

    @Test
    void noFindingShowsASecret() throws Exception {
        assertThat(findings("provider: stripe\n    livemode: true\n    secrets: [sk_test_51abc]"))
                .noneMatch(finding -> finding.contains("51abc"));
    }

    private List<String> findings(String shop) throws Exception {
        Path file = Files.writeString(directory.resolve("endpoints.yaml"), "endpoints:\n  shop:\n    " + shop + "\n");
        return new EndpointChecks(EndpointsFile.read(file, Map.of(), 1024 * 1024), NOW)
                .findings().stream()
                        .map(finding -> finding.getClass().getSimpleName() + " " + finding.what())
                        .toList();
    }
}

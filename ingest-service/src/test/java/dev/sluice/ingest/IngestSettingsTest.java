package dev.sluice.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.access.AddressRange;
import dev.sluice.config.ConfigurationException;
import dev.sluice.ingest.tls.TestCertificates;
import dev.sluice.ingest.tls.TlsFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestSettingsTest {
    private final Map<String, String> environment = new HashMap<>();

    @TempDir
    Path directory;

    @BeforeEach
    void writeEndpoints() throws Exception {
        Path file = directory.resolve("endpoints.yaml");
        Files.writeString(file, "endpoints:\n  hub: {provider: github, secrets: ['${SLUICE_HUB_SECRET}']}\n");
        environment.put("SLUICE_ENDPOINTS", file.toString());
        environment.put("SLUICE_HUB_SECRET", "not-a-real-secret");
    }

    @Test
    void everyOtherSettingHasADefaultThatWorks() throws Exception {
        IngestSettings settings = IngestSettings.read(environment);

        assertThat(settings.endpoints().endpoints().named("hub")).isPresent();
        assertThat(settings.publicPort()).isEqualTo(8080);
        assertThat(settings.managementPort()).isEqualTo(9080);
        assertThat(settings.topics().maxBody()).isEqualTo(1024 * 1024);
        assertThat(settings.ackTimeout()).isEqualTo(Duration.ofMillis(2500));
    }

    @Test
    void allMistakesAreReportedAtOnce() {
        environment.put("SLUICE_INGEST_PORT", "eighty");
        environment.put("SLUICE_ACK_TIMEOUT", "1ms");
        environment.put("SLUICE_LOG_FORMAT", "xml");
        environment.put("SLUICE_INGST_PORT", "80");
        environment.remove("SLUICE_HUB_SECRET");

        assertThatThrownBy(() -> IngestSettings.read(environment))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("SLUICE_INGEST_PORT: 'eighty' is not")
                .hasMessageContaining("SLUICE_ACK_TIMEOUT: '1ms' is not from 100ms to 30s")
                .hasMessageContaining("SLUICE_LOG_FORMAT: ")
                .hasMessageContaining("SLUICE_INGST_PORT: ")
                .hasMessageContaining("SLUICE_HUB_SECRET");
    }

    @Test
    void certificateIsReadBeforeThePortOpens() throws Exception {
        TlsFiles one = TestCertificates.make(directory, "one");
        TlsFiles other = TestCertificates.make(directory, "other");
        environment.put("SLUICE_TLS_CERTIFICATE", one.certificate().toString());
        assertThatThrownBy(() -> IngestSettings.read(environment))
                .hasMessageContaining("SLUICE_TLS_KEY: is empty, but SLUICE_TLS_CERTIFICATE is not");

        environment.put("SLUICE_TLS_KEY", other.key().toString());
        assertThatThrownBy(() -> IngestSettings.read(environment))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("SLUICE_TLS_CERTIFICATE: the key is not the certificate's");

        environment.put("SLUICE_TLS_KEY", one.key().toString());
        assertThat(IngestSettings.read(environment).tls()).isPresent();
    }

    @Test
    void trustedProxiesAreRanges() throws Exception {
        environment.put("SLUICE_TRUSTED_PROXIES", "10.0.0.0/8, fd00::/8");
        assertThat(IngestSettings.read(environment).trustedProxies().ranges())
                .containsExactly(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("fd00::/8"));

        environment.put("SLUICE_TRUSTED_PROXIES", "10.0.0.0/8, nginx");
        environment.put("SLUICE_REQUIRE_HTTPS", "on");
        assertThatThrownBy(() -> IngestSettings.read(environment))
                .hasMessageContaining("SLUICE_TRUSTED_PROXIES: 'nginx' is not a range of IP addresses")
                .hasMessageContaining("SLUICE_REQUIRE_HTTPS: 'on' is neither true nor false");
    }

    @Test
    void boundThatCouldNeverTakeTheLargestBodyIsRefused() {
        environment.put("SLUICE_MAX_BYTES_IN_FLIGHT", "1MiB");
        environment.put("SLUICE_MAX_BODY", "2MiB");

        assertThatThrownBy(() -> IngestSettings.read(environment))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("SLUICE_MAX_BYTES_IN_FLIGHT");
    }

    @Test
    void managementPortListensOnLoopbackUnlessToldOtherwise() throws Exception {
        assertThat(IngestSettings.read(environment).managementBind()).isEqualTo("127.0.0.1");
    }

    @Test
    void shortAdminTokenIsAMistake() {
        environment.put("SLUICE_ADMIN_TOKEN", "guessed");

        assertThatThrownBy(() -> IngestSettings.read(environment))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("shorter than 16 characters")
                .hasMessageNotContaining("guessed");
    }
}

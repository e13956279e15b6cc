package dev.sluice.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.ConfigurationException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IngestSettingsTest {
    @Test
    void everySettingHasADefaultThatWorks() throws Exception {
        IngestSettings settings = IngestSettings.read(Map.of());

        assertThat(settings.publicPort()).isEqualTo(8080);
        assertThat(settings.managementPort()).isEqualTo(9080);
        assertThat(settings.topics().maxBody()).isEqualTo(1024 * 1024);
        assertThat(settings.ackTimeout()).isEqualTo(Duration.ofMillis(2500));
    }

    @Test
    void allMistakesAreReportedAtOnce() {
        assertThatThrownBy(() -> IngestSettings.read(Map.of(
                        "SLUICE_INGEST_PORT", "eighty",
                        "SLUICE_ACK_TIMEOUT", "1ms",
                        "SLUICE_LOG_FORMAT", "xml",
                        "SLUICE_INGST_PORT", "80")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("SLUICE_INGEST_PORT")
                .hasMessageContaining("SLUICE_ACK_TIMEOUT: '1ms' is not from 100ms to 30s")
                .hasMessageContaining("SLUICE_LOG_FORMAT")
                .hasMessageContaining("SLUICE_INGST_PORT");
    }

    @Test
    void boundThatCouldNeverTakeTheLargestBodyIsRefused() {
        assertThatThrownBy(() ->
                        IngestSettings.read(Map.of("SLUICE_MAX_BYTES_IN_FLIGHT", "1MiB", "SLUICE_MAX_BODY", "2MiB")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("SLUICE_MAX_BYTES_IN_FLIGHT");
    }
}

package dev.sluice.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Mistake;
import dev.sluice.settings.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceVariablesTest {
    private static final Setting<String> OWN = Setting.text("SLUICE_OWN", "", "Its own.");
    private static final Setting<Duration> STOP = Setting.duration("SLUICE_STOP_TIMEOUT", "10s", "Stop.");

    @TempDir
    private Path directory;

    @Test
    void aServiceIsNotGivenTheSettingsOfTheOther() throws Exception {
        Path file = Files.writeString(directory.resolve("a.yaml"), "secret: ${SLUICE_NAMED}");

        assertThat(ServiceVariables.of(
                        Map.of("SLUICE_OWN", "1", "SLUICE_OTHERS", "2", "SLUICE_NAMED", "3", "PATH", "/bin"),
                        List.of(OWN),
                        file,
                        Map.of("SLUICE_BIND", "127.0.0.1")))
                .containsOnly(
                        Map.entry("SLUICE_OWN", "1"),
                        Map.entry("SLUICE_NAMED", "3"),
                        Map.entry("PATH", "/bin"),
                        Map.entry("SLUICE_BIND", "127.0.0.1"));
    }

    @Test
    void whatUpDecidesStandsAboveWhatTheUserSets() {
        assertThat(ServiceVariables.of(
                        Map.of("SLUICE_OWN", "elsewhere"),
                        List.of(OWN),
                        directory.resolve("none"),
                        Map.of("SLUICE_OWN", "here")))
                .containsEntry("SLUICE_OWN", "here");
    }

    @Test
    void theServicesAreFoundWhereTheyListen() {
        assertThat(bound("0.0.0.0")).isEqualTo("127.0.0.1");
        assertThat(bound("::")).isEqualTo("127.0.0.1");
        assertThat(bound("192.0.2.7")).isEqualTo("192.0.2.7");
        assertThat(bound("2001:db8::7")).isEqualTo("[2001:db8::7]");
        assertThat(new ServiceVariables(Map.of()).host()).isEqualTo("127.0.0.1");
        assertThat(new ServiceVariables(Map.of("SLUICE_BIND", "192.0.2.1")).managementHost())
                .isEqualTo("127.0.0.1");
        assertThat(new ServiceVariables(Map.of("SLUICE_MANAGEMENT_BIND", "192.0.2.1")).managementHost())
                .isEqualTo("192.0.2.1");
        assertThat(new ServiceVariables(Map.of("SLUICE_TLS_CERTIFICATE", "a.pem")).scheme())
                .isEqualTo("https");
    }

    @Test
    void aServiceHasTheTimeToStopThatItIsPromised() {
        assertThat(new ServiceVariables(Map.of("SLUICE_STOP_TIMEOUT", "1m")).longestStop(List.of(STOP)))
                .isGreaterThan(Duration.ofMinutes(1));
    }

    @Test
    void whatIsNotUsedIsSaid() {
        assertThat(new ServiceVariables(Map.of("SLUICE_POSTGRES_USER", "me", "SLUICE_OWN", "1")).unused())
                .containsExactly("SLUICE_POSTGRES_USER is not used: up runs a Postgres of its own");
    }

    @Test
    void oneBrokerKeepsNoSecondReplica() {
        assertThat(new ServiceVariables(Map.of("SLUICE_REPLICATION", "3")).mistakes())
                .extracting(Mistake::where)
                .containsExactly("SLUICE_REPLICATION");
        assertThat(new ServiceVariables(Map.of("SLUICE_REPLICATION", "1")).mistakes())
                .isEmpty();
    }

    private static String bound(String address) {
        return new ServiceVariables(Map.of("SLUICE_BIND", address)).host();
    }
}

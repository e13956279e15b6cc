package dev.sluice.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.ConfigurationException;
import dev.sluice.config.Mistake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final Setting<Duration> TIMEOUT = Setting.duration("SLUICE_TIMEOUT", "5s", "How long.");
    private static final Setting<Integer> PORT = Setting.number("SLUICE_PORT", 8080, 0, 65_535, "Port | number.");
    private static final Setting<Integer> MAX = Setting.size("SLUICE_MAX", "1MiB", "Largest.");
    private static final Setting<String> NAME = Setting.filled("SLUICE_NAME", "x", "Name.");
    private static final Setting<String> PASSWORD = Setting.secret("SLUICE_PASSWORD", "Password.", text -> text);
    private static final List<Setting<?>> ALL = List.of(TIMEOUT, PORT, MAX, NAME);

    @TempDir
    private Path directory;

    @Test
    void valuesComeFromTheEnvironmentOrTheFallback() throws Exception {
        Settings settings = new Settings(Map.of("SLUICE_PORT", "0", "HOME", "/"));

        assertThat(settings.get(PORT)).isZero();
        assertThat(settings.get(TIMEOUT)).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.get(MAX)).isEqualTo(1_048_576);
        settings.check(ALL);
    }

    @Test
    void allMistakesAreReportedAtOnce() {
        Settings settings = new Settings(
                Map.of("SLUICE_PORT", "65536", "SLUICE_TIMEOUT", "5", "SLUICE_NAME", " ", "SLUICE_PROT", "1"));
        settings.get(PORT);
        settings.get(PORT);
        settings.get(TIMEOUT);
        settings.get(NAME);

        ConfigurationException e = catchThrowableOfType(ConfigurationException.class, () -> settings.check(ALL));

        assertThat(e.mistakes())
                .extracting(Mistake::where)
                .containsExactly("SLUICE_PORT", "SLUICE_TIMEOUT", "SLUICE_NAME", "SLUICE_PROT");
        assertThat(e)
                .hasMessageContaining("'65536' is not a whole number from 0 to 65535")
                .hasMessageContaining("SLUICE_PROT: no setting has this name. Did you mean 'SLUICE_PORT'?");
    }

    @Test
    void settingThatNobodyReadIsCheckedToo() {
        Setting<Integer> even = PORT.where(number -> number % 2 == 0, "is not even");
        Settings settings = new Settings(Map.of("SLUICE_PORT", "81"));

        ConfigurationException e =
                catchThrowableOfType(ConfigurationException.class, () -> settings.check(List.of(even)));

        assertThat(e).hasMessageContaining("SLUICE_PORT: '81' is not even.");
    }

    @Test
    void mistakesOfTheFileComeWithThoseOfTheSettings() throws Exception {
        Path file = Files.writeString(directory.resolve("a.yaml"), "secrets: ${SLUICE_SECRET}");
        Settings settings = new Settings(Map.of("SLUICE_PORT", "x", "SLUICE_SECRET", "s", "SLUICE_OTHER", "s"));
        settings.get(PORT);

        ConfigurationException e = catchThrowableOfType(
                ConfigurationException.class,
                () -> settings.check(ALL, file, path -> {
                    throw new ConfigurationException(List.of(new Mistake("a.yaml:1", "wrong", "Fix it.")));
                }));

        assertThat(e.mistakes()).extracting(Mistake::where).containsExactly("SLUICE_PORT", "SLUICE_OTHER", "a.yaml:1");
    }

    @Test
    void fileIsReadWhereAllIsWell() throws Exception {
        Path file = Files.writeString(directory.resolve("a.yaml"), "a: ${SLUICE_SECRET}");

        String read = new Settings(Map.of("SLUICE_SECRET", "s")).check(ALL, file, path -> "read");

        assertThat(read).isEqualTo("read");
    }

    @Test
    void variablesThatKubernetesSetsForServicesAreNoMistake() throws Exception {
        new Settings(Map.of(
                        "SLUICE_INGEST_SERVICE_HOST", "10.0.0.1",
                        "SLUICE_INGEST_SERVICE_PORT_HTTP", "8080",
                        "SLUICE_INGEST_PORT_8080_TCP_ADDR", "10.0.0.1",
                        "SLUICE_INGEST_PORT", "tcp://10.0.0.1:8080"))
                .check(ALL);
    }

    @Test
    void secretMayComeFromAFile() throws Exception {
        Path file = Files.writeString(directory.resolve("password"), "correct horse\n");
        Settings settings = new Settings(Map.of("SLUICE_PASSWORD_FILE", file.toString()));

        assertThat(settings.get(PASSWORD)).isEqualTo("correct horse");
        settings.check(List.of(PASSWORD));
    }

    @Test
    void fileOfASecretThatIsNoneIsAMistake() throws Exception {
        Path empty = Files.writeString(directory.resolve("empty"), "\n");
        Path shortOne = Files.writeString(directory.resolve("short"), "xyzzy");

        assertThat(mistakes(Map.of("SLUICE_PASSWORD_FILE", "/nowhere/password"), PASSWORD))
                .isEqualTo("SLUICE_PASSWORD_FILE: the file '/nowhere/password' can't be read."
                        + " Name a file that holds the value and that this process may read.");
        assertThat(mistakes(Map.of("SLUICE_PASSWORD_FILE", ""), PASSWORD)).contains("the file '' can't be read");
        assertThat(mistakes(Map.of("SLUICE_PASSWORD_FILE", empty.toString()), PASSWORD))
                .contains("empty' is empty");
        assertThat(mistakes(Map.of("SLUICE_PASSWORD_FILE", shortOne.toString(), "SLUICE_PASSWORD", "plugh"), PASSWORD))
                .contains("SLUICE_PASSWORD_FILE: is set, and SLUICE_PASSWORD as well. Set one of them.")
                .doesNotContain("plugh")
                .doesNotContain("xyzzy");
        assertThat(mistakes(Map.of("SLUICE_ADMIN_TOKEN_FILE", shortOne.toString()), CommonSettings.ADMIN_TOKEN))
                .contains("SLUICE_ADMIN_TOKEN_FILE: is shorter than 16 characters")
                .doesNotContain("xyzzy");
    }

    @Test
    void onlyASecretMayComeFromAFile() {
        assertThat(mistakes(Map.of("SLUICE_PORT_FILE", "/run/secrets/port"), PORT))
                .contains("SLUICE_PORT_FILE: no setting has this name");
    }

    private static String mistakes(Map<String, String> environment, Setting<?> setting) {
        Settings settings = new Settings(environment);
        settings.get(setting);
        return catchThrowableOfType(ConfigurationException.class, () -> settings.check(List.of(setting)))
                .getMessage();
    }

    @Test
    void tableHasALinePerSetting() {
        assertThat(SettingsTable.markdown("Ingest", List.of(PORT, PASSWORD))).isEqualTo("""
                        ## Ingest

                        | Variable | Default | Meaning |
                        |---|---|---|
                        | `SLUICE_PORT` | `8080` | Port \\| number. |
                        | `SLUICE_PASSWORD` | empty | Password. Or `SLUICE_PASSWORD_FILE` names a file that holds it. |
                        """);
    }

    @Test
    void everyCommonFallbackIsReadable() throws Exception {
        Settings settings = new Settings(Map.of());
        CommonSettings.ALL.forEach(settings::get);

        settings.check(CommonSettings.ALL);
        assertThat(CommonSettings.topicPlan(settings).replicationFactor()).isEmpty();
    }
}

package dev.sluice.cli.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.installation.Installation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFilesTest {
    @TempDir
    private Path directory;

    private Installation installation;

    @BeforeEach
    void install() throws Exception {
        installation = new Installation(directory);
        Files.createDirectories(directory.resolve("examples"));
        Files.writeString(directory.resolve("examples/endpoints.yaml"), "a: [\"${SOME_SECRET}\", \"${OTHER_SECRET}\"]");
        Files.writeString(directory.resolve("examples/routes.yaml"), "routes: []");
    }

    @Test
    void theExamplesAreUsedWhenNothingElseIsThere() throws Exception {
        ConfigurationFiles files = ConfigurationFiles.choose(null, null, false, installation);

        assertThat(files.endpoints()).isEqualTo(directory.resolve("examples/endpoints.yaml"));
        assertThat(files.sample()).isTrue();
    }

    @Test
    void whatTheUserNamesIsUsedAndGetsNoMadeUpSecrets() throws Exception {
        Path own = Files.writeString(directory.resolve("own.yaml"), "endpoints: {a: \"${SOME_SECRET}\"}");

        ConfigurationFiles files = ConfigurationFiles.choose(own, null, false, installation);

        assertThat(files.endpoints()).isEqualTo(own);
        assertThat(files.environment(DataDirectory.of(directory))).doesNotContainKey("SOME_SECRET");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> ConfigurationFiles.choose(directory.resolve("no.yaml"), null, false, installation))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("no.yaml");
    }

    @Test
    void madeUpSecretsLookMadeUpAndStayTheSame() throws Exception {
        DataDirectory data = DataDirectory.of(directory.resolve("data"));
        ConfigurationFiles files = ConfigurationFiles.choose(null, null, false, installation);

        Map<String, String> first = files.environment(data);
        Map<String, String> second = files.environment(data);

        assertThat(first.get("SOME_SECRET")).startsWith("fake-some-secret-").isNotEqualTo(first.get("OTHER_SECRET"));
        assertThat(second).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.sampleSecrets())))
                .isEqualTo("rw-------");
    }

    @Test
    void everyExampleIsOneOfTheExamples() throws Exception {
        Path other = Files.writeString(directory.resolve("examples/other.yaml"), "a: \"${SOME_SECRET}\"");

        assertThat(ConfigurationFiles.choose(other, null, false, installation).sample())
                .isTrue();
    }

    @Test
    void madeUpKeysHaveTheFormThatTheirSchemeTakes() throws Exception {
        Files.writeString(directory.resolve("examples/endpoints.yaml"), """
                endpoints:
                  bot: {provider: discord, public_keys: ["${BOT_KEY}"]}
                  shop: {provider: adyen, secrets: ["${SHOP_KEY}"]}
                  sender: {provider: svix, secrets: [{value: "${SENDER_KEY}"}]}
                """);
        DataDirectory data = DataDirectory.of(directory.resolve("data"));

        Map<String, String> made =
                ConfigurationFiles.choose(null, null, false, installation).environment(data);

        assertThat(made.get("SHOP_KEY")).matches("[0-9a-f]{64}");
        assertThat(made.get("SENDER_KEY")).startsWith("whsec_");
        assertThat(SampleSecrets.privateKey(made.get("BOT_KEY"), data)).isPresent();
        // The services have no use for it.
        assertThat(made.keySet()).noneMatch(name -> name.contains("PRIVATE"));
    }

    @Test
    void laterCommandsFindTheFilesOfTheInstance() throws Exception {
        DataDirectory data = DataDirectory.of(directory.resolve("data"));
        data.create();
        ConfigurationFiles files = ConfigurationFiles.choose(null, null, true, installation);

        files.write(data);

        assertThat(ConfigurationFiles.of(data)).isEqualTo(files);
    }
}

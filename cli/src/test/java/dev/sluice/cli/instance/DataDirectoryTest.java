package dev.sluice.cli.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cli.installation.CommandFailedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    private Path directory;

    @Test
    void clearingLeavesWhatIsNotOurs() throws Exception {
        DataDirectory data = DataDirectory.of(directory);
        Files.createDirectories(data.broker().resolve("data"));
        Files.writeString(data.broker().resolve("data/segment"), "x");
        Files.writeString(data.runFile(), "{}");
        Path own = Files.writeString(directory.resolve("thesis.txt"), "years of work");

        data.clear();

        assertThat(data.broker()).doesNotExist();
        assertThat(data.runFile()).doesNotExist();
        assertThat(own).hasContent("years of work");
    }

    @Test
    void isMadeForItsOwnerAlone() throws Exception {
        DataDirectory data = DataDirectory.of(directory.resolve("a/b"));

        data.create();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.root())))
                .isEqualTo("rwx------");
    }

    @Test
    void aFileInItsPlaceIsRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "x");

        assertThatThrownBy(() -> DataDirectory.of(file.resolve("data")).create())
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("can't be made");
    }
}

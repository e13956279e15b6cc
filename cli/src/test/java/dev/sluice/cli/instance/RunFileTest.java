package dev.sluice.cli.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.installation.CommandFailedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFileTest {
    private static final RunFile RUN = new RunFile(
            "http://127.0.0.1:1",
            "http://127.0.0.1:2",
            "http://127.0.0.1:3",
            "127.0.0.1:4",
            "jdbc:postgresql://127.0.0.1:5/sluice?user=sluice&password=fake",
            "postgresql://sluice:fake@127.0.0.1:5/sluice",
            "fake-token",
            new LinkedHashMap<>(Map.of("broker", 11L, "postgres", 12L, "ingest", 13L, "processor", 14L)));

    @TempDir
    private Path directory;

    @Test
    void hasTheAgreedKeysAndIsForItsOwnerAlone() throws Exception {
        DataDirectory data = DataDirectory.of(directory);

        RUN.write(data);

        JsonNode json = new ObjectMapper().readTree(data.runFile().toFile());
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "ingest_url",
                        "management_url",
                        "processor_url",
                        "kafka_bootstrap",
                        "postgres_url",
                        "postgres_psql",
                        "admin_token",
                        "pids");
        assertThat(json.path("pids").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("broker", "postgres", "ingest", "processor");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.runFile())))
                .isEqualTo("rw-------");
        assertThat(directory).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void isReadBackAsItWasWritten() throws Exception {
        DataDirectory data = DataDirectory.of(directory);
        RUN.write(data);

        assertThat(RunFile.read(data)).isEqualTo(RUN);
    }

    @Test
    void sayingWhatItHoldsShowsNoPassword() {
        assertThat(RUN.toString()).doesNotContain("password").doesNotContain("fake-token");
    }

    @Test
    void absenceMeansThatNothingRuns() {
        assertThatThrownBy(() -> RunFile.read(DataDirectory.of(directory)))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("sluice up");
    }
}

package dev.sluice.cli.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.local.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphansTest {
    @TempDir
    private Path directory;

    @Test
    void whatAKilledInstanceLeftIsStoppedAndNothingElse() throws Exception {
        DataDirectory data = DataDirectory.of(directory.resolve("data"));
        DataDirectory other = DataDirectory.of(directory.resolve("data2"));
        ChildProcess orphan = idle(data);
        ChildProcess stranger = idle(other);
        try {
            assertThat(Orphans.stop(data)).containsExactly("ingest");
            assertThat(orphan.isAlive()).isFalse();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            orphan.kill();
            stranger.kill();
        }
    }

    @Test
    void nothingIsFoundWhereNothingRan() throws Exception {
        assertThat(Orphans.stop(DataDirectory.of(directory))).isEmpty();
    }

    private ChildProcess idle(DataDirectory data) throws IOException {
        Files.createDirectories(data.root());
        return ChildProcess.start(new ChildProcess.Program(
                "idle",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        Orphans.mark("ingest", data),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Idle.class.getName()),
                Map.of(),
                Set.of(),
                data.root(),
                data.log("idle")));
    }

    /** Runs in the process that is to be found. */
    static final class Idle {
        private Idle() {}

        public static void main(String[] args) throws InterruptedException {
            TimeUnit.MINUTES.sleep(5);
        }
    }
}

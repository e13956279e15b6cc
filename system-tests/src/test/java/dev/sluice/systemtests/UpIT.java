package dev.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cli.installation.CommandFailedException;
import dev.sluice.cli.instance.DataDirectory;
import dev.sluice.cli.instance.RunFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code sluice up} from the jars that were just packaged. */
class UpIT {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Duration LONGEST = Duration.ofMinutes(3);

    @TempDir
    private Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stopAll() throws Exception {
        for (Process process : started) {
            process.destroy();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void partsThatDieReturnAndAStopLeavesNothing() throws Exception {
        DataDirectory data = DataDirectory.of(directory.resolve("data"));
        Process up = up();
        RunFile run = ready(data);

        for (String part : List.of("ingest", "postgres")) {
            long killed = pid(run, part);
            ProcessHandle.of(killed).orElseThrow().destroyForcibly();
            await().atMost(LONGEST).until(() -> pid(RunFile.read(data), part) != killed);
        }
        RunFile later = RunFile.read(data);
        assertThat(pid(later, "broker")).isEqualTo(pid(run, "broker"));

        Process second = up();
        assertThat(second.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(second.exitValue()).isEqualTo(CommandFailedException.ENVIRONMENT);
        assertThat(up.isAlive()).isTrue();

        up.destroy();
        assertThat(up.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(later.pids().values()).allMatch(pid -> ProcessHandle.of(pid).isEmpty());
        assertThat(data.runFile()).doesNotExist();
    }

    @Test
    void anotherStartCopesWithWhatAKilledOneLeft() throws Exception {
        DataDirectory data = DataDirectory.of(directory.resolve("data"));
        Process up = up();
        RunFile orphaned = ready(data);
        up.destroyForcibly().waitFor();
        assertThat(orphaned.pids().values())
                .allMatch(pid -> ProcessHandle.of(pid).isPresent());

        up();
        await().atMost(LONGEST)
                .until(() -> Files.exists(data.runFile())
                        && !RunFile.read(data).pids().equals(orphaned.pids()));

        assertThat(orphaned.pids().values())
                .allMatch(pid -> ProcessHandle.of(pid).isEmpty());
    }

    private Process up() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dsluice.home=" + HOME,
                        "-jar",
                        HOME.resolve("cli/target/cli.jar").toString(),
                        "up",
                        "--ingest-port=0",
                        "--management-port=0",
                        "--processor-port=0",
                        "--data=" + directory.resolve("data"))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("up.log").toFile()))
                .start();
        started.add(process);
        return process;
    }

    private static RunFile ready(DataDirectory data) throws Exception {
        await().atMost(LONGEST).until(() -> Files.exists(data.runFile()));
        return RunFile.read(data);
    }

    private static long pid(RunFile run, String part) {
        Long pid = run.pids().get(part);
        assertThat(pid).isNotNull();
        return pid;
    }
}

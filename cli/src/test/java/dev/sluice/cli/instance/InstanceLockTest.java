package dev.sluice.cli.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceLockTest {
    @TempDir
    private Path directory;

    @Test
    void anotherProcessIsRefusedUntilTheLockIsGivenBack() throws Exception {
        InstanceLock lock = InstanceLock.take(DataDirectory.of(directory));
        String whileHeld = anotherProcess();
        lock.close();
        String afterwards = anotherProcess();

        assertThat(whileHeld)
                .contains("another sluice (process " + ProcessHandle.current().pid() + ")");
        assertThat(afterwards).isEqualTo("taken");
    }

    private String anotherProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        TakeLock.class.getName(),
                        directory.toString()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output.strip();
    }

    /** Runs in the other process. */
    static final class TakeLock {
        private TakeLock() {}

        public static void main(String[] args) throws IOException {
            try {
                InstanceLock lock = InstanceLock.take(DataDirectory.of(Path.of(args[0])));
                System.out.println("taken");
                lock.close();
            } catch (dev.sluice.cli.installation.CommandFailedException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}

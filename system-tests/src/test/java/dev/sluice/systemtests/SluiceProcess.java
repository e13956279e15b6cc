package dev.sluice.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The command line in a process of its own, from the jar that was built. */
final class SluiceProcess {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    private SluiceProcess() {}

    /** What a command has printed, and how it ended. */
    record Ended(int exitCode, String out) {}

    /** Runs a command to its end. */
    static Ended run(Path directory, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Process process = of(directory, environment, arguments).start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), out);
    }

    /** Not started yet; its errors go where its output goes. */
    static ProcessBuilder of(Path directory, Map<String, String> environment, String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dsluice.home=" + HOME,
                "-jar",
                HOME.resolve("cli/target/cli.jar").toString()));
        line.addAll(Stream.of(arguments).toList());
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder;
    }
}

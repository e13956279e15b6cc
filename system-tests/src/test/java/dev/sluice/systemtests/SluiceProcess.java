package dev.sluice.systemtests;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The command line in a process of its own, from the jar that was built. */
final class SluiceProcess {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    private SluiceProcess() {}

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

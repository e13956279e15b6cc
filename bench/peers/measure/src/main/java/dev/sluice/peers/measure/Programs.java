package dev.sluice.peers.measure;

import dev.sluice.local.ChildProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the peers are started.
 *
 * @param peers the directory of this project
 * @param sluice the directory that Sluice was built in
 * @param data for logs and what else a peer keeps
 */
record Programs(Path peers, Path sluice, Path data) {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** A peer's own main class, with the libraries of its module. */
    ChildProcess.Program module(
            String name, String module, String heap, Map<String, String> environment, String main, String... arguments)
            throws IOException {
        Path target = peers.resolve(module).resolve("target");
        List<String> line = new ArrayList<>(List.of(
                "-cp",
                target.resolve(module + "-0.1.0-SNAPSHOT.jar") + File.pathSeparator + target.resolve("lib") + "/*",
                main));
        line.addAll(List.of(arguments));
        return java(name, heap, environment, line);
    }

    /** One of Sluice's services. */
    ChildProcess.Program service(String service, String heap, Map<String, String> environment) throws IOException {
        return java(
                service, heap, environment, List.of("-jar", serviceJar(service).toString()));
    }

    Path serviceJar(String service) throws IOException {
        Path jar = sluice.resolve(service).resolve("target").resolve(service + ".jar");
        if (!Files.exists(jar)) {
            throw new IOException(jar + " is missing; build Sluice with: mvn -Dquick package");
        }
        return jar;
    }

    /** Something that is not Java. */
    ChildProcess.Program command(String name, Path directory, Map<String, String> environment, List<String> line) {
        return new ChildProcess.Program(name, line, environment, Set.of(), directory, data.resolve(name + ".log"));
    }

    private ChildProcess.Program java(String name, String heap, Map<String, String> environment, List<String> rest)
            throws IOException {
        List<String> line = new ArrayList<>(List.of(
                JAVA,
                "-Xmx" + heap,
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
        line.addAll(rest);
        return command(name, Files.createDirectories(data.resolve(name)), environment, line);
    }
}

package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs a copy of the launcher that finds no JDK but those made up here; each says its name instead of starting Java. */
class LauncherIT {
    @TempDir
    private Path directory;

    private Path launcher;

    @BeforeEach
    void install() throws IOException {
        // No pom.xml beside it, so it builds nothing; no directory of this machine, so it finds no real JDK.
        String script = Files.readString(Path.of("../sluice"))
                .replaceAll("/(usr|Library|opt)/(lib/jvm|java|local/opt|homebrew|jdk|Java)", directory + "/none/$2");
        launcher = executable(directory.resolve("installed/sluice"), script);
    }

    @Test
    void javaHomeIsTakenWhenItIsNewEnough() throws Exception {
        Path jdk = jdk("home", "21.0.4");

        assertThat(run(Map.of("JAVA_HOME", jdk.toString()))).contains("java of home");
    }

    @Test
    void anOldJavaHomeIsPassedOverForTheOneOnThePath() throws Exception {
        Path old = jdk("old", "17.0.11");
        Path onPath = jdk("path", "25");

        assertThat(run(Map.of("JAVA_HOME", old.toString(), "PATH", onPath.resolve("bin") + ":/usr/bin:/bin")))
                .contains("java of path");
    }

    @Test
    void theNewestThatIsInstalledIsFoundWhenThePathHasAnOldOne() throws Exception {
        Path old = jdk("old", "1.8.0_402");
        jdk("user/.sdkman/candidates/java/21", "21.0.4");
        jdk("user/.sdkman/candidates/java/25", "25.0.1");

        assertThat(run(Map.of("PATH", old.resolve("bin") + ":/usr/bin:/bin")))
                .contains("java of user/.sdkman/candidates/java/25");
    }

    @Test
    void itSaysWhatIsTooOldWhenThereIsNoOther() throws Exception {
        Path old = jdk("old", "17.0.11");

        assertThat(run(Map.of("JAVA_HOME", old.toString())))
                .contains("no JDK 21 or later was found")
                .contains("too old: " + old + " (17)");
    }

    @Test
    void linksToItLeadToWhereItIsInstalled() throws Exception {
        Path jdk = jdk("home", "21.0.4");
        Path link = Files.createSymbolicLink(directory.resolve("link"), launcher);
        Path linkToLink = Files.createSymbolicLink(directory.resolve("another"), link);

        assertThat(run(linkToLink, Map.of("JAVA_HOME", jdk.toString())))
                .contains("-Dsluice.home=" + launcher.getParent().toRealPath());
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = directory.resolve(name);
        executable(home.resolve("bin/java"), "#!/bin/sh\necho java of " + name + " \"$@\"\n");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private String run(Map<String, String> environment) throws Exception {
        return run(launcher, environment);
    }

    private String run(Path script, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(List.of("/usr/bin/env", "bash", script.toString(), "doctor"))
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", directory.resolve("no-java") + ":" + toolsWithoutJava());
        builder.environment().put("HOME", directory.resolve("user").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return output;
    }

    // The PATH of this machine has a java; the launcher needs a handful of other programs.
    private String toolsWithoutJava() throws IOException {
        Path tools = directory.resolve("tools");
        Files.createDirectories(tools);
        for (String tool : List.of("bash", "sed", "dirname", "readlink", "uname", "find", "head")) {
            for (String place : List.of("/usr/bin", "/bin")) {
                Path program = Path.of(place, tool);
                Path link = tools.resolve(tool);
                if (Files.isExecutable(program) && !Files.exists(link)) {
                    Files.createSymbolicLink(link, program);
                }
            }
        }
        return tools.toString();
    }

    private static Path executable(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}

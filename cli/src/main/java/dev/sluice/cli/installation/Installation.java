package dev.sluice.cli.installation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The directory that Sluice was built in or unpacked to.
 *
 * @param home absolute
 */
public record Installation(Path home) {
    /** What {@code --version} says. */
    public static final String VERSION = "0.1.0";

    /** The one that the launcher belongs to. */
    public static Installation current() throws CommandFailedException {
        return known().orElseThrow(() -> new CommandFailedException(
                CommandFailedException.USAGE, "sluice.home is not set; run this with the launcher script sluice"));
    }

    /** Whether a file is one of the examples of the installation that the launcher belongs to, if there is one. */
    public static boolean isCurrentExample(Path file) {
        return known().filter(installation -> installation.isExample(file)).isPresent();
    }

    private static Optional<Installation> known() {
        return Optional.ofNullable(System.getProperty("sluice.home")).map(home -> new Installation(Path.of(home)));
    }

    /** The jar of a service. */
    public Path jar(String module) throws CommandFailedException {
        Path jar = home.resolve(module).resolve("target").resolve(module + ".jar");
        if (!Files.exists(jar)) {
            throw new CommandFailedException(
                    CommandFailedException.ENVIRONMENT, jar + " is missing; build it with: mvn -Dquick package");
        }
        return jar;
    }

    /** Whether a file is one of the examples. */
    public boolean isExample(Path file) {
        return file.toAbsolutePath().normalize().startsWith(home.resolve("examples"));
    }

    /** A file of the examples. */
    public Path example(String name) {
        return home.resolve("examples").resolve(name);
    }
}

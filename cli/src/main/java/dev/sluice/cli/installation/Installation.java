package dev.sluice.cli.installation;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The directory that Sluice was built in or unpacked to.
 *
 * @param home absolute
 */
public record Installation(Path home) {
    /** The one that the launcher belongs to. */
    public static Installation current() throws CommandFailedException {
        String home = System.getProperty("sluice.home");
        if (home == null) {
            throw new CommandFailedException(
                    CommandFailedException.USAGE, "sluice.home is not set; run this with the launcher script sluice");
        }
        return new Installation(Path.of(home));
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

    /** A file of the examples. */
    public Path example(String name) {
        return home.resolve("examples").resolve(name);
    }
}

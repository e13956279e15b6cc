package dev.sluice.cli.instance;

import dev.sluice.cli.installation.CommandFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory that holds everything an instance keeps.
 *
 * @param root absolute
 */
public record DataDirectory(Path root) {
    private static final List<String> CONTENTS = List.of(
            "broker", "postgres", "processor", "logs", "run.json", "files.json", "sample-secrets.env", "admin-token");
    private static final long NEEDED = 1024L * 1024 * 1024;
    private static final long MEBIBYTE = 1024L * 1024;

    /** The directory a user named. */
    public static DataDirectory of(Path directory) {
        return new DataDirectory(directory.toAbsolutePath().normalize());
    }

    /** Makes it, readable by its owner alone. */
    public void create() throws CommandFailedException {
        try {
            if (!Files.isDirectory(root)) {
                Files.createDirectories(root);
                Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
            }
        } catch (IOException e) {
            throw new CommandFailedException(
                    CommandFailedException.ENVIRONMENT, "the data directory " + root + " can't be made: " + e, e);
        }
    }

    /** Deletes what an instance has put there, and nothing else. */
    public void clear() throws IOException {
        for (String name : CONTENTS) {
            Path entry = root.resolve(name);
            if (Files.exists(entry)) {
                try (Stream<Path> files = Files.walk(entry)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    /** Refuses a disk that would be full before long. */
    public void requireSpace() throws CommandFailedException {
        long usable = usableSpace();
        if (usable < NEEDED) {
            throw new CommandFailedException(
                    CommandFailedException.ENVIRONMENT,
                    "only " + usable / MEBIBYTE + " MiB are free on the disk of " + root + ", and " + NEEDED / MEBIBYTE
                            + " are needed; make room, or use another disk with --data DIR");
        }
    }

    /** Bytes that can still be written. */
    public long usableSpace() throws CommandFailedException {
        try {
            return Files.getFileStore(root).getUsableSpace();
        } catch (IOException e) {
            throw new CommandFailedException(
                    CommandFailedException.ENVIRONMENT, "the disk of " + root + " can't be read: " + e, e);
        }
    }

    public Path broker() {
        return root.resolve("broker");
    }

    public Path postgres() {
        return root.resolve("postgres");
    }

    /** State directory of the processor service. */
    public Path processor() {
        return root.resolve("processor");
    }

    public Path log(String part) {
        return root.resolve("logs").resolve(part + ".log");
    }

    public Path runFile() {
        return root.resolve("run.json");
    }

    /** Which configuration files the instance uses. */
    public Path filesFile() {
        return root.resolve("files.json");
    }

    public Path sampleSecrets() {
        return root.resolve("sample-secrets.env");
    }

    public Path adminToken() {
        return root.resolve("admin-token");
    }

    public Path lock() {
        return root.resolve("lock");
    }
}

package dev.sluice.processor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** The name under which an instance keeps its partitions over a restart ({@code group.instance.id}, KIP-345). */
final class InstanceId {
    private InstanceId() {}

    /** The configured name; or else the one kept in the state directory, generated the first time. */
    static String of(String configured, Path stateDirectory) {
        if (!configured.isEmpty()) {
            return configured;
        }
        Path file = stateDirectory.resolve("instance-id");
        try {
            if (Files.exists(file)) {
                return Files.readString(file).strip();
            }
            Files.createDirectories(stateDirectory);
            String generated = UUID.randomUUID().toString();
            // In one step: after a crash half-way the file would be there and empty.
            Path written = Files.writeString(stateDirectory.resolve("instance-id.new"), generated + "\n");
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
            return generated;
        } catch (IOException e) {
            throw new UncheckedIOException("the state directory " + stateDirectory + " can't be used", e);
        }
    }
}

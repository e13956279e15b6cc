package dev.sluice.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A process and all that it has started, as Linux shows them. */
record ProcessFamily(long pid) {
    /** The contents of a file of {@code /proc/<pid>} of each member; empty where the system has no such files. */
    List<String> read(String file) {
        return Stream.concat(
                        Stream.of(pid),
                        ProcessHandle.of(pid).stream()
                                .flatMap(ProcessHandle::descendants)
                                .map(ProcessHandle::pid))
                .map(member -> Path.of("/proc", Long.toString(member), file))
                .flatMap(path -> text(path).stream())
                .toList();
    }

    // A process may end while it is looked at.
    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}

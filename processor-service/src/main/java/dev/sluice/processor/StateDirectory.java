package dev.sluice.processor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of the state stores, and when an instance last lived in it. Files that come back after the changelogs have
 * forgotten what was deleted meanwhile still hold it: finished deliveries would be attempted again.
 */
final class StateDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(StateDirectory.class);

    private final Path directory;
    private final Path heartbeat;
    /** Holds the number of partitions that the files were made for. */
    private final Path partitions;

    private final Clock clock;

    StateDirectory(Path directory, Clock clock) {
        this.directory = directory;
        this.heartbeat = directory.resolve("heartbeat");
        this.partitions = directory.resolve("partitions");
        this.clock = clock;
    }

    /** Notes that an instance lives here now. To be called every minute or so. */
    void beat() {
        try {
            Files.createDirectories(heartbeat.getParent());
            if (!Files.exists(heartbeat)) {
                Files.createFile(heartbeat);
            }
            Files.setLastModifiedTime(heartbeat, FileTime.from(clock.instant()));
        } catch (IOException e) {
            LOG.warn("the heartbeat {} can't be written: {}", heartbeat, e.toString());
        }
    }

    /** Whether the files were made for that many partitions; those of another number have changelogs that are gone. */
    boolean isFor(int count) {
        try {
            return Files.readString(partitions).strip().equals(Integer.toString(count));
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether an instance has lived here before and left the files of stores: one directory for each task, {@code 0_1}. */
    boolean hasStores() {
        try (Stream<Path> found = Files.walk(directory.toRealPath(), 2, FileVisitOption.FOLLOW_LINKS)) {
            return found.anyMatch(path -> path.getFileName().toString().matches("\\d+_\\d+"));
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException | UncheckedIOException e) {
            // What can't be looked at may hold some.
            return true;
        }
    }

    /** Notes how many partitions the files are made for from now on. */
    void makeFor(int count) {
        try {
            Files.createDirectories(partitions.getParent());
            Files.writeString(partitions, count + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("the state directory " + partitions.getParent() + " can't be used", e);
        }
    }

    /** Whether the last beat is longer ago than {@code age}; a directory without one is taken to be new. */
    boolean isOlderThan(Duration age) {
        try {
            Instant last = Files.getLastModifiedTime(heartbeat).toInstant();
            return last.plus(age).isBefore(clock.instant());
        } catch (IOException e) {
            return false;
        }
    }
}

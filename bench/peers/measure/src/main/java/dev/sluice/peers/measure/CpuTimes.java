package dev.sluice.peers.measure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** CPU time of all processes, as Linux counts it in {@code /proc/<pid>/stat}: user and system, in ticks. */
final class CpuTimes {
    private static final Path PROC = Path.of("/proc");
    private static final long TICKS_PER_SECOND = ticksPerSecond();
    private static final long MICROS_PER_SECOND = 1_000_000;
    // Positions in the line, counted from the word after the program's name in brackets.
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int CHILDREN_SYSTEM = 14;

    private final Map<Long, Usage> processes;

    private CpuTimes(Map<Long, Usage> processes) {
        this.processes = processes;
    }

    /** One process: its own time, and that of its children which have ended. */
    private record Usage(long parent, long ticks) {}

    /** Those of now. */
    static CpuTimes read() {
        Map<Long, Usage> processes = new HashMap<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(PROC, "[1-9]*")) {
            for (Path directory : directories) {
                usage(directory)
                        .ifPresent(usage -> processes.put(
                                Long.parseLong(directory.getFileName().toString()), usage));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("CPU time is read from /proc, which only Linux has", e);
        }
        return new CpuTimes(processes);
    }

    /** Microseconds of a process and all that it started, also of what has ended since. */
    long microsOfTree(long root) {
        long ticks = 0;
        for (Map.Entry<Long, Usage> process : processes.entrySet()) {
            if (descends(process.getKey(), root)) {
                ticks += process.getValue().ticks();
            }
        }
        return ticks * MICROS_PER_SECOND / TICKS_PER_SECOND;
    }

    private boolean descends(long pid, long root) {
        Long each = pid;
        while (each != root) {
            Usage usage = processes.get(each);
            if (usage == null) {
                return false;
            }
            each = usage.parent();
        }
        return true;
    }

    private static Optional<Usage> usage(Path directory) {
        try {
            String line = Files.readString(directory.resolve("stat"));
            String[] words = line.substring(line.lastIndexOf(')') + 2).split(" ");
            long ticks = 0;
            for (int i = USER; i <= CHILDREN_SYSTEM; i++) {
                ticks += Long.parseLong(words[i]);
            }
            return Optional.of(new Usage(Long.parseLong(words[PARENT]), ticks));
        } catch (IOException e) {
            // It has ended in the meantime.
            return Optional.empty();
        }
    }

    private static long ticksPerSecond() {
        try {
            Process process = new ProcessBuilder("getconf", "CLK_TCK").start();
            return Long.parseLong(new String(process.getInputStream().readAllBytes(), UTF_8).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("getconf can't be run", e);
        }
    }
}

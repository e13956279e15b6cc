package dev.sluice.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;

/** The log file of one program, seen from one start of it. */
record ProgramLog(Path file, long from) {
    private static final long KEEP = 16L * 1024 * 1024;
    private static final int TAIL = 64 * 1024;
    // A program that fails may go on for pages about how it ends.
    private static final Pattern FAILURE = Pattern.compile("\\b(ERROR|FATAL|PANIC|Caused by|Exception)\\b");

    /** Puts a log that has grown large aside, and remembers where the new lines begin. */
    static ProgramLog open(Path file) throws IOException {
        if (Files.exists(file) && Files.size(file) > KEEP) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        return new ProgramLog(file, Files.exists(file) ? Files.size(file) : 0);
    }

    /** All lines when they are few; else the last that tell of a failure, or the last whatever they are. */
    List<String> end(int count) {
        List<String> lines = lines();
        List<String> telling =
                lines.stream().filter(line -> FAILURE.matcher(line).find()).toList();
        List<String> chosen = lines.size() <= count || telling.isEmpty() ? lines : telling;
        return chosen.subList(Math.max(0, chosen.size() - count), chosen.size());
    }

    private List<String> lines() {
        try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
            long start = Math.max(from, reader.length() - TAIL);
            byte[] bytes = new byte[(int) Math.max(0, reader.length() - start)];
            reader.seek(start);
            reader.readFully(bytes);
            return new String(bytes, UTF_8).lines().toList();
        } catch (IOException e) {
            return List.of("(" + file + " can't be read: " + e.getMessage() + ")");
        }
    }
}

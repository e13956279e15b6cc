package dev.sluice.cli.running;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads a log file from its end on; follows it into the new one when it is put aside. Not thread-safe. */
final class LogTail {
    private static final int LONGEST = 4 * 1024 * 1024;

    private final Path file;
    private final String prefix;
    private long read;

    /** @param prefix goes before each line */
    LogTail(Path file, String prefix) {
        this.file = file;
        this.prefix = prefix;
    }

    /** The last lines. */
    List<String> last(int count) throws IOException {
        long size = Files.size(file);
        read = Math.max(0, size - LONGEST);
        List<String> lines = more();
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    /** The whole lines that have come since. */
    List<String> more() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        if (Files.size(file) < read) {
            read = 0;
        }
        return wholeLines().lines().map(line -> prefix + line).toList();
    }

    private String wholeLines() throws IOException {
        try (RandomAccessFile from = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(LONGEST, Math.max(0, from.length() - read))];
            from.seek(read);
            from.readFully(bytes);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            read += end;
            return new String(bytes, 0, end, UTF_8);
        }
    }
}

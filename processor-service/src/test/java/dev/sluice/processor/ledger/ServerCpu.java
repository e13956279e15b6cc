package dev.sluice.processor.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** CPU time that a Postgres on this machine has used, its finished processes included. Linux only. */
record ServerCpu(long postmaster) {
    private static final long MICROS_PER_TICK = 10_000;

    static ServerCpu of(PostgresBook book) {
        return new ServerCpu(Long.parseLong(book.rows("SELECT split_part(pg_read_file('postmaster.pid'), chr(10), 1)")
                .get(0)));
    }

    long micros() throws IOException {
        long ticks = 0;
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes
                    .filter(path -> path.getFileName().toString().matches("[0-9]+"))
                    .toList()) {
                ticks += ticks(process);
            }
        }
        return ticks * MICROS_PER_TICK;
    }

    private long ticks(Path process) throws IOException {
        List<String> fields;
        try {
            String stat = Files.readString(process.resolve("stat"));
            fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
        } catch (IOException e) {
            // It has ended while it was read.
            return 0;
        }
        boolean own = process.getFileName().toString().equals(Long.toString(postmaster));
        if (!own && Long.parseLong(fields.get(1)) != postmaster) {
            return 0;
        }
        long ticks = Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
        return own ? ticks + Long.parseLong(fields.get(13)) + Long.parseLong(fields.get(14)) : ticks;
    }

    static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
    }
}

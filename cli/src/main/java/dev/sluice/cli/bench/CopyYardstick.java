package dev.sluice.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.cli.load.SignedEvents;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;

/**
 * How fast the database takes the same bodies when nothing is asked of it but to keep them.
 *
 * @param directory one that the database can read
 */
record CopyYardstick(String postgresUrl, Path directory) {
    /** Copies a file of bodies into a plain, logged table in one transaction; returns how long that took. */
    Duration run(SignedEvents events, int rows) throws SQLException, IOException {
        Path file = directory.resolve("copy.tsv");
        write(file, events, rows);
        try (Connection connection = DriverManager.getConnection(postgresUrl);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE bench_copy (event_id text NOT NULL, body text NOT NULL)");
            long began = System.nanoTime();
            statement.execute("COPY bench_copy (event_id, body) FROM '" + file + "'");
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            statement.execute("DROP TABLE bench_copy");
            // Or what comes next would pay for writing this one's pages.
            statement.execute("CHECKPOINT");
            return took;
        } finally {
            Files.delete(file);
        }
    }

    // Neither ids nor bodies hold a tab, a line's end or a backslash.
    private static void write(Path file, SignedEvents events, int rows) throws IOException {
        Instant now = Instant.now();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            for (int i = 0; i < rows; i++) {
                out.write(events.id(i).getBytes(UTF_8));
                out.write('\t');
                out.write(events.body(i, now));
                out.write('\n');
            }
        }
    }
}

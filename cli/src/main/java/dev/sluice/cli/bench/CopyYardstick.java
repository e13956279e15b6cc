package dev.sluice.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.cli.load.SignedEvents;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** How fast the database takes the same bodies when nothing is asked of it but to keep them. */
record CopyYardstick(String postgresUrl) {
    private static final int FLUSH_BYTES = 64 * 1024;
    private static final byte[] BETWEEN = {'\t'};
    private static final byte[] END = {'\n'};

    /** Copies bodies into a plain, logged table in one transaction, and drops it; returns how long the copy took. */
    Duration run(SignedEvents events, int rows) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgresUrl);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE bench_copy (event_id text NOT NULL, body text NOT NULL)");
            long began = System.nanoTime();
            copy(connection, events, rows);
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            statement.execute("DROP TABLE bench_copy");
            // Or what comes next would pay for writing this one's pages.
            statement.execute("CHECKPOINT");
            return took;
        }
    }

    private static void copy(Connection connection, SignedEvents events, int rows) throws SQLException {
        Instant now = Instant.now();
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY bench_copy (event_id, body) FROM STDIN");
        ByteArrayOutputStream buffer = new ByteArrayOutputStream(2 * FLUSH_BYTES);
        for (int i = 0; i < rows; i++) {
            buffer.writeBytes(events.id(i).getBytes(UTF_8));
            buffer.writeBytes(BETWEEN);
            buffer.writeBytes(events.body(i, now));
            buffer.writeBytes(END);
            if (buffer.size() >= FLUSH_BYTES || i == rows - 1) {
                copy.writeToCopy(buffer.toByteArray(), 0, buffer.size());
                buffer.reset();
            }
        }
        copy.endCopy();
    }
}

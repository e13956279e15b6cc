package dev.sluice.cli.bench.baseline;

import dev.sluice.event.WebhookEvent;
import dev.sluice.record.Coordinates;
import dev.sluice.topic.Topics;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How fast the database takes the rows of all three tables when they are there already: binary {@code COPY} over two
 * connections, of rows that were encoded before and get only fresh ids. Nothing that reads a topic can be faster.
 * Thread-safe once it runs.
 */
public final class CopyLimit {
    private static final int CONNECTIONS = 2;
    private static final int ROWS_PER_TRANSACTION = 2000;

    private final String postgresUrl;
    private final String schema;
    private final int events;
    private final List<List<EncodedRows>> chunks = new ArrayList<>();
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong committed = new AtomicLong();
    private final List<Future<Void>> connections = new ArrayList<>();

    private CopyLimit(String postgresUrl, String schema, int events) {
        this.postgresUrl = postgresUrl;
        this.schema = schema;
        this.events = events;
    }

    /** How many templates {@link #start} wants: their rows fit in memory many times over. */
    public static final int TEMPLATES = 5 * CONNECTIONS * ROWS_PER_TRANSACTION;

    /**
     * Encodes templates, and on return sends them again and again, in the background.
     *
     * @param templates {@link #TEMPLATES} events, ids of which and of whose payments end in {@link EncodedRows#DIGITS} digits
     * @param events how many to write
     */
    public static CopyLimit start(String postgresUrl, String schema, List<WebhookEvent> templates, int events) {
        CopyLimit limit = new CopyLimit(postgresUrl, schema, events);
        for (int from = 0; from < TEMPLATES; from += ROWS_PER_TRANSACTION) {
            List<PlainRow> rows = new ArrayList<>();
            for (WebhookEvent event : templates.subList(from, from + ROWS_PER_TRANSACTION)) {
                rows.add(PlainRow.of(event, new Coordinates(Topics.EVENTS, 0, from + rows.size())));
            }
            limit.chunks.add(RowTable.ALL.stream()
                    .map(table -> EncodedRows.of(table, rows))
                    .toList());
        }
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        for (int i = 0; i < CONNECTIONS; i++) {
            int connection = i;
            limit.connections.add(threads.submit(() -> limit.send(connection)));
        }
        threads.shutdown();
        return limit;
    }

    /** How many events have been committed; fails once sending has. */
    public long committed() throws SQLException, InterruptedException {
        for (Future<Void> connection : connections) {
            if (connection.isDone()) {
                try {
                    connection.get();
                } catch (ExecutionException e) {
                    throw new SQLException("rows could not be copied: " + e.getCause(), e);
                }
            }
        }
        return committed.get();
    }

    private Void send(int number) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgresUrl)) {
            connection.setAutoCommit(false);
            TableWriter writer = new TableWriter(connection, schema);
            int turn = number;
            for (long from = next.getAndAdd(ROWS_PER_TRANSACTION);
                    from < events;
                    from = next.getAndAdd(ROWS_PER_TRANSACTION)) {
                int rows = (int) Math.min(ROWS_PER_TRANSACTION, events - from);
                // Each connection has chunks of its own: those whose number leaves its own when divided.
                for (EncodedRows table : chunks.get(turn)) {
                    table.send(writer, from, rows);
                }
                connection.commit();
                committed.addAndGet(rows);
                turn = (turn + CONNECTIONS) % chunks.size();
            }
        }
        return null;
    }
}

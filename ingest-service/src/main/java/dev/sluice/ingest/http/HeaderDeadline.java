package dev.sluice.ingest.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes HTTP/1.1 connections on which a request's headers take too long. The idle time-out alone lets a client keep a
 * connection for ever with one byte now and then. Thread-safe.
 */
record HeaderDeadline(Scheduler scheduler, Duration deadline) implements Connection.Listener {
    private static final int LOOKS_PER_DEADLINE = 4;

    @Override
    public void onOpened(Connection connection) {
        // HTTP/2 has frames of its own that keep a connection busy between requests.
        if (connection instanceof ConnectionMetaData http && http.getHttpVersion() == HttpVersion.HTTP_1_1) {
            new Watch(connection).look();
        }
    }

    /** One connection; looked at by one task at a time. */
    private final class Watch {
        private final Connection connection;
        private long bytes;
        private long answers;
        private long since = System.nanoTime();

        Watch(Connection connection) {
            this.connection = connection;
        }

        void look() {
            if (!connection.getEndPoint().isOpen()) {
                return;
            }
            // More than have come in, when some were told to continue.
            boolean betweenRequests = connection.getMessagesOut() >= connection.getMessagesIn();
            boolean answered = connection.getMessagesOut() != answers;
            if (!betweenRequests || answered || connection.getBytesIn() == bytes) {
                // Silent, which the idle time-out sees to; with a request, which has a deadline of its own; or busy
                // with one request after another, whose bytes are not those of slow headers.
                bytes = connection.getBytesIn();
                answers = connection.getMessagesOut();
                since = System.nanoTime();
            } else if (System.nanoTime() - since > deadline.toNanos()) {
                connection.getEndPoint().close();
                return;
            }
            var unused = scheduler.schedule(this::look, deadline.toNanos() / LOOKS_PER_DEADLINE, TimeUnit.NANOSECONDS);
        }
    }
}

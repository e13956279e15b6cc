package dev.sluice.ingest.http;

import dev.sluice.ingest.receive.IncomingBody;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * A body that Jetty hands over. It is not read through the servlet's stream, whose reads end when Jetty says so: over
 * HTTP/2 a connection that is closed for its empty frames leaves them waiting for ever (jetty.project#12434), and bytes of
 * chunk extensions keep them waiting for as long as they come. A client that waits to be asked (RFC 9110, section 10.1.1)
 * gets its {@code 100 Continue} when the body is first waited for, and not when it is only looked for.
 */
final class JettyBody implements IncomingBody {
    private final Request request;
    private final Semaphore arrived = new Semaphore(0);
    private final boolean asks;
    private boolean begun;
    private boolean demanded;
    private Content.@Nullable Chunk chunk;

    JettyBody(Request request) {
        this.request = request;
        this.asks = request.getHeaders().contains(HttpHeader.EXPECT);
    }

    @Override
    public boolean await(Duration within) throws IOException {
        if (asks && !begun && !within.isPositive()) {
            return false;
        }
        begun = true;
        long end = System.nanoTime() + within.toNanos();
        while (chunk == null || isSpent(chunk)) {
            if (demanded && !arrivesBefore(end)) {
                return false;
            }
            demanded = false;
            close();
            chunk = request.read();
            if (chunk == null) {
                request.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, arrived::release));
                demanded = true;
            } else if (Content.Chunk.isFailure(chunk)) {
                throw new IOException(String.valueOf(chunk.getFailure()), chunk.getFailure());
            }
        }
        return true;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (!await(Duration.ZERO) || chunk == null) {
            return 0;
        }
        if (!chunk.hasRemaining()) {
            return -1;
        }
        int count = chunk.get(into, offset, length);
        if (!chunk.hasRemaining()) {
            chunk.release();
            // The last one stays, as the end.
            chunk = chunk.isLast() ? Content.Chunk.EOF : null;
        }
        return count;
    }

    @Override
    public void close() {
        if (chunk != null) {
            chunk.release();
            chunk = Content.Chunk.EOF;
        }
    }

    private static boolean isSpent(Content.Chunk chunk) {
        return !chunk.hasRemaining() && !chunk.isLast();
    }

    private boolean arrivesBefore(long end) throws IOException {
        try {
            return arrived.tryAcquire(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}

package dev.sluice.cli.load;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One connection that is opened again whenever it breaks; for one thread, but any may close it. */
final class Connection implements AutoCloseable {
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);
    // Servers close a connection on which nothing has come for a while, just when the next request is under way.
    private static final Duration LONGEST_IDLE = Duration.ofSeconds(5);

    private final Target target;
    private final Optional<InetAddress> source;
    private @Nullable Open open;
    private @Nullable Socket socket;
    private boolean closed;
    private long used;

    Connection(Target target, Optional<InetAddress> source) {
        this.target = target;
        this.source = source;
    }

    private record Open(OutputStream out, AnswerReader answers) {}

    /** Sends a request and waits for its answer; returns the status. */
    int exchange(byte[] request) throws IOException {
        try {
            if (System.nanoTime() - used > LONGEST_IDLE.toNanos()) {
                drop();
            }
            Open current = opened();
            current.out().write(request);
            AnswerReader.Answer answer = current.answers().read();
            used = System.nanoTime();
            if (!answer.keepsConnection()) {
                drop();
            }
            return answer.status();
        } catch (IOException e) {
            drop();
            throw e;
        }
    }

    /** Ends it for good; an exchange that waits fails. */
    @Override
    public synchronized void close() {
        closed = true;
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException("a socket could not be closed", e);
            }
        }
    }

    private Open opened() throws IOException {
        if (open == null) {
            // Without a read time-out, which would cost two more system calls for every answer: close() ends a wait.
            Socket fresh = new Socket();
            synchronized (this) {
                if (closed) {
                    throw new IOException("the load is over");
                }
                socket = fresh;
            }
            fresh.setTcpNoDelay(true);
            if (source.isPresent()) {
                fresh.bind(new InetSocketAddress(source.get(), 0));
            }
            fresh.connect(target.address(), (int) LONGEST_CONNECT.toMillis());
            open = new Open(fresh.getOutputStream(), new AnswerReader(fresh.getInputStream()));
            used = System.nanoTime();
        }
        return open;
    }

    private synchronized void drop() throws IOException {
        open = null;
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}

package dev.sluice.cli.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** A server for requests without a body; the answer to each is made from its number, and none ends the connection. */
final class TinyServer implements AutoCloseable {
    static final String OK = "HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\nok";

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final IntFunction<String> answers;

    TinyServer(IntFunction<String> answers) throws IOException {
        this.answers = answers;
        threads.execute(this::accept);
    }

    Target target() {
        return new Target(listening.getInetAddress(), listening.getLocalPort(), "/");
    }

    int requests() {
        return requests.get();
    }

    int connections() {
        return connections.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                connections.incrementAndGet();
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            String line = in.readLine();
            while (line != null) {
                if (line.isEmpty()) {
                    String answer = answers.apply(requests.incrementAndGet());
                    if (answer.isEmpty()) {
                        return;
                    }
                    socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
                }
                line = in.readLine();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        threads.shutdownNow();
    }
}

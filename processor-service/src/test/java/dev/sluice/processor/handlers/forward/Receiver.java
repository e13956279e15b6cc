package dev.sluice.processor.handlers.forward;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.config.ProviderPresets;
import dev.sluice.rejection.Checked;
import dev.sluice.signature.Genuine;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.Secret;
import dev.sluice.signature.SignedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP server on loopback that a test tells what to answer; it answers 204 where it has not been told. */
public final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Map<String, Queue<Answer>> answers = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    /** A request as it came. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Received(String path, RequestHeaders headers, byte[] body) {
        public String header(String name) {
            return headers.first(name).orElse("");
        }

        /** What a receiver makes of it that has this secret. */
        public Checked<Genuine> verified(String secret) {
            return ProviderPresets.bundled()
                    .named("standard-webhooks")
                    .orElseThrow()
                    .schemes()
                    .getFirst()
                    .with(Map.of())
                    .verify(
                            new SignedRequest("POST", path, headers, body),
                            List.of(new Secret("secrets[0]", secret)),
                            Instant.now());
        }
    }

    /** How a request is answered. */
    public interface Answer {
        void write(HttpExchange exchange) throws IOException, InterruptedException;
    }

    public Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::receive);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** The next requests at a path are answered so, in this order. */
    public void willAnswer(String path, Answer... next) {
        answers.computeIfAbsent(path, unused -> new ConcurrentLinkedQueue<>()).addAll(List.of(next));
    }

    /** What has come to a path so far. */
    public List<Received> received(String path) {
        return received.stream().filter(one -> one.path().equals(path)).toList();
    }

    public static Answer status(int status, String body, String... headers) {
        return exchange -> {
            Headers fields = exchange.getResponseHeaders();
            for (int i = 0; i < headers.length; i += 2) {
                fields.set(headers[i], headers[i + 1]);
            }
            byte[] bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        };
    }

    /** Answers nothing until the receiver is closed. */
    public Answer never() {
        return exchange -> closing.await();
    }

    /** A status, and a body that never ends. */
    public Answer endless(int status) {
        return exchange -> {
            exchange.sendResponseHeaders(status, 0);
            for (int i = 0; i < 1000; i++) {
                exchange.getResponseBody().write("drip ".getBytes(UTF_8));
            }
            exchange.getResponseBody().flush();
            closing.await();
        };
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            received.add(new Received(
                    path,
                    RequestHeaders.ofAll(exchange.getRequestHeaders()),
                    exchange.getRequestBody().readAllBytes()));
            Queue<Answer> next = answers.get(path);
            Answer answer = next == null ? null : next.poll();
            (answer == null ? status(204, "") : answer).write(exchange);
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}

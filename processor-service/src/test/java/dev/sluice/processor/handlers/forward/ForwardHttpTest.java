package dev.sluice.processor.handlers.forward;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.RetryableException;
import dev.sluice.processor.attempt.HandlerCatalog;
import dev.sluice.processor.handlers.HandlerRequests;
import dev.sluice.route.GivenOptions;
import dev.sluice.route.RoutesFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.StandardConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One post, to a real server on loopback. */
final class ForwardHttpTest {
    private static final String SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    private static final String ALLOWED = "allow: [127.0.0.1]";

    @TempDir
    private Path directory;

    private Receiver receiver;

    @BeforeEach
    void listen() throws Exception {
        receiver = new Receiver();
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void hostIsNamedAsConfiguredAndConnectedToAsResolvedOnce() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Handler handler = handlerAt("http://hooks.example.com:" + receiver.port() + "/in", ALLOWED, host -> {
            asked.incrementAndGet();
            return new InetAddress[] {
                InetAddress.getByAddress(new byte[] {10, 9, 9, 9}), InetAddress.getLoopbackAddress()
            };
        });

        HandlerResult result = handle(handler);

        assertThat(result)
                .isEqualTo(new HandlerResult.Processed(
                        List.of(), "http://hooks.example.com:" + receiver.port() + " answered 204"));
        assertThat(receiver.received("/in").getFirst().header("host"))
                .isEqualTo("hooks.example.com:" + receiver.port());
        assertThat(asked).hasValue(1);
    }

    /** DNS rebinding: what the name means when it is checked is what is connected to, and the next connection is checked anew. */
    @Test
    void nameThatComesToMeanAnotherAddressIsRefused() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Handler handler =
                handlerAt("http://hooks.example.com:" + receiver.port() + "/in", ALLOWED, host -> new InetAddress[] {
                    InetAddress.getByName(asked.incrementAndGet() == 1 ? "127.0.0.1" : "169.254.169.254")
                });
        receiver.willAnswer("/in", Receiver.status(200, "ok", "Connection", "close"));

        handle(handler);
        RetryableException refused = catchThrowableOfType(RetryableException.class, () -> handle(handler));

        assertThat(refused)
                .hasMessageContaining("hooks.example.com is 169.254.169.254, and addresses that are not public");
        assertThat(receiver.received("/in")).hasSize(1);
    }

    @Test
    void nameOfLoopbackIsRefusedUnlessItIsAllowed() throws Exception {
        Handler handler = handlerAt("http://localhost:" + receiver.port() + "/in", "", null);

        assertThat(catchThrowableOfType(RetryableException.class, () -> handle(handler)))
                .hasMessageContaining("localhost is ")
                .hasMessageContaining("refused unless the route's 'allow' has them");
        assertThat(receiver.received("/in")).isEmpty();
    }

    @Test
    void redirectIsAFailureThatNamesWhereItPoints() throws Exception {
        receiver.willAnswer("/in", Receiver.status(308, "", "Location", receiver.url("/elsewhere?token=abc")));

        RetryableException moved = catchThrowableOfType(RetryableException.class, () -> handle(handler("/in", "5s")));

        assertThat(moved)
                .hasMessageContaining(
                        "answered 308 and points to " + receiver.url("/elsewhere") + "; redirects are not")
                .hasMessageNotContaining("abc");
        assertThat(receiver.received("/elsewhere")).isEmpty();
    }

    @Test
    void goneIsTheEndAndEverythingElseIsTriedAgain() throws Exception {
        receiver.willAnswer("/in", Receiver.status(410, "no more"));
        assertThat(catchThrowableOfType(PermanentException.class, () -> handle(handler("/in", "5s"))))
                .hasMessageContaining("answered 410, it wants no more of these: no more");

        for (int status : List.of(400, 401, 403, 404, 408, 409, 413, 425, 429, 500, 502, 503, 504)) {
            receiver.willAnswer("/in", Receiver.status(status, "why", "Retry-After", "7"));
            RetryableException later =
                    catchThrowableOfType(RetryableException.class, () -> handle(handler("/in", "5s")));
            assertThat(later).as("%d", status).hasMessageContaining("answered " + status + ": why");
            assertThat(later.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        }
    }

    @Test
    void answerIsKeptOnOneLinePrintableAndBounded() throws Exception {
        receiver.willAnswer("/in", Receiver.status(500, "a\r\n\u001b[31mb \u202e" + "x".repeat(10_000)));

        RetryableException failed = catchThrowableOfType(RetryableException.class, () -> handle(handler("/in", "5s")));

        assertThat(failed.getMessage())
                .contains("500: a [31mb xxx")
                .endsWith("x…")
                .hasSizeLessThan(300);
    }

    @Test
    @Timeout(30)
    void bodyWithoutAnEndDoesNotHoldUpItsStatus() throws Exception {
        receiver.willAnswer("/in", receiver.endless(200));

        assertThat(((HandlerResult.Processed) handle(handler("/in", "5s"))).result())
                .contains("answered 200: drip drip");
    }

    @Test
    void headerOfAnySizeIsNotTaken() throws Exception {
        receiver.willAnswer("/in", Receiver.status(200, "", "X-Long", "a".repeat(100_000)));

        assertThat(catchThrowableOfType(RetryableException.class, () -> handle(handler("/in", "5s"))))
                .hasMessageContaining("the connection broke: Maximum line length limit exceeded");
    }

    @Test
    void exchangeEndsBeforeTheRoutesTimeout() throws Exception {
        receiver.willAnswer("/in", receiver.never());
        Handler handler = handler("/in", "200ms");

        RetryableException late = catchThrowableOfType(RetryableException.class, () -> handle(handler));

        assertThat(late).hasMessageContaining("within 180 ms").hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void deadlineThatFallsBetweenTwoStepsIsATimeoutToo() throws Exception {
        Handler handler = handlerAt(
                "http://hooks.example.com:" + receiver.port() + "/in",
                ALLOWED,
                host -> {
                    LockSupport.parkNanos(400_000_000);
                    return new InetAddress[] {InetAddress.getLoopbackAddress()};
                },
                "200ms");

        assertThat(catchThrowableOfType(RetryableException.class, () -> handle(handler)))
                .hasMessageContaining("within 180 ms");
    }

    /** Each byte comes within the time-out of a read. */
    @Test
    @Timeout(30)
    void answerThatDripsInEndsBeforeTheRoutesTimeout() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = server.accept()) {
                    OutputStream out = socket.getOutputStream();
                    out.write("HTTP/1.1 200 OK\r\nX-Long: ".getBytes(US_ASCII));
                    while (!server.isClosed()) {
                        out.write('a');
                        out.flush();
                        LockSupport.parkNanos(10_000_000);
                    }
                } catch (IOException e) {
                    // The client has hung up.
                }
            });
            Handler handler = handlerAt("http://127.0.0.1:" + server.getLocalPort() + "/", ALLOWED, null, "500ms");

            assertThat(catchThrowableOfType(RetryableException.class, () -> handle(handler)))
                    .hasMessageContaining("within 450 ms")
                    .hasCauseInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void nobodyListensIsAFailureForNow() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Handler handler = handlerAt("http://127.0.0.1:" + port + "/", ALLOWED, null);

        assertThat(catchThrowableOfType(RetryableException.class, () -> handle(handler)))
                .hasMessage("no connection to http://127.0.0.1:" + port);
    }

    @Test
    void serverNameOfTlsIsTheHostAndNotItsAddress() throws Exception {
        SSLContext context = SSLContext.getDefault();
        try (SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> named = new CompletableFuture<>();
            SSLParameters parameters = server.getSSLParameters();
            parameters.setSNIMatchers(List.of(new SNIMatcher(StandardConstants.SNI_HOST_NAME) {
                @Override
                public boolean matches(SNIServerName name) {
                    return named.complete(name.toString());
                }
            }));
            server.setSSLParameters(parameters);
            // It has no certificate: the handshake fails, once the client has said whom it wants.
            Thread.ofVirtual().start(() -> {
                try (SSLSocket socket = (SSLSocket) server.accept()) {
                    socket.startHandshake();
                } catch (IOException e) {
                    named.completeExceptionally(e);
                }
            });
            Handler handler = handlerAt("https://hooks.example.com:" + server.getLocalPort() + "/in", ALLOWED, host ->
                    new InetAddress[] {InetAddress.getLoopbackAddress()});

            assertThat(catchThrowableOfType(RetryableException.class, () -> handle(handler)))
                    .hasMessageContaining("no secure connection to https://hooks.example.com");
            assertThat(named.get()).contains("hooks.example.com");
        }
    }

    private Handler handler(String path, String timeout) throws Exception {
        return handlerAt(receiver.url(path), ALLOWED, null, timeout);
    }

    private Handler handlerAt(String url, String more, NameLookup names) throws Exception {
        return handlerAt(url, more, names, "5s");
    }

    private Handler handlerAt(String url, String more, NameLookup names, String timeout) throws Exception {
        Handler handler = new ForwardHttp(CLOCK, Optional.ofNullable(names));
        Path file = Files.writeString(
                directory.resolve("routes.yaml"),
                "routes: [{name: out, handler: forward-http, timeout: %s, with: {url: '%s', secrets: ['${KEY}'], %s}}]"
                        .formatted(timeout, url, more));
        return handler.with(
                GivenOptions.of(RoutesFile.read(file, Map.of("KEY", SECRET), new HandlerCatalog(List.of(handler)))
                        .getFirst()));
    }

    private static HandlerResult handle(Handler handler) throws Exception {
        return handler.handle(HandlerRequests.of("payment.succeeded", "{}"));
    }
}

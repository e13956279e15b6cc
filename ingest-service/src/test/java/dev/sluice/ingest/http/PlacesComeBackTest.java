package dev.sluice.ingest.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.access.AccessRules;
import dev.sluice.access.AddressRange;
import dev.sluice.access.GlobalAccessRules;
import dev.sluice.ingest.access.TrustedProxies;
import dev.sluice.ingest.http.TestPort.Doorstep;
import dev.sluice.ingest.tls.ServerTls;
import dev.sluice.ingest.tls.TestCertificates;
import dev.sluice.ingest.tls.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a connection ends, what its requests held is there for others. */
class PlacesComeBackTest {
    private static final String HEAD =
            "POST /webhooks/shop HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-Signature: genuine\r\n";

    /** Ways in which a connection of HTTP/2 ends with a request on it. */
    enum Ending {
        FULL_OF_EMPTY_FRAMES {
            @Override
            void of(Http2Client client) throws IOException {
                client.post(1, "/webhooks/shop");
                client.flush();
                pause();
                for (int i = 0; i < 300; i++) {
                    client.data(1, "", false);
                }
                client.flush();
            }
        },
        FULL_OF_PINGS {
            @Override
            void of(Http2Client client) throws IOException {
                client.post(1, "/webhooks/shop");
                client.data(1, "{", false);
                client.flush();
                pause();
                for (int i = 0; i < 300; i++) {
                    client.ping();
                }
                client.flush();
            }
        },
        RESET {
            @Override
            void of(Http2Client client) throws IOException {
                client.post(1, "/webhooks/shop");
                client.data(1, "{", false);
                client.flush();
                pause();
                client.reset(1);
                client.flush();
            }
        },
        CLOSED {
            @Override
            void of(Http2Client client) throws IOException {
                client.post(1, "/webhooks/shop");
                client.data(1, "{", false);
                client.flush();
                pause();
                client.close();
            }
        },
        SILENT {
            @Override
            void of(Http2Client client) throws IOException {
                client.post(1, "/webhooks/shop");
                client.data(1, "{", false);
                client.flush();
            }
        },
        DRIPPING_EMPTY_FRAMES {
            @Override
            void of(Http2Client client) throws IOException {
                client.post(1, "/webhooks/shop");
                for (int i = 0; i < 60; i++) {
                    client.data(1, "", false);
                    client.flush();
                    pause();
                }
            }
        };

        abstract void of(Http2Client client) throws IOException;

        static void pause() {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(Ending.class)
    void placesComeBackHoweverAConnectionEndsAndOthersAreServedMeanwhile(Ending ending) throws Exception {
        TlsFiles files = TestCertificates.make(directory, "first");
        ServerTls tls = new ServerTls(files);
        try (TestPort ingest = new TestPort(
                new Doorstep(AccessRules.NONE, GlobalAccessRules.NONE, TrustedProxies.NONE, true, Optional.of(tls)))) {
            List<Http2Client> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Http2Client client = new Http2Client(ingest.number);
                clients.add(client);
                try {
                    ending.of(client);
                } catch (SocketException e) {
                    // Closed under our hands, as it may be.
                }
                assertThat(genuine(ingest, files, "meanwhile_" + i)).isEqualTo(202);
            }

            await().atMost(TestPort.IDLE.plus(TestPort.BODY_DEADLINE)).untilAsserted(() -> {
                assertThat(ingest.inFlight.requests()).isZero();
                assertThat(ingest.inFlight.waiting()).isZero();
                assertThat(ingest.inFlight.bytes()).isZero();
            });
            for (Http2Client client : clients) {
                client.close();
            }
        } finally {
            tls.close();
        }
    }

    @Test
    void headersAloneHoldNoPlace() throws Exception {
        try (TestPort ingest = new TestPort(4, 1024 * 1024)) {
            List<Socket> silent = connect(ingest, 4, HEAD + "Content-Length: 100\r\n\r\n");
            await().until(() -> ingest.inFlight.waiting() > 0);

            assertThat(ingest.send(ingest.post("/webhooks/shop", TestPort.event("evt_1")))
                            .statusCode())
                    .isEqualTo(202);
            close(silent);
        }
    }

    @Test
    void trustedProxyHasNoShareOfConnections() throws Exception {
        TrustedProxies proxies = new TrustedProxies(List.of(AddressRange.parse("127.0.0.0/8")));
        Doorstep behindAProxy = new Doorstep(
                AccessRules.NONE,
                GlobalAccessRules.NONE,
                proxies,
                false,
                Optional.empty(),
                new ConnectionBounds(100, 3, Duration.ofSeconds(20)));
        try (TestPort ingest = new TestPort(behindAProxy)) {
            List<Socket> sockets = connect(ingest, 10, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");

            for (Socket socket : sockets) {
                assertThat(socket.getInputStream().read()).isEqualTo('H');
            }
            close(sockets);
        }
    }

    /** Whatever it waits for, and however well its bytes come. */
    @Test
    void requestThatTakesLongerThanAnyMayIsClosed() throws Exception {
        try (TestPort ingest = new TestPort(Doorstep.with(new ConnectionBounds(10, 100, Duration.ofMillis(500))))) {
            CountDownLatch gate = ingest.publisher.hold();
            String event = TestPort.event("evt_1");
            try (Socket socket = connect(ingest, 1, HEAD + "Content-Length: " + event.length() + "\r\n\r\n" + event)
                    .getFirst()) {
                assertThat(isClosed(socket)).isTrue();
            } finally {
                gate.countDown();
            }
        }
    }

    @Test
    void addressHasItsShareOfConnectionsAndOthersAreClosedAtOnce() throws Exception {
        try (TestPort ingest = new TestPort(Doorstep.with(new ConnectionBounds(100, 3, Duration.ofSeconds(20))))) {
            List<Socket> kept = connect(ingest, 3, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
            for (Socket socket : kept) {
                assertThat(socket.getInputStream().read()).isEqualTo('H');
            }
            try (Socket further = connect(ingest, 1, "").getFirst()) {
                assertThat(isClosed(further)).isTrue();
            }
            kept.getFirst().close();

            await().untilAsserted(() -> {
                try (Socket next = connect(ingest, 1, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .getFirst()) {
                    assertThat(next.getInputStream().read()).isEqualTo('H');
                }
            });
            close(kept);
        }
    }

    @Test
    void idleConnectionsMakeRoomForNewOnes() throws Exception {
        try (TestPort ingest = new TestPort(Doorstep.with(new ConnectionBounds(10, 100, Duration.ofSeconds(20))))) {
            List<Socket> idle = connect(ingest, 10, "");

            for (int i = 0; i < 5; i++) {
                assertThat(ingest.raw("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                        .startsWith("HTTP/1.1 200");
            }
            assertThat(isClosed(idle.getFirst())).isTrue();
            close(idle);
        }
    }

    @Test
    void connectionThatNeverShakesHandsIsClosed() throws Exception {
        ServerTls tls = new ServerTls(TestCertificates.make(directory, "first"));
        try (TestPort ingest = new TestPort(new Doorstep(
                        AccessRules.NONE, GlobalAccessRules.NONE, TrustedProxies.NONE, true, Optional.of(tls)));
                Socket socket = connect(ingest, 1, "").getFirst()) {
            // The head of a record of TLS, whose bytes then drip.
            socket.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0});
            long end = System.nanoTime()
                    + TestPort.IDLE.plus(TestPort.BODY_DEADLINE).plusSeconds(2).toNanos();
            boolean closed = false;
            while (!closed && System.nanoTime() < end) {
                try {
                    socket.getOutputStream().write(1);
                    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                } catch (SocketException e) {
                    closed = true;
                }
            }

            assertThat(closed).isTrue();
        } finally {
            tls.close();
        }
    }

    @Test
    void resetsAreCountedByAddress() throws Exception {
        ServerTls tls = new ServerTls(TestCertificates.make(directory, "first"));
        try (TestPort ingest = new TestPort(
                new Doorstep(AccessRules.NONE, GlobalAccessRules.NONE, TrustedProxies.NONE, true, Optional.of(tls)))) {
            List<Http2Client> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(new Http2Client(ingest.number));
            }
            int closed = 0;
            // Each by itself is within what one connection may.
            for (Http2Client client : clients) {
                try {
                    for (int stream = 1; stream < 2 * 100; stream += 2) {
                        client.post(stream, "/webhooks/shop");
                        client.reset(stream);
                    }
                    client.flush();
                    client.ping();
                    client.flush();
                } catch (SocketException e) {
                    closed++;
                }
            }
            for (Http2Client client : clients.subList(4, 8)) {
                client.awaitClose();
                closed++;
            }

            assertThat(closed).isGreaterThanOrEqualTo(4);
            for (Http2Client client : clients) {
                client.close();
            }
        } finally {
            tls.close();
        }
    }

    /** The status of a genuine webhook, over a connection of its own and from another address than the others', whose frames are counted. */
    private static int genuine(TestPort ingest, TlsFiles files, String id) throws Exception {
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(TestCertificates.trusting(files))
                .localAddress(InetAddress.getByName("127.0.0.2"))
                .build()) {
            URI url = URI.create("https://127.0.0.1:" + ingest.number + "/webhooks/shop");
            HttpRequest request = HttpRequest.newBuilder(
                            ingest.post("/webhooks/shop", TestPort.event(id)).build(), (name, value) -> true)
                    .uri(url)
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    private static List<Socket> connect(TestPort ingest, int count, String begin) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), ingest.number);
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(begin.getBytes(ISO_8859_1));
            sockets.add(socket);
        }
        return sockets;
    }

    private static boolean isClosed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}

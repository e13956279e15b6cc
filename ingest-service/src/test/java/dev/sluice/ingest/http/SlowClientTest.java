package dev.sluice.ingest.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that take their time, many at once: each is let go of, and meanwhile the others are served. */
class SlowClientTest {
    private static final int CLIENTS = 40;
    /** The idle time-out, and the rest of a body's time before it. */
    private static final Duration LONGEST =
            TestPort.IDLE.plus(TestPort.BODY_DEADLINE).plusSeconds(1);

    private static final String HEAD =
            "POST /webhooks/shop HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-Signature: genuine\r\n";

    private final TestPort ingest = new TestPort();

    @AfterEach
    void stop() {
        ingest.close();
    }

    @Test
    void clientsThatConnectAndSayNothingAreLetGo() throws Exception {
        assertLetGoWhileOthersAreServed("", "");
    }

    @Test
    void clientsThatStopInTheHeadersAreLetGo() throws Exception {
        assertLetGoWhileOthersAreServed(HEAD + "X-Unfinished: ", "");
    }

    @Test
    void clientsThatDripHeadersAreLetGo() throws Exception {
        assertLetGoWhileOthersAreServed(HEAD, "X-Drip: x\r\n");
    }

    @Test
    void clientsThatDripTheirNextHeadersAreLetGo() throws Exception {
        String first = HEAD + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n{}";
        assertLetGoWhileOthersAreServed(first + HEAD, "X-Drip: x\r\n");
    }

    @Test
    void clientsThatDripABodyAreLetGo() throws Exception {
        assertLetGoWhileOthersAreServed(HEAD + "Content-Length: 60000\r\n\r\n", " ");
    }

    @Test
    void clientsThatDripChunksAreLetGo() throws Exception {
        assertLetGoWhileOthersAreServed(HEAD + "Transfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n");
    }

    @Test
    void clientsThatDripOneEndlessChunkAreLetGo() throws Exception {
        assertLetGoWhileOthersAreServed(HEAD + "Transfer-Encoding: chunked\r\n\r\nFFFF\r\n", " ");
    }

    @Test
    void clientsThatDripChunkExtensionsAreLetGo() throws Exception {
        assertLetGoWhileOthersAreServed(HEAD + "Transfer-Encoding: chunked\r\n\r\n1;", "x");
    }

    @Test
    void clientsThatDripTheLengthOfAChunkAreLetGo() throws Exception {
        assertLetGoWhileOthersAreServed(HEAD + "Transfer-Encoding: chunked\r\n\r\n", "0");
    }

    @Test
    void clientsThatPourChunkExtensionsAreLetGo() throws Exception {
        assertLetGoWhileOthersAreServed(HEAD + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n1;", "x".repeat(100_000));
    }

    @Test
    void clientsThatDripTrailersAreLetGo() throws Exception {
        assertLetGoWhileOthersAreServed(HEAD + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", "X-Drip: x\r\n");
    }

    @Test
    void clientsThatSendHeadersAndNothingMoreAreLetGo() throws Exception {
        assertLetGoWhileOthersAreServed(HEAD + "Content-Length: 60000\r\n\r\n", "");
    }

    @Test
    void clientsThatPromiseABodyAndStopAreLetGo() throws Exception {
        assertLetGoWhileOthersAreServed(HEAD + "Content-Length: 60000\r\n\r\n{", "");
    }

    @Test
    void bodyThatComesInPiecesIsTakenIfItComesQuicklyEnough() throws Exception {
        String event = TestPort.event("evt_1");
        try (Socket socket = connect()) {
            write(socket, HEAD + "Connection: close\r\nContent-Length: " + event.length() + "\r\n\r\n");
            for (int i = 0; i < event.length(); i += 10) {
                write(socket, event.substring(i, Math.min(event.length(), i + 10)));
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }

            assertThat(TestPort.readAll(socket.getInputStream())).startsWith("HTTP/1.1 202");
        }
    }

    @Test
    void connectionThatIsBusyWithOneRequestAfterAnotherIsKept() throws Exception {
        String event = TestPort.event("evt_1");
        byte[] answer = new byte[4096];
        long end = System.nanoTime() + TestPort.IDLE.multipliedBy(2).toNanos();
        try (Socket socket = connect()) {
            while (System.nanoTime() < end) {
                write(socket, HEAD + "Content-Length: " + event.length() + "\r\n\r\n" + event);
                StringBuilder text = new StringBuilder();
                while (text.indexOf("}") < 0) {
                    int count = socket.getInputStream().read(answer);
                    assertThat(count).isPositive();
                    text.append(new String(answer, 0, count, ISO_8859_1));
                }
                assertThat(text.toString()).startsWith("HTTP/1.1 202");
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }

    /** @param drip sent every tenth of a second; empty: nothing */
    private void assertLetGoWhileOthersAreServed(String begin, String drip) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Duration>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(CompletableFuture.supplyAsync(() -> untilLetGo(begin, drip), threads));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(ingest.send(ingest.post("/webhooks/shop", TestPort.event("meanwhile_" + i)))
                                .statusCode())
                        .isEqualTo(202);
            }

            assertThat(clients).allSatisfy(client -> assertThat(client.join()).isLessThan(LONGEST));
        }
        await().untilAsserted(() -> assertThat(ingest.registry.scrape())
                .contains("webhook_requests_in_flight 0.0")
                .contains("webhook_in_flight_bytes 0.0"));
    }

    private Duration untilLetGo(String begin, String drip) {
        long start = System.nanoTime();
        try (Socket socket = connect()) {
            write(socket, begin);
            CompletableFuture<Void> closed = CompletableFuture.runAsync(
                    () -> readToTheEnd(socket), task -> Thread.ofVirtual().start(task));
            while (!closed.isDone() && System.nanoTime() - start < LONGEST.toNanos()) {
                write(socket, drip);
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
            closed.join();
        } catch (SocketException e) {
            // Closed under our hands, as it should be.
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Also fails when nothing comes for longer than any client may stay. */
    private static void readToTheEnd(Socket socket) {
        try {
            var unused = socket.getInputStream().readAllBytes();
        } catch (SocketException e) {
            // Reset: closed with our bytes unread.
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), ingest.number);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }
}

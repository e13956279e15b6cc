package dev.sluice.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no HTTP library would send: bytes straight to the socket. */
class HostileRequestTest {
    private static final String HEAD = lines(
            "POST /webhooks/shop HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/json",
            "X-Signature: genuine");

    private final TestPort ingest = new TestPort();

    @AfterEach
    void stop() {
        ingest.close();
    }

    @Test
    void lineThatIsNoRequestIs400() throws Exception {
        assertProblem(ingest.raw("RUBBISH\r\n\r\n"), 400, "request_malformed");
    }

    @Test
    void invalidHeaderIs400() throws Exception {
        assertProblem(ingest.raw(HEAD + "Content-Length: minus-one\r\n\r\n"), 400, "request_malformed");
    }

    @Test
    void unknownVersionOfHttpIs400() throws Exception {
        assertProblem(ingest.raw("POST /webhooks/shop HTTP/7.9\r\nHost: localhost\r\n\r\n"), 400, "request_malformed");
    }

    @Test
    void unknownTransferCodingIs400() throws Exception {
        assertProblem(ingest.raw(HEAD + "Transfer-Encoding: tar\r\n\r\n"), 400, "request_malformed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//webhooks/shop",
                "/webhooks//shop",
                "/webhooks/%2e%2e/health",
                "/webhooks%2Fshop",
                "/webhooks/shop;a=b/..;/x",
                "/webhooks/shop%2Fother"
            })
    void pathThatMayBeReadInTwoWaysIsNoEndpoints(String path) throws Exception {
        assertProblem(
                ingest.raw(lines("POST " + path + " HTTP/1.1", "Host: localhost", "Connection: close", "")),
                404,
                "endpoint_unknown");
    }

    @Test
    void hugeHeadersAre431() throws Exception {
        assertProblem(ingest.raw(HEAD + "X-Filler: " + "x".repeat(40_000) + "\r\n\r\n"), 431, "headers_too_large");
    }

    @Test
    void hugeUrlIs414() throws Exception {
        assertProblem(ingest.raw("POST /" + "x".repeat(40_000) + " HTTP/1.1\r\n\r\n"), 414, "url_too_long");
    }

    @Test
    void webSocketHandshakeIsAnsweredLikeAnyUnknownPath() throws Exception {
        assertProblem(
                ingest.raw(lines(
                        "GET /webhooks/shop HTTP/1.1",
                        "Host: localhost",
                        "Connection: close",
                        "Sec-WebSocket-Version: 13",
                        "")),
                404,
                "endpoint_unknown");
    }

    @Test
    void declaredLengthBeyondTheLimitIsRefusedWithoutWaitingForTheBody() throws Exception {
        assertProblem(
                ingest.raw(HEAD + "Content-Length: " + (TestPort.MAX_BODY + 1) + "\r\n\r\n"), 413, "body_too_large");
    }

    @Test
    void chunkedBodyBeyondTheLimitIsRefusedAndTheConnectionClosed() throws Exception {
        String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
        assertProblem(
                ingest.raw(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(4) + "1\r\nx\r\n"),
                413,
                "body_too_large");
    }

    @Test
    void bodyOfExactlyTheLimitIsPublishedHoweverItIsSent() throws Exception {
        String event = TestPort.event("evt_1");
        String body = event + " ".repeat(TestPort.MAX_BODY - event.length());
        String chunks = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";

        assertThat(ingest.raw(HEAD + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body))
                .startsWith("HTTP/1.1 202");
        assertThat(ingest.raw(HEAD + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks))
                .startsWith("HTTP/1.1 202");
        assertThat(ingest.publisher.published())
                .hasSize(2)
                .allSatisfy(published -> assertThat(published.body()).asString().isEqualTo(body));
    }

    @Test
    void compressedTransferIsRefused() throws Exception {
        assertProblem(
                ingest.raw(HEAD + "Connection: close\r\nTransfer-Encoding: gzip, chunked\r\n\r\n1\r\n{\r\n0\r\n\r\n"),
                415,
                "content_encoding_unsupported");
    }

    @Test
    void compressedBodyIsNeverUnpacked() throws Exception {
        String bomb = "x".repeat(TestPort.MAX_BODY);
        assertProblem(
                ingest.raw(HEAD + "Connection: close\r\nContent-Encoding: gzip\r\nContent-Length: " + bomb.length()
                        + "\r\n\r\n" + bomb),
                415,
                "content_encoding_unsupported");
    }

    @Test
    void malformedChunkIs400() throws Exception {
        assertProblem(
                ingest.raw(HEAD + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n"), 400, "body_unreadable");
    }

    @Test
    void clientThatStopsInTheMiddleIsCutOff() throws Exception {
        assertProblem(ingest.raw(HEAD + "Content-Length: 100\r\n\r\n{\"id\""), 400, "body_unreadable");
    }

    @Test
    void clientThatDripsIsCutOff() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ingest.number)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write((HEAD + "Content-Length: 30000\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            long start = System.nanoTime();
            drip(out, TestPort.BODY_DEADLINE.multipliedBy(3));

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TestPort.BODY_DEADLINE.multipliedBy(2));
        }
        assertThat(ingest.registry.scrape())
                .contains("webhook_refused_total{cause=\"body_unreadable\",endpoint=\"shop\"} 1.0");
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    /** Writes a byte every tenth of a second until the other side closes or the time is over. */
    private static void drip(OutputStream out, Duration atMost) throws IOException {
        long end = System.nanoTime() + atMost.toNanos();
        try {
            while (System.nanoTime() < end) {
                out.write(' ');
                out.flush();
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        } catch (SocketException e) {
            // Closed, as it should be.
        }
    }

    private static void assertProblem(String answer, int status, String code) {
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .containsIgnoringCase("Content-Type: application/problem+json")
                .contains("\"code\":\"" + code + "\"")
                .doesNotContain("xception", "jetty", "at dev.sluice");
    }
}

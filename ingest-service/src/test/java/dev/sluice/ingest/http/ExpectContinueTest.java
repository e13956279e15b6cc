package dev.sluice.ingest.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that ask before they send a body (RFC 9110, section 10.1.1). */
class ExpectContinueTest {
    private final TestPort ingest = new TestPort();

    @AfterEach
    void stop() {
        ingest.close();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /webhooks/shop,    application/json, 70000, 413",
        "POST, /webhooks/nowhere, application/json, 50,    404",
        "POST, /webhooks/closed,  application/json, 50,    404",
        "POST, /webhooks/shop,    text/plain,       50,    415",
        "PUT,  /webhooks/shop,    application/json, 50,    405"
    })
    void bodyThatWillBeRefusedIsNotAskedFor(String method, String path, String contentType, int length, int status)
            throws Exception {
        String answer = ingest.raw(
                "%s %s HTTP/1.1\r\nHost: h\r\nContent-Type: %s\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n"
                        .formatted(method, path, contentType, length));

        assertThat(answer).startsWith("HTTP/1.1 " + status).doesNotContain("100 Continue");
        assertThat(answer.toLowerCase(Locale.ROOT)).contains("connection: close");
    }

    @Test
    void bodyThatIsWantedIsAskedForOnce() throws Exception {
        String body = TestPort.event("evt_1");
        String head = "POST /webhooks/shop HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-Signature: genuine\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\nExpect: 100-continue\r\n\r\n";
        String go = "HTTP/1.1 100 Continue\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ingest.number)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.getBytes(US_ASCII));

            assertThat(new String(socket.getInputStream().readNBytes(go.length()), US_ASCII))
                    .isEqualTo(go);

            socket.getOutputStream().write(body.getBytes(US_ASCII));
            assertThat(TestPort.readAll(socket.getInputStream()))
                    .startsWith("HTTP/1.1 202")
                    .doesNotContain("100 Continue");
        }
        assertThat(ingest.publisher.published()).hasSize(1);
    }

    @Test
    void clientOfHttp10IsNotToldToContinue() throws Exception {
        String body = TestPort.event("evt_1");
        String answer =
                ingest.raw("POST /webhooks/shop HTTP/1.0\r\nX-Signature: genuine\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + body.length() + "\r\nExpect: 100-continue\r\n\r\n" + body);

        assertThat(answer).doesNotContain("100 Continue").contains(" 202 ");
    }
}

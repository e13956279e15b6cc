package dev.sluice.ingest.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.access.AccessRules;
import dev.sluice.access.GlobalAccessRules;
import dev.sluice.ingest.access.TrustedProxies;
import dev.sluice.ingest.http.TestPort.Doorstep;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that ask before they send a body (RFC 9110, section 10.1.1). */
class ExpectContinueTest {
    private static final String ASKING = """
            POST /webhooks/shop HTTP/1.1
            Host: h
            X-Signature: genuine
            Content-Type: application/json
            Content-Length: 50
            Expect: 100-continue

            """.replace("\n", "\r\n");

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
    void clientThatIsKeptOutIsNotAskedForItsBody() throws Exception {
        Doorstep noPlainHttp =
                new Doorstep(AccessRules.NONE, GlobalAccessRules.NONE, TrustedProxies.NONE, true, Optional.empty());
        try (TestPort closed = new TestPort(noPlainHttp)) {
            assertThat(closed.raw(ASKING)).startsWith("HTTP/1.1 403").doesNotContain("100 Continue");
        }
    }

    @Test
    void codingsThatWillBeRefusedAreNotAskedFor() throws Exception {
        String zipped = ASKING.replace("Expect:", "Content-Encoding: gzip\r\nExpect:");
        assertThat(ingest.raw(zipped)).startsWith("HTTP/1.1 415").doesNotContain("100 Continue");
    }

    @Test
    void bodyThatThereIsNoRoomForIsNotAskedFor() throws Exception {
        String silent = ASKING.replace("Expect: 100-continue\r\n", "");
        try (TestPort small = new TestPort(4, 1024 * 1024);
                Socket one = new Socket(InetAddress.getLoopbackAddress(), small.number);
                Socket two = new Socket(InetAddress.getLoopbackAddress(), small.number);
                Socket three = new Socket(InetAddress.getLoopbackAddress(), small.number)) {
            for (Socket socket : List.of(one, two, three)) {
                socket.getOutputStream().write(silent.getBytes(US_ASCII));
            }
            // Three quarters of the places: the fourth is for addresses that have proven themselves.
            await().until(() -> small.inFlight.waiting() == 3);

            assertThat(small.raw(ASKING)).startsWith("HTTP/1.1 503").doesNotContain("100 Continue");
        }
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

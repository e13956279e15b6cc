package dev.sluice.ingest.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithUtf8Length;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever comes over the socket, the answer is no 5xx and shows nothing of what happened inside. */
final class HttpFuzzTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static TestPort ingest;

    @BeforeAll
    static void start() {
        ingest = new TestPort();
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    static Stream<Arguments> seeds() {
        String head = "POST /webhooks/shop HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        String event = "{\"id\":\"evt_1\",\"type\":\"t\"}";
        return Stream.of(
                Arguments.of(false, "", event.getBytes(ISO_8859_1)),
                Arguments.of(false, "X-Request-Id: abc\r\ntraceparent: 00-00-00-00", "{}".getBytes(ISO_8859_1)),
                Arguments.of(false, "Content-Encoding: gzip", "[".getBytes(ISO_8859_1)),
                Arguments.of(
                        true,
                        "",
                        (head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n").getBytes(ISO_8859_1)),
                Arguments.of(true, "", (head + "Content-Length: 9999\r\n\r\n{").getBytes(ISO_8859_1)),
                Arguments.of(true, "", "GET /webhooks/shop?a=%41 HTTP/1.0\r\n\r\n".getBytes(ISO_8859_1)),
                Arguments.of(true, "", "OPTIONS * HTTP/1.1\r\nHost: a\r\nOrigin: b\r\n\r\n".getBytes(ISO_8859_1)));
    }

    /** @param raw whether the bytes are the whole request */
    @MethodSource("seeds")
    @FuzzTest
    void anyRequestIsDecidedAndTheAnswerTellsNothing(
            boolean raw, @NotNull @WithUtf8Length(max = 300) String more, byte @NotNull [] bytes) throws IOException {
        BugDetectors.allowNetworkConnections((host, port) -> port == ingest.number);
        String request = raw ? text(bytes) : genuine(more, bytes);
        if (request.toLowerCase(Locale.ROOT).matches("(?s).*(bug|fatal).*")) {
            // What the scheme of these tests takes as its cue to break.
            return;
        }

        String answer = send(request);

        if (answer.isEmpty() || answer.startsWith("HTTP/1.1 100 ")) {
            return;
        }
        int status = Integer.parseInt(answer.substring(9, 12));
        assertThat(status).as(answer).isBetween(200, 499);
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        if (status >= 400 && !body.isEmpty()) {
            var problem = JSON.readTree(body);
            assertThat(problem.path("code").asText()).as(answer).matches("[a-z_]+");
            assertThat(problem.path("detail").asText() + problem.path("title").asText())
                    .doesNotContain("Exception", "java.", "dev.sluice", "jetty");
        }
        ingest.publisher.published().clear();
    }

    private static String genuine(String more, byte[] body) {
        return "POST /webhooks/shop HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Signature: genuine\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n"
                + (more.isEmpty() ? "" : more + "\r\n") + "\r\n"
                + text(body);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    private static String send(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ingest.number)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            // Whatever it announced, there is no more to come.
            socket.shutdownOutput();
            return text(socket.getInputStream().readAllBytes());
        } catch (SocketException closed) {
            // It may close before all of a request that it refuses is written.
            return "";
        }
    }
}

package dev.sluice.ingest.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

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

    @FuzzTest
    void anyRequestIsDecidedAndTheAnswerTellsNothing(FuzzedDataProvider input) throws IOException {
        BugDetectors.allowNetworkConnections((host, port) -> port == ingest.number);
        String request = input.consumeBoolean() ? aboutRight(input) : text(input.consumeRemainingAsBytes());
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

    private static String aboutRight(FuzzedDataProvider input) {
        String method = input.pickValue(new String[] {"POST", "POST", "POST", "GET", "OPTIONS", "HEAD", "PUT"});
        String target = input.pickValue(new String[] {"/webhooks/shop", "/webhooks/closed", "/health", "/"});
        String more = text(input.consumeBytes(input.consumeInt(0, 200)));
        String type = input.pickValue(new String[] {"application/json", text(input.consumeBytes(30))});
        byte[] body = input.consumeRemainingAsBytes();
        return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Signature: genuine\r\n"
                + "Content-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n" + more + "\r\n\r\n"
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

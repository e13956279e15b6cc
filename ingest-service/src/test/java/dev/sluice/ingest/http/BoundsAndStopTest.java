package dev.sluice.ingest.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BoundsAndStopTest {
    @Test
    void requestBeyondThoseInFlightIs503AndTheOthersAreAnswered() throws Exception {
        try (TestPort ingest = new TestPort(2, 1024 * 1024)) {
            CountDownLatch gate = ingest.publisher.hold();
            List<CompletableFuture<HttpResponse<String>>> held = List.of(begin(ingest, "a"), begin(ingest, "b"));
            awaitInFlight(ingest, 2);

            HttpResponse<String> third = ingest.send(ingest.post("/webhooks/shop", TestPort.event("c")));
            gate.countDown();

            PublicPortTest.assertProblem(third, 503, "overloaded");
            assertThat(third.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(held)
                    .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(202));
            assertThat(ingest.send(ingest.post("/webhooks/shop", TestPort.event("d")))
                            .statusCode())
                    .isEqualTo(202);
            awaitInFlight(ingest, 0);
        }
    }

    @Test
    void bodyBeyondTheBytesInFlightIs503() throws Exception {
        try (TestPort ingest = new TestPort(64, 48 * 1024)) {
            String large = TestPort.event("a") + " ".repeat(31 * 1024);
            CountDownLatch gate = ingest.publisher.hold();
            CompletableFuture<HttpResponse<String>> held = begin(ingest, large, "a");
            awaitInFlight(ingest, 1);

            HttpResponse<String> second = ingest.send(ingest.post("/webhooks/shop", large));
            gate.countDown();

            PublicPortTest.assertProblem(second, 503, "overloaded");
            assertThat(held.join().statusCode()).isEqualTo(202);
            await().untilAsserted(() -> assertThat(ingest.registry.scrape()).contains("webhook_in_flight_bytes 0.0"));
        }
    }

    @Test
    void stopAnswersWhatHasBegunAndTakesNothingNew() throws Exception {
        try (TestPort ingest = new TestPort()) {
            CountDownLatch gate = ingest.publisher.hold();
            List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                held.add(begin(ingest, "evt_" + i));
            }
            awaitInFlight(ingest, 20);
            Socket open = connect(ingest);
            open.setSoTimeout(20_000);
            // Answered once, and so accepted for sure: a connection that is stopped half accepted is never heard of
            // again.
            open.getOutputStream().write("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            assertThat(open.getInputStream().read()).isEqualTo('H');
            open.getOutputStream().write("GET /health HTTP/1.1\r\nHost: localhost\r\n".getBytes(US_ASCII));

            // Threads of their own: the common pool may have but one.
            CompletableFuture<Void> stop = CompletableFuture.runAsync(
                    () -> ingest.port.stop(Duration.ofSeconds(8)), Thread::startVirtualThread);
            await().untilAsserted(() ->
                    assertThatThrownBy(() -> connect(ingest).close()).isInstanceOf(ConnectException.class));
            open.getOutputStream().write("\r\n".getBytes(US_ASCII));
            assertThat(TestPort.readAll(open.getInputStream()))
                    .contains("HTTP/1.1 503")
                    .contains("\"code\":\"stopping\"")
                    .contains("Retry-After: 1");
            // Longer than the idle time-out, which Jetty shortens to a second when it stops.
            CompletableFuture.delayedExecutor(2500, TimeUnit.MILLISECONDS, Thread::startVirtualThread)
                    .execute(gate::countDown);

            assertThat(held)
                    .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(202));
            stop.join();
            assertThat(ingest.publisher.published()).hasSize(20);
        }
    }

    private static Socket connect(TestPort ingest) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), ingest.number);
    }

    private static CompletableFuture<HttpResponse<String>> begin(TestPort ingest, String id) {
        return begin(ingest, TestPort.event(id), id);
    }

    private static CompletableFuture<HttpResponse<String>> begin(TestPort ingest, String body, String id) {
        return ingest.client()
                .sendAsync(
                        ingest.post("/webhooks/shop", body)
                                .header("X-Request-Id", id)
                                .build(),
                        BodyHandlers.ofString());
    }

    private static void awaitInFlight(TestPort ingest, int requests) {
        await().untilAsserted(() ->
                assertThat(ingest.registry.scrape()).contains("webhook_requests_in_flight " + requests + ".0"));
    }
}

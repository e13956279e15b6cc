package dev.sluice.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoadTest {
    @Test
    void everyPlannedRequestIsSentAndCounted() throws Exception {
        try (TinyServer server = new TinyServer(request -> TinyServer.OK)) {
            LoadReport report = load(server, 4, 200, Duration.ofSeconds(1));

            assertThat(report.sent()).isEqualTo(200);
            assertThat(report.accepted()).isEqualTo(200);
            assertThat(report.notSent()).isZero();
            assertThat(server.requests()).isEqualTo(200);
            assertThat(server.connections()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void latencyCountsFromWhenARequestWasDue() throws Exception {
        try (TinyServer server = new TinyServer(request -> {
            if (request == 1) {
                pause(Duration.ofMillis(500));
            }
            return TinyServer.OK;
        })) {
            LoadReport report = load(server, 1, 100, Duration.ofSeconds(1));

            // One answer stalled; those due in that time waited too, though each was then answered at once.
            assertThat(report.accepted()).isEqualTo(100);
            assertThat(report.percentile(60)).isGreaterThan(50);
            assertThat(report.percentile(100)).isBetween(490.0, 5000.0);
        }
    }

    @Test
    void withoutARateRequestsFollowTheAnswers() throws Exception {
        try (TinyServer server = new TinyServer(request -> TinyServer.OK)) {
            LoadReport report = load(server, 2, 0, Duration.ofMillis(300));

            assertThat(report.accepted()).isGreaterThan(10).isEqualTo(server.requests());
            assertThat(report.acceptedPerSecond()).isGreaterThan(10 / 0.3 * 0.9);
        }
    }

    @Test
    void refusalsAreCountedByStatus() throws Exception {
        try (TinyServer server = new TinyServer(
                request -> request % 2 == 0 ? "HTTP/1.1 429 Slower\r\nContent-Length: 0\r\n\r\n" : TinyServer.OK)) {
            LoadReport report = load(server, 1, 100, Duration.ofMillis(200));

            assertThat(report.statuses()).isEqualTo(Map.of(202, 10L, 429, 10L));
            assertThat(report.accepted()).isEqualTo(10);
        }
    }

    @Test
    void aConnectionThatBreaksIsOpenedAgain() throws Exception {
        try (TinyServer server = new TinyServer(request -> request == 5 ? "" : TinyServer.OK)) {
            LoadReport report = load(server, 1, 100, Duration.ofMillis(200));

            assertThat(report.accepted()).isEqualTo(19);
            assertThat(report.failures().values()).containsExactly(1L);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void aServerThatNeverAnswersDoesNotHoldTheLoadUp() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (TinyServer server = new TinyServer(request -> {
            awaitQuietly(never);
            return "";
        })) {
            LoadReport report = load(server, 2, 100, Duration.ofMillis(200));

            assertThat(report.accepted()).isZero();
            assertThat(report.sent()).isEqualTo(2);
            assertThat(report.notSent()).isEqualTo(18);
        }
    }

    @Test
    void whereNothingListensThatIsTheReport() throws Exception {
        Target nowhere;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nowhere = new Target(socket.getInetAddress(), socket.getLocalPort(), "/");
        }
        LoadReport report = new Load(nowhere, 1, 50, Duration.ofMillis(200)).run(Requests.get(nowhere));

        assertThat(report.accepted()).isZero();
        assertThat(report.failures().keySet()).singleElement().asString().containsIgnoringCase("refused");
    }

    private static LoadReport load(TinyServer server, int connections, int perSecond, Duration duration)
            throws InterruptedException, IOException {
        return new Load(server.target(), connections, perSecond, duration).run(Requests.get(server.target()));
    }

    private static void pause(Duration duration) {
        awaitQuietly(new CountDownLatch(1), duration);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        awaitQuietly(latch, Duration.ofMinutes(1));
    }

    private static void awaitQuietly(CountDownLatch latch, Duration longest) {
        try {
            latch.await(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.sluice.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.access.AccessRules;
import dev.sluice.access.GlobalAccessRules;
import dev.sluice.ingest.access.TrustedProxies;
import dev.sluice.ingest.http.TestPort.Doorstep;
import dev.sluice.ingest.metrics.Health;
import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.rejection.RejectionLogger;
import dev.sluice.ingest.rejection.RejectionPublisher;
import dev.sluice.ingest.rejection.RejectionReporter;
import dev.sluice.ingest.tls.ServerTls;
import dev.sluice.ingest.tls.TestCertificates;
import dev.sluice.ingest.tls.TlsFiles;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SubmissionPublisher;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsPortTest {
    @TempDir
    private Path directory;

    private TlsFiles files;
    private ServerTls tls;
    private TestPort ingest;

    @BeforeEach
    void listen() throws Exception {
        files = TestCertificates.make(directory, "first");
        tls = new ServerTls(files);
        ingest = new TestPort(
                new Doorstep(AccessRules.NONE, GlobalAccessRules.NONE, TrustedProxies.NONE, true, Optional.of(tls)));
    }

    @AfterEach
    void stop() {
        ingest.close();
        tls.close();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void webhookIsTakenOverTlsInTheClientsVersionOfHttp(Version version) throws Exception {
        try (HttpClient client = client(version)) {
            HttpResponse<String> answer = client.send(event("evt_1"), BodyHandlers.ofString());

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            assertThat(answer.version()).isEqualTo(version);
            assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(ingest.publisher.published())
                    .singleElement()
                    .satisfies(event -> assertThat(event.request().target()).startsWith("POST https://127.0.0.1:"));
        }
    }

    @Test
    void manyRequestsShareOneConnectionOfHttp2() throws Exception {
        try (HttpClient client = client(Version.HTTP_2)) {
            client.send(event("first"), BodyHandlers.ofString());
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                answers.add(client.sendAsync(event("evt_" + i), BodyHandlers.ofString()));
            }

            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(202));
            assertThat(ingest.publisher.published()).hasSize(51);
        }
    }

    @Test
    void refusalOverHttp2IsTheSameAsOverHttp1() throws Exception {
        try (HttpClient client = client(Version.HTTP_2)) {
            HttpRequest forged = request()
                    .setHeader("X-Signature", "forged")
                    .POST(BodyPublishers.ofString(TestPort.event("evt_1")))
                    .build();

            PublicPortTest.assertProblem(client.send(forged, BodyHandlers.ofString()), 401, "signature_mismatch");
        }
    }

    @Test
    void bodyThatDripsOverHttp2IsCutOff() throws Exception {
        try (HttpClient client = client(Version.HTTP_2);
                SubmissionPublisher<ByteBuffer> body = new SubmissionPublisher<>()) {
            HttpRequest request =
                    request().POST(BodyPublishers.fromPublisher(body)).build();
            CompletableFuture<HttpResponse<String>> answer = client.sendAsync(request, BodyHandlers.ofString());

            await().atMost(TestPort.IDLE.plus(TestPort.BODY_DEADLINE)).until(() -> {
                body.submit(ByteBuffer.wrap(new byte[] {' '}));
                return answer.isDone();
            });

            // The answer, or the reset that follows it: the client may see either first.
            await().untilAsserted(() -> assertThat(ingest.registry.scrape())
                    .contains("webhook_refused_total{cause=\"body_unreadable\",endpoint=\"shop\"} 1.0")
                    .contains("webhook_requests_in_flight 0.0"));
        }
    }

    @Test
    void plainHttpOnTheTlsPortGetsNoAnswerOfTheService() {
        assertThatThrownBy(() -> {
                    String answer = ingest.raw("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    throw new AssertionError(answer);
                })
                .satisfies(thrown ->
                        assertThat(String.valueOf(thrown.getMessage())).doesNotContain("ready"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1"})
    void oldProtocolsAreRefused(String protocol) throws Exception {
        try (SSLSocket socket = (SSLSocket)
                TestCertificates.trusting(files).getSocketFactory().createSocket("127.0.0.1", ingest.number)) {
            assertThatThrownBy(() -> {
                        socket.setEnabledProtocols(new String[] {protocol});
                        socket.startHandshake();
                    })
                    .isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void newCertificateIsServedOnceItsFilesChangeAndHalfAPairIsNot() throws Exception {
        tls.watch(Duration.ofMillis(20));
        assertThat(servedName()).isEqualTo("CN=first");
        TlsFiles next = TestCertificates.make(directory, "second");
        try (HttpClient client = client(Version.HTTP_2)) {
            assertThat(client.send(event("before"), BodyHandlers.ofString()).statusCode())
                    .isEqualTo(202);

            Files.move(next.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
            assertThat(servedName()).isEqualTo("CN=first");
            Files.move(next.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);

            await().untilAsserted(() -> assertThat(servedName()).isEqualTo("CN=second"));
            assertThat(client.send(event("after"), BodyHandlers.ofString()).statusCode())
                    .as("on the connection made before")
                    .isEqualTo(202);
        }
    }

    @Test
    void managementPortSpeaksTlsWhereItIsGivenACertificate() throws Exception {
        RejectionPublisher records = new RejectionPublisher(ingest.rejections, () -> {});
        ManagementPort management = new ManagementPort(
                "127.0.0.1",
                0,
                Optional.of(tls),
                new Health(() -> true, () -> false),
                ingest.registry,
                Optional.empty(),
                new RejectionReporter(new IngestMetrics(ingest.registry), new RejectionLogger(1, 1), records));
        management.start();
        try (HttpClient client = client(Version.HTTP_1_1)) {
            HttpRequest health = HttpRequest.newBuilder(
                            URI.create("https://127.0.0.1:" + management.port() + "/health/ready"))
                    .timeout(Duration.ofSeconds(20))
                    .build();
            assertThat(client.send(health, BodyHandlers.ofString()).body()).isEqualTo("{\"status\":\"ready\"}");
        } finally {
            management.stop();
            records.close();
        }
    }

    private String servedName() throws Exception {
        SSLContext anyone = SSLContext.getInstance("TLS");
        anyone.init(null, new javax.net.ssl.TrustManager[] {new TrustAnyone()}, null);
        try (SSLSocket socket = (SSLSocket) anyone.getSocketFactory().createSocket("127.0.0.1", ingest.number)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    private HttpClient client(Version version) throws Exception {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(TestCertificates.trusting(files))
                .build();
    }

    private HttpRequest event(String id) {
        return request().POST(BodyPublishers.ofString(TestPort.event(id))).build();
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + ingest.number + "/webhooks/shop"))
                .header("Content-Type", "application/json")
                .header("X-Signature", "genuine")
                .timeout(Duration.ofSeconds(20));
    }

    /** Takes whatever certificate it is shown. */
    private static final class TrustAnyone implements javax.net.ssl.X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

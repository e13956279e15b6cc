package dev.sluice.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.EndpointsFile;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.SignedRequest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom forgeries concern, and whom they do not. */
class ForgeriesTest {
    private static final String ENDPOINTS = """
            endpoints:
              shop:
                provider: generic
                secrets: [not-a-real-secret]
                refusal_status: 400
                signature: {algorithm: bearer}
                event: {id: /id, type: /type}
              other:
                provider: generic
                secrets: [not-a-real-secret]
                signature: {algorithm: bearer}
                event: {id: /id, type: /type}
              stripe: {provider: stripe, secrets: [not-a-real-secret]}
            limits: {address: {signature_failures: 2, block_for: 1m}}
            """;

    @TempDir
    private Path directory;

    private EndpointCatalog endpoints;
    private TestPort ingest;

    @BeforeEach
    void listen() throws Exception {
        Path file = Files.writeString(directory.resolve("endpoints.yaml"), ENDPOINTS);
        endpoints = EndpointsFile.read(file, Map.of(), 1024 * 1024);
        ingest = new TestPort(endpoints);
    }

    @AfterEach
    void stop() {
        ingest.close();
    }

    @Test
    void addressThatKeepsFailingSignaturesIsBlockedAtThatEndpointAlone() throws Exception {
        forge("other");

        PublicPortTest.assertProblem(send("other", "not-a-real-secret"), 403, "address_blocked");
        assertThat(send("shop", "not-a-real-secret").statusCode()).isEqualTo(202);
    }

    @Test
    void blockForATimeKeepsItsStatus() throws Exception {
        forge("shop");

        HttpResponse<String> blocked = send("shop", "not-a-real-secret");

        PublicPortTest.assertProblem(blocked, 403, "address_blocked");
        assertThat(blocked.headers().firstValue("Retry-After")).hasValue("60");
    }

    @Test
    void networkThatProvedItselfIsNotBlockedForAnHour() throws Exception {
        send("other", "not-a-real-secret");
        forge("other");
        assertThat(send("other", "not-a-real-secret").statusCode()).isEqualTo(202);

        ingest.pass(Duration.ofMinutes(61));
        forge("other");
        PublicPortTest.assertProblem(send("other", "not-a-real-secret"), 403, "address_blocked");
    }

    @Test
    void clocksThatDifferBlockNobody() throws Exception {
        for (int i = 0; i < 5; i++) {
            PublicPortTest.assertProblem(late(), 401, "timestamp_expired");
        }
    }

    private void forge(String endpoint) throws Exception {
        for (int i = 0; i < 3; i++) {
            send(endpoint, "forged");
        }
    }

    private HttpResponse<String> send(String endpoint, String token) throws Exception {
        return ingest.send(ingest.post("/webhooks/" + endpoint, TestPort.event("evt_1"))
                .header("Authorization", "Bearer " + token));
    }

    private HttpResponse<String> late() throws Exception {
        Endpoint stripe = endpoints.named("stripe").orElseThrow();
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        SignedRequest signed = stripe.scheme()
                .sign(
                        new SignedRequest("POST", "/webhooks/stripe", RequestHeaders.of(Map.of()), body),
                        stripe.secrets().getFirst(),
                        Instant.now().minus(Duration.ofHours(1)));
        HttpRequest.Builder request = ingest.post("/webhooks/stripe", body);
        for (String header : stripe.scheme().headers()) {
            request.header(header, signed.headers().first(header).orElseThrow());
        }
        return ingest.send(request);
    }
}

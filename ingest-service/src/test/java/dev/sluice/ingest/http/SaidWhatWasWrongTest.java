package dev.sluice.ingest.http;

import static dev.sluice.ingest.http.PublicPortTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.config.EndpointsFile;
import dev.sluice.provider.Endpoint;
import dev.sluice.provider.EndpointCatalog;
import dev.sluice.record.RejectionRecords;
import dev.sluice.record.UndecodableRecordException;
import dev.sluice.signature.RequestHeaders;
import dev.sluice.signature.SignedRequest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Refusals in words that lead to the mistake. */
class SaidWhatWasWrongTest {
    @TempDir
    private Path directory;

    private EndpointCatalog endpoints;
    private TestPort ingest;

    @BeforeEach
    void start() throws Exception {
        Path file = Files.writeString(directory.resolve("endpoints.yaml"), """
                endpoints:
                  erp:
                    provider: generic
                    secrets: [not-a-real-secret]
                    signature: {header: X-Signature, signed: "{body}"}
                    event: {id: [/meta/event/id, "header:X-Event-Id"], type: /meta/event/type}
                  github: {provider: github, secrets: [not-a-real-secret]}
                  stripe: {provider: stripe, secrets: [not-a-real-secret], livemode: true}
                  connect: {provider: stripe, secrets: [not-a-real-secret], livemode: true, other_mode: ignore}
                  legacy:
                    provider: generic
                    content_type: ignore
                    secrets: [not-a-real-secret]
                    signature: {header: X-Signature, signed: "{body}"}
                    event: {id: /id, type: /type}
                """);
        endpoints = EndpointsFile.read(file, Map.of(), TestPort.MAX_BODY);
        ingest = new TestPort(endpoints);
    }

    @AfterEach
    void stop() {
        ingest.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"meta\":{\"event\":{\"id\":1}}}     | event_type_invalid | There is no event type: nothing is at /meta/event/type.",
                "{\"meta\":{\"event\":{\"type\":\"t\"}}} | event_id_invalid   | nothing is at /meta/event/id or header X-Event-Id.",
                "{\"meta\":                        | body_unparsable    | The body is not JSON at line 1"
            })
    void whereSomethingWasLookedForIsSaid(String body, String code, String detail) throws Exception {
        assertThat(detail(signed("erp", "application/json", body), 400, code))
                .contains(detail)
                .doesNotContain("missing or not");
    }

    @Test
    void typeThatCannotBeStoredIsMeasured() throws Exception {
        String body = "{\"meta\":{\"event\":{\"id\":1,\"type\":\"" + "t".repeat(300) + "\"}}}";

        assertThat(detail(signed("erp", "application/json", body), 400, "event_type_invalid"))
                .contains("300 characters")
                .contains("1 to 255");
    }

    @Test
    void contentTypeThatCameAndThoseThatAreTakenAreNamed() throws Exception {
        assertThat(detail(signed("github", "text/plain", "{}"), 415, "content_type_unsupported"))
                .contains("\"text/plain\"")
                .contains("application/json or application/x-www-form-urlencoded is taken");
    }

    /** Diagnoses have so much time a second; that none was made must not look as if none was found. */
    @Test
    void diagnosisThatThereWasNoTimeForIsSaidInTheRecord() {
        String body = "{\"numbers\":[" + "1.5,".repeat(10_000) + "0]}";
        HttpRequest.Builder forged = ingest.post("/webhooks/erp", body).setHeader("X-Signature", "0".repeat(64));

        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            List<CompletableFuture<HttpResponse<String>>> answers = Stream.generate(
                            () -> ingest.client().sendAsync(forged.build(), HttpResponse.BodyHandlers.ofString()))
                    .limit(50)
                    .toList();
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.join().body()).doesNotContain("not diagnosed"));
            return ingest.rejections.history().stream()
                    .anyMatch(record -> finding(record.value()).endsWith("; not diagnosed: too many at once"));
        });
        assertThat(finding(ingest.rejections.history().getFirst().value())).doesNotContain("not diagnosed");
    }

    @Test
    void modeIsNamed() throws Exception {
        String body = "{\"id\":\"1\",\"type\":\"t\",\"livemode\":false}";

        assertThat(detail(signed("stripe", "application/json", body), 403, "livemode_mismatch"))
                .contains("takes live events");
    }

    @Test
    void eventOfTheOtherModeIsAnsweredAndNotPublishedWhereItIsIgnored() throws Exception {
        HttpResponse<String> answer =
                ingest.send(signed("connect", "application/json", "{\"id\":\"1\",\"type\":\"t\",\"livemode\":false}"));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).contains("\"status\":\"ignored\"");
        assertThat(ingest.publisher.published()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "application/octet-stream", "text/html; charset=utf-8"})
    void configurationOutweighsTheContentTypeWhereItSaysSo(String contentType) throws Exception {
        assertThat(ingest.send(signed("legacy", contentType, "{\"id\":\"1\",\"type\":\"t\"}"))
                        .statusCode())
                .isEqualTo(202);
        assertThat(ingest.publisher.published())
                .singleElement()
                .satisfies(event -> assertThat(event.documentPlace().text()).isEqualTo("json"));
    }

    @Test
    void signingIsOnlySaidToBeOffWhereNoSignatureCame() throws Exception {
        HttpRequest.Builder bare = ingest.post("/webhooks/github", "{}").setHeader("X-Signature", "");

        assertThat(detail(unsigned("github"), 401, "signature_missing")).contains("signing is switched on");
        assertThat(detail(unsigned("github").header("X-Hub-Signature", "sha1=00"), 401, "signature_missing"))
                .contains("x-hub-signature")
                .doesNotContain("switched on");
        assertThat(detail(unsigned("github").header("Stripe-Signature", "t=1,v1=00"), 401, "signature_missing"))
                .contains("stripe-signature");
        assertThat(detail(bare, 401, "signature_missing")).contains("x-signature");
    }

    private static String finding(byte[] record) {
        try {
            return RejectionRecords.read(record).finding();
        } catch (UndecodableRecordException e) {
            throw new AssertionError(e);
        }
    }

    private HttpRequest.Builder unsigned(String name) {
        return HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:" + ingest.number + "/webhooks/" + name))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
    }

    private HttpRequest.Builder signed(String name, String contentType, String body) {
        Endpoint endpoint = endpoints.named(name).orElseThrow();
        SignedRequest request = new SignedRequest(
                "POST",
                "/",
                RequestHeaders.of(Map.of("content-type", contentType)),
                body.getBytes(StandardCharsets.UTF_8));
        SignedRequest signed =
                endpoint.scheme().sign(request, endpoint.secrets().getFirst(), Instant.now());
        HttpRequest.Builder builder = ingest.post("/webhooks/" + name, body);
        signed.headers().asMap().forEach((header, values) -> builder.setHeader(header, values.getFirst()));
        return builder;
    }

    private String detail(HttpRequest.Builder request, int status, String code) throws Exception {
        JsonNode problem = assertProblem(ingest.send(request), status, code);
        return problem.path("detail").asText();
    }
}

package dev.sluice.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PublicPortTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestPort ingest = new TestPort();

    @AfterEach
    void stop() {
        ingest.close();
    }

    @Test
    void genuineWebhookIsPublishedAndAnswered202() throws Exception {
        HttpResponse<String> answer = ingest.send(
                ingest.post("/webhooks/shop?source=eu", TestPort.event("evt_1")).header("X-Request-Id", "req-1"));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("X-Request-Id")).hasValue("req-1");
        assertThat(answer.body())
                .isEqualTo(
                        "{\"status\":\"accepted\",\"event_id\":\"evt_1\",\"endpoint\":\"shop\",\"request_id\":\"req-1\"}");
        assertThat(ingest.publisher.published()).singleElement().satisfies(event -> {
            assertThat(event.key().toString()).isEqualTo("shop/evt_1");
            assertThat(event.body()).asString().isEqualTo(TestPort.event("evt_1"));
            assertThat(event.request().target()).endsWith("/webhooks/shop?source=eu");
        });
    }

    @Test
    void unsafeRequestIdIsReplaced() throws Exception {
        HttpResponse<String> answer = ingest.send(
                ingest.post("/webhooks/shop", TestPort.event("evt_1")).header("X-Request-Id", "<script>"));

        assertThat(answer.headers().firstValue("X-Request-Id").orElseThrow()).matches("[0-9a-f]{32}");
    }

    /** It leads to the row, also where the provider sent none. */
    @Test
    void requestIdOfTheAnswerTravelsWithTheEvent() throws Exception {
        ingest.send(ingest.post("/webhooks/shop", TestPort.event("evt_1")).header("X-Request-Id", "req-1"));
        HttpResponse<String> made = ingest.send(ingest.post("/webhooks/shop", TestPort.event("evt_2")));

        assertThat(ingest.publisher.published())
                .extracting(event -> event.tracing().requestId().orElseThrow())
                .containsExactly(
                        "req-1", made.headers().firstValue("X-Request-Id").orElseThrow());
    }

    @Test
    void traceparentTravelsWithTheEventWhenItIsValid() throws Exception {
        String valid = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        ingest.send(ingest.post("/webhooks/shop", TestPort.event("evt_1")).header("traceparent", valid));
        ingest.send(ingest.post("/webhooks/shop", TestPort.event("evt_2")).header("traceparent", "00-0-0-01"));

        assertThat(ingest.publisher.published().get(0).tracing().traceparent()).hasValue(valid);
        assertThat(ingest.publisher.published().get(1).tracing().traceparent()).isEmpty();
    }

    @Test
    void forgedWebhookIsRefusedWithoutTellingWhatWasFound() throws Exception {
        HttpResponse<String> answer = ingest.send(
                ingest.post("/webhooks/shop", TestPort.event("evt_1")).setHeader("X-Signature", "forged"));

        assertProblem(answer, 401, "signature_mismatch");
        assertThat(answer.body()).doesNotContain("internal finding");
        assertThat(ingest.publisher.published()).isEmpty();
        assertThat(ingest.registry.scrape())
                .contains("webhook_signature_failures_total{endpoint=\"shop\"} 1.0")
                .contains("webhook_refused_total{cause=\"signature_mismatch\",endpoint=\"shop\"} 1.0")
                .contains("webhook_received_total{endpoint=\"shop\",outcome=\"refused\"} 1.0");
    }

    @Test
    void problemHasEveryMemberOfTheContract() throws Exception {
        HttpResponse<String> answer =
                ingest.send(ingest.post("/webhooks/nowhere", "{}").header("X-Request-Id", "req-1"));

        JsonNode problem = assertProblem(answer, 404, "endpoint_unknown");
        assertThat(problem.fieldNames())
                .toIterable()
                .containsExactly("type", "title", "status", "detail", "code", "request_id");
        assertThat(problem.path("type").asText()).isEqualTo("urn:sluice:problem:endpoint_unknown");
        assertThat(problem.path("title").asText()).isEqualTo("Endpoint unknown");
        assertThat(problem.path("request_id").asText()).isEqualTo("req-1");
    }

    @Test
    void disabledEndpointIs404() throws Exception {
        assertProblem(ingest.send(ingest.post("/webhooks/closed", "{}")), 404, "endpoint_disabled");
    }

    @Test
    void unknownPathsShareOneLabel() throws Exception {
        for (int i = 0; i < 5; i++) {
            ingest.send(ingest.post("/webhooks/scan-" + i, "{}"));
        }

        assertThat(ingest.registry.scrape())
                .contains("webhook_refused_total{cause=\"endpoint_unknown\",endpoint=\"_none\"} 5.0")
                .doesNotContain("scan-");
    }

    @Test
    void otherMethodsAre405AndSayWhichIsAllowed() throws Exception {
        for (String method : new String[] {"GET", "PUT", "DELETE", "BREW"}) {
            HttpResponse<String> answer =
                    ingest.send(ingest.post("/webhooks/shop", "{}").method(method, BodyPublishers.noBody()));

            assertProblem(answer, 405, "method_not_allowed");
            assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
        }
    }

    @Test
    void methodOverrideHeaderOverridesNothing() throws Exception {
        HttpResponse<String> answer = ingest.send(ingest.post("/webhooks/shop", "{}")
                .header("X-HTTP-Method-Override", "POST")
                .GET());

        assertProblem(answer, 405, "method_not_allowed");
    }

    @Test
    void onlyJsonTypesAreTaken() throws Exception {
        for (String type : new String[] {"application/json; charset=utf-8", "application/vnd.shop+json", "Text/JSON"}) {
            assertThat(ingest.send(ingest.post("/webhooks/shop", TestPort.event("e"))
                                    .setHeader("Content-Type", type))
                            .statusCode())
                    .as(type)
                    .isEqualTo(202);
        }
        for (String type : new String[] {"text/plain", "application/xml", "application/jsonp"}) {
            assertProblem(
                    ingest.send(
                            ingest.post("/webhooks/shop", TestPort.event("e")).setHeader("Content-Type", type)),
                    415,
                    "content_type_unsupported");
        }
    }

    @Test
    void compressedBodyIsRefused() throws Exception {
        assertProblem(
                ingest.send(ingest.post("/webhooks/shop", TestPort.event("e")).header("Content-Encoding", "gzip")),
                415,
                "content_encoding_unsupported");
    }

    @Test
    void provenRubbishIs400() throws Exception {
        assertProblem(ingest.send(ingest.post("/webhooks/shop", "{\"id\":")), 400, "body_unparsable");
        assertProblem(
                ingest.send(ingest.post("/webhooks/shop", TestPort.event("x".repeat(3000)))), 400, "event_id_invalid");
        assertProblem(ingest.send(ingest.post("/webhooks/shop", TestPort.event("a\\u0000b"))), 400, "event_id_invalid");
    }

    @Test
    void brokerThatDoesNotAcknowledgeIs503() throws Exception {
        ingest.publisher.goAway();

        HttpResponse<String> answer = ingest.send(ingest.post("/webhooks/shop", TestPort.event("evt_1")));

        assertProblem(answer, 503, "broker_unavailable");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(answer.body()).doesNotContain("broker-7");
    }

    @Test
    void bugIs500WithoutItsText() throws Exception {
        for (String kind : new String[] {"bug", "fatal"}) {
            HttpResponse<String> answer = ingest.send(
                    ingest.post("/webhooks/shop", TestPort.event("evt_1")).setHeader("X-Signature", kind));

            assertProblem(answer, 500, "internal_error");
            assertThat(answer.body()).doesNotContain("internal detail");
        }
        assertThat(ingest.registry.scrape())
                .contains("webhook_refused_total{cause=\"internal_error\",endpoint=\"shop\"} 2.0");
    }

    @Test
    void healthAnswersOnThePublicPort() throws Exception {
        HttpResponse<String> answer = ingest.send(ingest.post("/health", "").GET());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"ready\"}");
    }

    static JsonNode assertProblem(HttpResponse<String> answer, int status, String code) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.path("code").asText()).isEqualTo(code);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("detail").asText()).isNotBlank();
        return problem;
    }
}

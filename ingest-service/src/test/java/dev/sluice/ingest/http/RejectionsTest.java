package dev.sluice.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.record.Rejection;
import dev.sluice.record.RejectionRecords;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every refusal leaves a record, and none leaves a secret in it. */
class RejectionsTest {
    private final TestPort ingest = new TestPort();

    @AfterEach
    void stop() {
        ingest.close();
    }

    @Test
    void forgedWebhookLeavesARecordOfWhatItLookedLike() throws Exception {
        String body = TestPort.event("evt_1");
        ingest.send(ingest.post("/webhooks/shop", body)
                .setHeader("X-Signature", "forged")
                .header("X-Request-Id", "req-1")
                .header("User-Agent", "forger/1"));

        Rejection rejection = recorded();
        assertThat(rejection.endpoint()).isEqualTo("shop");
        assertThat(rejection.code()).isEqualTo("signature_mismatch");
        assertThat(rejection.status()).isEqualTo(401);
        assertThat(rejection.finding()).isEqualTo("internal finding");
        assertThat(rejection.requestId()).isEqualTo("req-1");
        assertThat(rejection.request().address()).isEqualTo("127.0.0.1");
        assertThat(rejection.request().method()).isEqualTo("POST");
        assertThat(rejection.request().path()).isEqualTo("/webhooks/shop");
        assertThat(rejection.request().contentLength()).isEqualTo(OptionalLong.of(body.length()));
        assertThat(rejection.request().contentType()).hasValue("application/json");
        assertThat(rejection.request().userAgent()).hasValue("forger/1");
        assertThat(rejection.request().headers()).isGreaterThanOrEqualTo(5);
        assertThat(rejection.request().headerBytes()).isGreaterThan(60);
    }

    @Test
    void nothingConfidentialIsInTheRecord() throws Exception {
        ingest.send(ingest.post("/webhooks/shop?token=confidential", "{\"id\":\"confidential\"}")
                .setHeader("X-Signature", "confidential")
                .header("Authorization", "Bearer confidential")
                .header("Cookie", "session=confidential"));

        var unused = recorded();
        assertThat(value()).doesNotContain("confidential").doesNotContain("not-a-real-secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUBBISH\r\n\r\n",
                "POST /webhooks/shop HTTP/1.1\r\nHost: localhost\r\nContent-Length: minus-one\r\n\r\n",
                "POST /webhooks/shop HTTP/7.9\r\nHost: localhost\r\n\r\n"
            })
    void whatTheHttpServerRefusesLeavesARecordToo(String request) throws Exception {
        ingest.raw(request);

        Rejection rejection = recorded();
        assertThat(rejection.endpoint()).isEqualTo("_none");
        assertThat(rejection.code()).isEqualTo("request_malformed");
        assertThat(rejection.status()).isEqualTo(400);
    }

    @Test
    void acceptedWebhookLeavesNone() throws Exception {
        ingest.send(ingest.post("/webhooks/shop", TestPort.event("evt_1")));
        ingest.send(ingest.post("/webhooks/nowhere", "{}"));

        assertThat(recorded().code()).isEqualTo("endpoint_unknown");
    }

    private Rejection recorded() throws Exception {
        await().until(() -> ingest.rejections.history().size() == 1);
        return RejectionRecords.read(ingest.rejections.history().getFirst().value());
    }

    private String value() {
        return new String(ingest.rejections.history().getFirst().value(), UTF_8);
    }
}

package dev.sluice.provider;

import static dev.sluice.provider.Readings.GITHUB;
import static dev.sluice.provider.Readings.NOW;
import static dev.sluice.provider.Readings.endpoint;
import static dev.sluice.provider.Readings.event;
import static dev.sluice.provider.Readings.only;
import static dev.sluice.provider.Readings.read;
import static dev.sluice.provider.Readings.request;
import static dev.sluice.provider.Readings.stripe;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.EventKey;
import dev.sluice.event.Tracing;
import dev.sluice.event.WebhookEvent;
import dev.sluice.rejection.Checked;
import dev.sluice.rejection.Checked.Passed;
import dev.sluice.rejection.Checked.Rejected;
import dev.sluice.rejection.RejectionCode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventReaderTest {
    @Test
    void coreEventIsReadInFull() {
        WebhookEvent event = event("stripe", Map.of("Content-Type", "application/json; charset=utf-8"), """
                {"id": "evt_1234567890", "type": "payment.succeeded", "created": 1640995200,
                 "data": {"object": {"id": "txn_1234567890", "amount": 1000}}, "livemode": false}""");

        assertThat(event.key()).isEqualTo(new EventKey("shop", "evt_1234567890"));
        assertThat(event.provider()).isEqualTo("stripe");
        assertThat(event.type()).isEqualTo("payment.succeeded");
        assertThat(event.subject()).hasValue("txn_1234567890");
        assertThat(event.createdAt()).hasValue(Instant.parse("2022-01-01T00:00:00Z"));
        assertThat(event.receivedAt()).isEqualTo(NOW);
        assertThat(event.contentType()).isEqualTo("application/json; charset=utf-8");
        assertThat(event.request().target()).isEqualTo("POST https://example.com/webhooks/shop");
    }

    @Test
    void githubsIdentityIsInItsHeaders() {
        WebhookEvent event = event("github", GITHUB, "{\"action\": \"opened\", \"issue\": {\"node_id\": \"I_1\"}}");

        assertThat(event.key().id()).isEqualTo("72d3162e-cc78-11e3-81ab-4c9367dc0958");
        assertThat(event.type()).isEqualTo("issues.opened");
        assertThat(event.subject()).hasValue("I_1");
    }

    @Test
    void githubEventWithoutActionKeepsItsName() {
        assertThat(event("github", GITHUB, "{\"zen\": \"Keep it simple.\"}").type())
                .isEqualTo("issues");
        assertThat(event("github", GITHUB, "{\"action\": null}").type()).isEqualTo("issues");
    }

    @Test
    void razorpaysObjectIsTheMostParticularEntity() {
        WebhookEvent event = event("razorpay", Map.of("x-razorpay-event-id", "ev_1"), """
                {"event": "refund.processed", "created_at": 1640995200, "payload": {
                  "payment": {"entity": {"id": "pay_1"}}, "refund": {"entity": {"id": "rfnd_1"}}}}""");

        assertThat(event.key().id()).isEqualTo("ev_1");
        assertThat(event.type()).isEqualTo("refund.processed");
        assertThat(event.subject()).hasValue("rfnd_1");
        assertThat(event.createdAt()).hasValue(Instant.ofEpochSecond(1640995200));
    }

    @Test
    void valuesThatAreNotTextStayAsWritten() {
        assertThat(stripe("{\"id\": 12345678901234567890, \"type\": 1.50}")
                        .key()
                        .id())
                .isEqualTo("12345678901234567890");
        assertThat(stripe("{\"id\": 1, \"type\": 1.50}").type()).isEqualTo("1.50");
    }

    @ParameterizedTest
    @CsvSource({
        "ANY,  true,  true",
        "ANY,  false,   true",
        "ANY,  null,  true",
        "LIVE, true,  true",
        "LIVE, false,   false",
        "LIVE, null, false",
        "TEST, false, true",
        "TEST, true,    false",
        "TEST, null, false",
        "TEST, 0, false"
    })
    void modeMustBeTheEndpoints(Livemode mode, String live, boolean taken) {
        String body = "{\"id\": \"1\", \"type\": \"t\", \"livemode\": " + live + "}";

        Checked<Reading> reading = read(endpoint("stripe", mode), Map.of(), body.getBytes(UTF_8));

        assertThat(reading instanceof Passed).isEqualTo(taken);
        if (reading instanceof Rejected<Reading> refused) {
            assertThat(refused.why()).isEqualTo(RejectionCode.LIVEMODE_MISMATCH);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01,       true",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-extra, true",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-extra, false",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01,       false",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01,       false",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01,       false",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01,       false",
        "nonsense,                                                      false"
    })
    void traceContextIsKeptWhereItsFormIsValid(String traceparent, boolean kept) {
        Checked<Reading> reading = new EventReader()
                .read(
                        endpoint("stripe", Livemode.ANY),
                        request(Map.of(), "{\"id\": \"1\", \"type\": \"t\"}".getBytes(UTF_8)),
                        NOW,
                        new Tracing(Optional.empty(), Optional.of(traceparent)));

        assertThat(only(reading).tracing().traceparent().isPresent()).isEqualTo(kept);
    }
}

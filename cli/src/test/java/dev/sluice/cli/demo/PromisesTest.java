package dev.sluice.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.body.Sha256;
import dev.sluice.cli.webhook.Poster;
import dev.sluice.config.EndpointsFile;
import dev.sluice.event.OriginalRequest;
import dev.sluice.event.WebhookEvent;
import dev.sluice.provider.Endpoint;
import dev.sluice.record.EventRecords;
import dev.sluice.rejection.RejectionCode;
import dev.sluice.sample.Webhook;
import dev.sluice.signature.SignedRequest;
import dev.sluice.testing.EventBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromisesTest {
    private static final Instant NOW = Instant.parse("2025-01-31T12:00:00Z");
    private static final String URL = "http://127.0.0.1/webhooks/shop";

    @TempDir
    private Path directory;

    private Endpoint shop;
    private Sent sent;
    private List<LedgerRows.Audit> audits;
    private List<LedgerRows.Attempt> attempts;
    private List<LedgerRows.DeadLetter> deadLetters;
    private List<ConsumerRecord<byte[], byte[]>> events;
    private List<Sent> repeats;
    private List<Sent> bad;
    private List<String> leaks;
    private long lag;

    @BeforeEach
    void allIsWell() throws Exception {
        Path file = Files.writeString(directory.resolve("endpoints.yaml"), """
                endpoints:
                  shop: {provider: stripe, secrets: ["fake-secret-of-a-test"]}
                """);
        shop = EndpointsFile.read(file, Map.of(), 1024 * 1024).named("shop").orElseThrow();
        byte[] body = "{\"id\":\"evt_1\",\"type\":\"payment.succeeded\"}".getBytes(UTF_8);
        sent = sent(new Webhook(shop, "evt_1", "payment.succeeded", body), 202, "{}");
        audits = new ArrayList<>(List.of(new LedgerRows.Audit("shop", "evt_1", "processed", 0, Sha256.hex(body))));
        attempts = new ArrayList<>(List.of(attempt(1, "processed")));
        deadLetters = new ArrayList<>();
        events = new ArrayList<>(List.of(kept(sent.request(), body)));
        repeats = new ArrayList<>();
        bad = new ArrayList<>();
        leaks = new ArrayList<>();
        lag = 0;
    }

    @Test
    void allPromisesHoldWhenAllIsWell() {
        assertThat(broken()).isEmpty();
    }

    @Test
    void anAcceptedEventWithoutARowIsFound() {
        audits.clear();
        assertThat(broken()).contains("every accepted event has one audit row, and nothing else has one");
    }

    @Test
    void twoRowsOfOneEventAreFound() {
        audits.add(audits.get(0));
        assertThat(broken()).contains("every accepted event has one audit row, and nothing else has one");
    }

    @Test
    void aRowOfWhatWasRefusedIsFound() {
        audits.add(new LedgerRows.Audit("shop", "evt_forged", "processed", 0, ""));
        assertThat(broken()).contains("every accepted event has one audit row, and nothing else has one");
    }

    @Test
    void aUnitThatEndedTwiceIsFound() {
        attempts.add(attempt(2, "processed"));
        assertThat(broken()).contains("every delivery ended once, all its attempts accounted for");
    }

    @Test
    void aRetryThatWasLostIsFound() {
        attempts.set(0, attempt(1, "retry"));
        assertThat(broken()).contains("every delivery ended once, all its attempts accounted for");
    }

    @Test
    void anEventThatWasNeverAttemptedIsFound() {
        attempts.clear();
        assertThat(broken()).contains("every delivery ended once, all its attempts accounted for");
    }

    @Test
    void aGenuineWebhookThatWasRefusedIsFound() {
        sent = new Sent(sent.demoRequest(), sent.request(), NOW, new Poster.Answer(401, "{}", Duration.ZERO), 1);
        assertThat(broken()).contains("whatever its provider signed was accepted");
    }

    @Test
    void aRepeatThatWasNotCountedIsFound() {
        repeats.add(sent);
        assertThat(broken()).contains("repeats were counted and changed nothing");
    }

    @Test
    void aDeathNobodyAskedForIsFound() {
        attempts.set(0, attempt(1, "dead"));
        assertThat(broken()).contains("what failed twice then worked, and only the poison is dead");
    }

    @Test
    void aDeadLetterThatIsOnlyInTheTableIsFound() {
        deadLetters.add(new LedgerRows.DeadLetter("shop", "evt_1", "payments"));
        assertThat(broken()).contains("dead-letter topic and table agree");
    }

    @Test
    void aChangedByteIsFound() {
        byte[] changed = sent.request().body().clone();
        changed[0] = ' ';
        events.set(0, kept(sent.request(), changed));
        assertThat(broken())
                .contains(
                        "bytes are kept as they were signed, in the topic and in the table",
                        "every signature can be checked again from the topic");
    }

    @Test
    void aRefusalForAnotherReasonIsFound() {
        bad.add(new Sent(
                new DemoRequest.Bad(now -> sent.request(), RejectionCode.SIGNATURE_MISMATCH),
                sent.request(),
                NOW,
                new Poster.Answer(
                        401, "{\"code\":\"signature_missing\",\"detail\":\"d\",\"request_id\":\"r\"}", Duration.ZERO),
                1));
        assertThat(broken()).contains("every refusal says why");
    }

    @Test
    void aLeakAndALagAreFound() {
        leaks.add("ingest.log has a signature");
        lag = 3;
        assertThat(broken()).contains("secrets and signatures are in no log and no answer", "nothing is left to do");
    }

    private List<String> broken() {
        DemoFindings found = new DemoFindings(
                List.of(sent),
                0,
                repeats,
                bad,
                audits,
                attempts,
                deadLetters,
                List.of(),
                events,
                List.of(),
                Map.of(),
                lag,
                leaks);
        return new Promises(found)
                .check().stream()
                        .filter(promise -> !promise.holds())
                        .map(Promise::what)
                        .toList();
    }

    private static Sent sent(Webhook webhook, int status, String answer) {
        return new Sent(
                new DemoRequest.Genuine(webhook, URL),
                webhook.signed(URL, NOW),
                NOW,
                new Poster.Answer(status, answer, Duration.ZERO),
                1);
    }

    private static LedgerRows.Attempt attempt(int number, String outcome) {
        return new LedgerRows.Attempt("shop", "evt_1", "payments", number, outcome, NOW);
    }

    private static ConsumerRecord<byte[], byte[]> kept(SignedRequest request, byte[] body) {
        String signature = request.headers().first("stripe-signature").orElseThrow();
        WebhookEvent event = EventBuilder.event("shop", "evt_1")
                .provider("stripe")
                .type("payment.succeeded")
                .receivedAt(NOW)
                .request(new OriginalRequest("POST " + URL, "{\"stripe-signature\":\"" + signature + "\"}"))
                .body(body)
                .build();
        return new ConsumerRecord<>(
                "webhooks.events",
                0,
                0,
                0,
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                EventRecords.key(event),
                body,
                new RecordHeaders(EventRecords.headers(event)),
                Optional.empty());
    }
}

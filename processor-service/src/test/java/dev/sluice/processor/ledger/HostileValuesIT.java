package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.ended;
import static dev.sluice.processor.ledger.Samples.event;
import static dev.sluice.processor.ledger.Samples.failure;
import static dev.sluice.processor.ledger.Samples.key;
import static dev.sluice.processor.ledger.Samples.processed;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.record.FailureCause;
import dev.sluice.testing.EventBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever a body or a text holds, it ends as a row, and never comes back for ever. */
final class HostileValuesIT {
    @RegisterExtension
    static final OpenLedger OPEN = new OpenLedger("hostile", 1);

    @Test
    void hostileValuesEndAsRowsWithTheBytesAsReceived() throws Exception {
        List<byte[]> bodies = List.of(
                "{\"a\":\"x\\u0000y\"}".getBytes(UTF_8),
                ("{\"n\":" + "9".repeat(400) + "}").getBytes(UTF_8),
                ("[".repeat(5000) + "]".repeat(5000)).getBytes(UTF_8),
                ("{\"big\":\"" + "x".repeat((1 << 20) - 11) + "\"}").getBytes(UTF_8),
                new byte[] {'{', '"', (byte) 0xc3, '"', '}'},
                new byte[] {0, 1, 2},
                "{\"lone\":\"\\ud800\"}".getBytes(UTF_8),
                "{\"e\":1e999999}".getBytes(UTF_8),
                "{\"a\":1} trailing".getBytes(UTF_8),
                "<xml/>".getBytes(UTF_8),
                "{\"a\":1}".getBytes(UTF_16LE),
                new byte[0]);
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < bodies.size(); i++) {
            attempts.add(processed(delivery(event(key("evt_" + i), bodies.get(i)), "payments", i)));
        }

        OPEN.ledger().record(batch(attempts), LedgerContract.NONE_EXPECTED, BUDGET);

        for (int i = 0; i < bodies.size(); i++) {
            assertThat(OPEN.book()
                            .rows(
                                    "SELECT count(*) FROM webhook_event WHERE event_id = ? AND body = ? AND payload_sha256 = sha256(?)",
                                    "evt_" + i,
                                    bodies.get(i),
                                    bodies.get(i)))
                    .as("body %d", i)
                    .containsExactly("1");
        }
        assertThat(OPEN.book().rows("SELECT event_id FROM webhook_event WHERE payload IS NOT NULL ORDER BY 1"))
                .containsExactly("evt_1", "evt_3");
    }

    @Test
    void hostileTextsEndAsRows() throws Exception {
        String nul = "a\0b";
        WebhookEvent plain = event("evt\0" + "x".repeat(3000));
        WebhookEvent event = EventBuilder.like(plain)
                .provider(nul)
                .type(nul + "t".repeat(5000))
                .subject(nul + "😀".repeat(4000))
                .createdAt(Instant.MAX)
                .receivedAt(Instant.MAX)
                .contentType(nul)
                .traceparent(nul)
                .request(new dev.sluice.event.OriginalRequest(nul, "[".repeat(50_000)))
                .build();
        Attempt first =
                ended(delivery(event, "r\0", 1), new AttemptOutcome.Dead(FailureCause.DATA, failure(nul + "\ud800")));

        assertThat(record(first)).containsExactly(new Recorded.Written(first));
        assertThat(record(first).get(0)).isInstanceOf(Recorded.WrittenBefore.class);

        assertThat(OPEN.book().rows("SELECT count(*), min(provider) FROM webhook_event WHERE event_id LIKE 'evtx%'"))
                .containsExactly("1|ab");
        assertThat(OPEN.book().rows("SELECT count(*) FROM webhook_dead_letter")).containsExactly("1");
    }

    @Test
    void auditRowThatIsRefusedEndsAsADeadLetterOfTheBody() throws Exception {
        OPEN.book().run("ALTER TABLE webhook_event ADD CONSTRAINT test_no_type CHECK (type <> 'payment.succeeded')");
        try {
            Attempt attempted = processed(delivery(event("evt_1"), "payments", 1));

            List<Recorded> recorded =
                    OPEN.ledger().record(batch(attempted), (bad, refusal, permanent) -> bad.outcome(), BUDGET);

            assertThat(recorded.get(0))
                    .isInstanceOfSatisfying(
                            Recorded.Written.class,
                            written -> assertThat(written.attempt().outcome()).isInstanceOf(AttemptOutcome.Dead.class));
            assertThat(OPEN.book().deadLetters(key("evt_1"))).containsExactly("unstorable");
            assertThat(OPEN.book().effects(key("evt_1"))).isZero();
        } finally {
            OPEN.book().run("ALTER TABLE webhook_event DROP CONSTRAINT test_no_type");
        }
    }

    private static List<Recorded> record(Attempt attempted) throws LedgerUnavailableException {
        return OPEN.ledger().record(batch(attempted), LedgerContract.NONE_EXPECTED, BUDGET);
    }
}

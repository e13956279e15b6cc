package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.LedgerContract.NONE_EXPECTED;
import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.RECEIVED;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.event;
import static dev.sluice.processor.ledger.Samples.key;
import static dev.sluice.processor.ledger.Samples.processed;
import static dev.sluice.processor.ledger.Samples.received;
import static dev.sluice.processor.ledger.Samples.routed;
import static dev.sluice.processor.ledger.Samples.waited;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.OriginalRequest;
import dev.sluice.event.WebhookEvent;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.delivery.Delivery;
import dev.sluice.processor.delivery.PendingEvent;
import dev.sluice.processor.ledger.Ledger.Recorded;
import dev.sluice.record.FailureCause;
import dev.sluice.testing.EventBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an event's row holds, whichever way it got there. */
final class EventRowsIT {
    /** Everything that is not a number of its own. */
    private static final String ALL_BUT_KEY =
            "SELECT provider, type, category, status, livemode, object_id, customer_id, body, payload, payload_sha256, content_type, headers,"
                    + " request_id, http_target, traceparent, created_at, received_at, applied_at, attempts, duplicates, routes, result, last_error,"
                    + " topic, partition, \"offset\" FROM webhook_event WHERE event_id = ?";

    @RegisterExtension
    static final OpenLedger OPEN = new OpenLedger("rows", 1);

    private static WebhookEvent stripe(String id, String body) {
        return EventBuilder.like(event(id, body))
                .livemode(true)
                .requestId("req_1")
                .request(new OriginalRequest("POST https://example.com/", "{\"Accept\":[\"a\",\"b\"]}"))
                .build();
    }

    @Test
    void copyAndInsertMakeTheSameRow() throws Exception {
        String body = "{\"livemode\":true,\"data\":{\"object\":{\"customer\":\"cus_1\",\"é\":[1,2.50]}}}";
        String[] routes = {"payments", "a \"b\\\",{}"};
        OPEN.ledger()
                .record(
                        batch(
                                processed(routed(delivery(stripe("evt_copy", body), "payments", 1), routes)),
                                processed(waited(routed(delivery(stripe("evt_insert", body), "payments", 1), routes)))),
                        NONE_EXPECTED,
                        BUDGET);

        List<String> copied = OPEN.book().rows(ALL_BUT_KEY, "evt_copy");
        assertThat(copied)
                .isEqualTo(OPEN.book().rows(ALL_BUT_KEY, "evt_insert"))
                .hasSize(1);
        assertThat(
                        OPEN.book()
                                .rows(
                                        "SELECT request_id, customer_id, livemode, routes[2], applied_at = '"
                                                + RECEIVED.plusSeconds(1)
                                                + "', payload->'data'->'object'->'é'->1 FROM webhook_event WHERE event_id = 'evt_copy'"))
                .containsExactly("req_1|cus_1|t|a \"b\\\",{}|t|2.50");
        String attempts =
                "SELECT outcome, result, cause, error, exception, stacktrace, due_at, attempted_at, took_micros, publications, topic,"
                        + " partition, \"offset\", received_at FROM webhook_attempt WHERE event_id = ?";
        OPEN.ledger().record(batch(Samples.retry(delivery(event("evt_retry"), "payments", 1))), NONE_EXPECTED, BUDGET);
        assertThat(OPEN.book().rows(attempts, "evt_retry"))
                .singleElement()
                .asString()
                .startsWith(
                        "retry|null|retryable|try later|dev.sluice.handler.RetryableException|at Handler.handle|2025-06-01 10:01:00.123");
    }

    @Test
    void everyEventOfACustomerNamesTheCustomer() throws Exception {
        List<String> bodies = List.of(
                "{\"data\":{\"object\":{\"customer\":\"cus_1\"}}}",
                "{\"data\":{\"object\":{\"customer\":{\"id\":\"cus_1\"}}}}",
                "{\"data\":{\"object\":{\"customer\":null,\"customer_id\":\"cus_1\"}}}",
                "{\"payload\":{\"payment\":{\"entity\":{\"customer_id\":\"cus_1\"}}}}",
                "{\"payload\":{\"refund\":{\"entity\":{}},\"payment\":{\"entity\":{\"customer_id\":\"cus_1\"}}}}",
                "{\"data\":{\"id\":\"p\",\"object\":{\"payment\":{\"customer_id\":\"cus_1\"}}}}",
                "{\"data\":{\"id\":\"txn_1\",\"customer_id\":\"cus_1\"}}",
                "{\"id\":1,\"customer\":{\"id\":\"cus_1\"}}");
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < bodies.size(); i++) {
            attempts.add(processed(delivery(event("evt_" + i, bodies.get(i)), "payments", i)));
        }
        for (String category : List.of("customer.created", "customer.deleted", "payment.succeeded")) {
            WebhookEvent event =
                    EventBuilder.like(event(category, "{}")).subject("cus_1").build();
            Delivery like = delivery(event, "customers", 9);
            attempts.add(processed(new Delivery(
                    event,
                    event.document(),
                    category,
                    "customers",
                    "",
                    0,
                    List.of(),
                    like.origin(),
                    like.source(),
                    List.of(),
                    true)));
        }

        OPEN.ledger().record(batch(attempts), NONE_EXPECTED, BUDGET);

        assertThat(OPEN.book().rows("SELECT event_id FROM webhook_event WHERE customer_id = 'cus_1' ORDER BY 1"))
                .containsExactly(
                        "customer.created",
                        "customer.deleted",
                        "evt_0",
                        "evt_1",
                        "evt_2",
                        "evt_3",
                        "evt_4",
                        "evt_5",
                        "evt_6",
                        "evt_7");
    }

    @Test
    void jsonThatHasToBeAskedForGoesInBesideJsonThatHasNot() throws Exception {
        List<String> bodies = List.of("{\"a\":1}", "{\"a\":\"\\u0041\"}", "{\"a\":\"\\u0000\"}", "<a/>", "{\"a\":1e3}");
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < bodies.size(); i++) {
            attempts.add(processed(delivery(event("evt_" + i, bodies.get(i)), "payments", i)));
        }

        OPEN.ledger().record(batch(attempts), NONE_EXPECTED, BUDGET);

        assertThat(OPEN.book().rows("SELECT event_id, payload FROM webhook_event ORDER BY 1"))
                .containsExactly(
                        "evt_0|{\"a\": 1}", "evt_1|{\"a\": \"A\"}", "evt_2|null", "evt_3|null", "evt_4|{\"a\": 1000}");
        assertThat(OPEN.book().rows("SELECT count(*) FROM webhook_event WHERE payload IS DISTINCT FROM payload(body)"))
                .containsExactly("0");
    }

    @Test
    void jsonIsLeftOutWhereItIsNotWanted() throws Exception {
        Ledger ledger = new PostgresLedger(OPEN.pool(), new LedgerRules(Duration.ZERO, false), Clock.systemUTC());
        ledger.record(
                batch(
                        processed(delivery(event("evt_1", "{\"livemode\":true}"), "payments", 1)),
                        processed(waited(delivery(event("evt_2", "{\"livemode\":false}"), "payments", 1)))),
                NONE_EXPECTED,
                BUDGET);

        assertThat(OPEN.book()
                        .rows("SELECT payload, payload(body), livemode, headers FROM webhook_event ORDER BY event_id"))
                .containsExactly(
                        "null|{\"livemode\": true}|f|{\"User-Agent\": \"test\"}",
                        "null|{\"livemode\": false}|f|{\"User-Agent\": \"test\"}");
    }

    @Test
    void receiptsInAnyYearNeitherOverflowNorAreLost() throws Exception {
        for (Instant at : List.of(
                Instant.MIN,
                Instant.parse("1969-12-31T23:59:59.999999Z"),
                Instant.parse("9999-12-31T23:59:59.999999Z"),
                Instant.parse("+200000-01-01T00:00:00.123457Z"),
                Instant.parse("+294276-12-31T23:59:59.999999Z"),
                Instant.MAX)) {
            for (Optional<Instant> created :
                    List.of(Optional.of(at), Optional.<Instant>empty(), Optional.of(RECEIVED))) {
                WebhookEvent event = received(event("evt_" + at + created), at, created);
                Attempt first = Samples.retry(delivery(event, "payments", 1));
                Attempt again = new Attempt(
                        delivery(event, "payments", "", 1, 2),
                        new AttemptOutcome.Processed(List.of(), "x"),
                        at,
                        Duration.ofDays(400_000_000));

                assertThat(OPEN.ledger().record(batch(new PendingEvent(first.delivery())), NONE_EXPECTED, BUDGET))
                        .containsExactly(new Recorded.NoAttempt());
                assertThat(OPEN.ledger().record(batch(first), NONE_EXPECTED, BUDGET))
                        .containsExactly(new Recorded.Written(first));
                assertThat(OPEN.ledger().record(batch(first), NONE_EXPECTED, BUDGET))
                        .hasExactlyElementsOfTypes(Recorded.WrittenBefore.class);
                assertThat(OPEN.ledger().record(batch(again), NONE_EXPECTED, BUDGET))
                        .containsExactly(new Recorded.Written(again));
                assertThat(OPEN.ledger()
                                .record(batch(processed(delivery(event, "payments", 7))), NONE_EXPECTED, BUDGET))
                        .containsExactly(new Recorded.AlreadyClaimed());
                Book.Row row = OPEN.book().event(event.key()).orElseThrow();
                assertThat(row.attempts()).isEqualTo(2);
                assertThat(row.duplicates()).isEqualTo(1);
                assertThat(row.status()).isEqualTo(at.isBefore(RECEIVED) ? "retrying" : "processed");
            }
        }
    }

    /** One batch is summed up in Java, several in SQL. */
    @Test
    void whereABatchIsCutDoesNotChangeTheRow() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] routes = {"a", "b", "c"};
        for (int round = 0; round < 60; round++) {
            List<AttemptOutcome> outcomes = new ArrayList<>();
            int attempts = 1 + random.nextInt(6);
            for (int i = 0; i < attempts; i++) {
                outcomes.add(outcome(random, i));
            }
            long shuffle = random.nextLong();
            List<Attempt> whole = attempts("evt_w" + round, outcomes, routes, shuffle);
            OPEN.ledger().record(batch(whole), NONE_EXPECTED, BUDGET);
            List<Attempt> parts = attempts("evt_p" + round, outcomes, routes, shuffle);
            for (int from = 0; from < parts.size(); ) {
                int to = Math.min(parts.size(), from + 1 + random.nextInt(3));
                OPEN.ledger().record(batch(parts.subList(from, to)), NONE_EXPECTED, BUDGET);
                from = to;
            }
            String summary =
                    "SELECT status, attempts, result, last_error, applied_at FROM webhook_event WHERE event_id = ?";
            assertThat(OPEN.book().rows(summary, "evt_p" + round))
                    .as("seed %d", seed)
                    .hasSize(1)
                    .isEqualTo(OPEN.book().rows(summary, "evt_w" + round));
        }
    }

    private static AttemptOutcome outcome(Random random, int number) {
        return switch (random.nextInt(4)) {
            case 0 -> new AttemptOutcome.Processed(List.of(), "result " + number);
            case 1 -> new AttemptOutcome.Ignored("reason " + number);
            case 2 -> new AttemptOutcome.Retry(RECEIVED, FailureCause.DATA, Samples.failure("later " + number));
            default -> new AttemptOutcome.Dead(FailureCause.DATA, Samples.failure("never " + number));
        };
    }

    private static List<Attempt> attempts(String id, List<AttemptOutcome> outcomes, String[] routes, long seed) {
        Random random = new Random(seed);
        int[] made = new int[routes.length];
        List<Attempt> attempts = new ArrayList<>();
        String[] all = Arrays.copyOf(routes, 1 + random.nextInt(routes.length));
        for (AttemptOutcome outcome : outcomes) {
            int route = random.nextInt(all.length);
            Attempt attempted = Samples.ended(
                    routed(delivery(event(id), routes[route], "", made[route]++, attempts.size()), all), outcome);
            attempts.add(new Attempt(
                    attempted.delivery(), outcome, RECEIVED.plusMillis(random.nextInt(3)), attempted.took()));
        }
        return attempts;
    }

    @Test
    void largeBodyIsWrittenBesideOthers() throws Exception {
        byte[] large = ("{\"text\":\"" + "0123456789abcdef".repeat(60 << 16) + "\"}").getBytes(UTF_8);
        Attempt first = processed(delivery(event(key("evt_large"), large), "payments", 1));

        OPEN.ledger()
                .record(
                        batch(first, processed(delivery(event("evt_2"), "payments", 2))),
                        NONE_EXPECTED,
                        BUDGET.multipliedBy(4));

        assertThat(OPEN.book()
                        .rows("SELECT length(body), payload IS NOT NULL FROM webhook_event ORDER BY event_id DESC"))
                .containsExactly(large.length + "|t", "58|t");
    }
}

package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.LedgerContract.NONE_EXPECTED;
import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.ended;
import static dev.sluice.processor.ledger.Samples.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.handlers.ApplyCustomers;
import dev.sluice.processor.handlers.ApplyInvoices;
import dev.sluice.processor.handlers.ApplyPayments;
import dev.sluice.processor.handlers.ApplySubscriptions;
import dev.sluice.processor.handlers.HandlerRequests;
import dev.sluice.provider.Categories;
import dev.sluice.testing.EventBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All arrival orders of the same events end in the same rows, whole, with guards: each event in a transaction of its own, all in
 * one, or cut anywhere, with copies of some. Each order is another endpoint, so that all are compared at once.
 */
final class OrderGuardIT {
    @RegisterExtension
    static final OpenLedger OPEN = new OpenLedger("order_guard", 1);

    private static final Categories CATEGORIES = HandlerRequests.categories();
    private static final List<Handler> HANDLERS =
            List.of(new ApplyPayments(), new ApplyCustomers(), new ApplySubscriptions(), new ApplyInvoices());

    private long offset;

    /**
     * An event.
     *
     * @param id which decides last, and is to say nothing of what came first
     * @param second of the provider's time
     */
    record Told(String id, String provider, String type, int second, String body) {
        HandlerRequest at(String endpoint) {
            EventBuilder made = EventBuilder.event(endpoint, id)
                    .provider(provider)
                    .type(type)
                    .createdAt(HandlerRequests.CREATED.plusSeconds(second))
                    .receivedAt(HandlerRequests.CREATED.plusSeconds(100));
            return HandlerRequests.of(made, CATEGORIES.of(provider, type), body);
        }
    }

    /**
     * Events of one object.
     *
     * @param query the row that is expected, of those of one endpoint
     */
    record Story(String name, List<Told> events, String query, String expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Story> stories() {
        return List.of(
                new Story(
                        "three updates of a customer in one second, each naming what it replaced",
                        List.of(
                                stripe("c", "customer.created", 0, "\"email\": \"a\"", ""),
                                stripe("d", "customer.updated", 1, "\"email\": \"b\"", "\"email\": \"a\""),
                                stripe("a", "customer.updated", 1, "\"email\": \"c\"", "\"email\": \"b\""),
                                stripe("b", "customer.updated", 1, "\"email\": \"d\"", "\"email\": \"c\"")),
                        "SELECT email, profile_event_id FROM customer",
                        "d|b"),
                new Story(
                        "updates of one second that go back to what was",
                        List.of(
                                stripe("a", "customer.subscription.updated", 1, status("active"), status("trialing")),
                                stripe("d", "customer.subscription.updated", 1, status("past_due"), status("active")),
                                stripe("b", "customer.subscription.updated", 1, status("active"), status("past_due")),
                                stripe("c", "customer.subscription.created", 1, status("trialing"), "")),
                        "SELECT status, status_event_id FROM subscription",
                        "active|b"),
                new Story(
                        "three updates of one second that say nothing of what came first",
                        List.of(
                                stripe("b", "customer.updated", 1, "\"name\": \"B\"", ""),
                                stripe("c", "customer.updated", 1, "\"name\": \"C\"", ""),
                                stripe("a", "customer.updated", 1, "\"name\": \"A\"", ""),
                                stripe("d", "customer.deleted", 0, "\"name\": \"D\"", "")),
                        "SELECT name, deleted FROM customer",
                        "C|t"),
                new Story(
                        "a customer that is deleted, and a late update",
                        List.of(
                                stripe("b", "customer.created", 0, "\"name\": \"A\"", ""),
                                stripe("d", "customer.deleted", 2, "\"name\": \"A\"", ""),
                                stripe("c", "customer.updated", 1, "\"name\": \"B\"", ""),
                                stripe("e", "customer.updated", 2, "\"name\": \"C\"", "")),
                        "SELECT name, deleted, deleted_event_id FROM customer",
                        "C|t|d"),
                new Story(
                        "a subscription that ends in the second of its last updates",
                        List.of(
                                stripe("d", "customer.subscription.updated", 2, status("active"), ""),
                                stripe("a", "customer.subscription.deleted", 2, status("canceled"), ""),
                                stripe("c", "customer.subscription.updated", 2, status("past_due"), status("active"))),
                        "SELECT status, status_event_id FROM subscription",
                        "canceled|a"),
                new Story(
                        "a payment and its refund, which comes first or last",
                        List.of(
                                core("d", "payment.authorized", 0, "", "\"amount\": 1000, \"customer_id\": \"cus_1\""),
                                core("a", "payment.succeeded", 1, "", "\"amount\": 1000, \"amount_received\": 900"),
                                core("c", "payment.refunded", 2, "", "\"amount\": 300, \"refund_id\": \"re_1\""),
                                core("b", "payment.refunded", 3, "", "\"amount\": 400, \"refund_id\": \"re_2\"")),
                        "SELECT status, amount, amount_received, refunded_amount, known_from FROM payment",
                        "succeeded|1000|900|700|payment"),
                new Story(
                        "three failures of one second with a sequence",
                        List.of(
                                core(
                                        "c",
                                        "payment.failed",
                                        1,
                                        "\"sequence\": 9,",
                                        "\"amount\": 1, \"failure_code\": \"i\""),
                                core(
                                        "a",
                                        "payment.failed",
                                        1,
                                        "\"sequence\": 11,",
                                        "\"amount\": 1, \"failure_code\": \"k\""),
                                core(
                                        "b",
                                        "payment.failed",
                                        1,
                                        "\"sequence\": 10,",
                                        "\"amount\": 1, \"failure_code\": \"j\"")),
                        "SELECT failure_reason, status_sequence FROM payment",
                        "k|11"),
                new Story(
                        "a dispute whose last event says no amount",
                        List.of(
                                core(
                                        "c",
                                        "dispute.created",
                                        0,
                                        "",
                                        "\"payment_id\": \"p\", \"amount\": 5, \"reason\": \"r\""),
                                core(
                                        "b",
                                        "dispute.updated",
                                        1,
                                        "",
                                        "\"payment_id\": \"p\", \"status\": \"under_review\""),
                                core("a", "dispute.resolved", 2, "", "\"status\": \"won\"")),
                        "SELECT status, payment_id, amount, reason FROM dispute",
                        "won|p|5|r"),
                new Story(
                        "captures of a part, before and after what was asked for is known",
                        List.of(
                                adyen("c", "AUTHORISATION", 0, "P1", "", 1000),
                                adyen("b", "CAPTURE", 1, "M1", "P1", 400),
                                adyen("a", "CAPTURE", 2, "M2", "P1", 300),
                                adyen("d", "REFUND", 3, "R1", "P1", 100)),
                        "SELECT status, amount, amount_received, refunded_amount FROM payment",
                        "succeeded|1000|300|100"),
                new Story(
                        "versions of an invoice in one second",
                        List.of(
                                square(
                                        "b",
                                        "invoice.payment_made",
                                        1,
                                        "invoice",
                                        "\"version\": 3, \"subscription_id\": \"s3\""),
                                square(
                                        "a",
                                        "invoice.payment_made",
                                        1,
                                        "invoice",
                                        "\"version\": 12, \"subscription_id\": \"s12\""),
                                square(
                                        "c",
                                        "invoice.payment_made",
                                        1,
                                        "invoice",
                                        "\"version\": 4, \"subscription_id\": \"s4\""),
                                square("d", "invoice.scheduled_charge_failed", 1, "invoice", "\"version\": 2")),
                        "SELECT subscription_id, status_sequence FROM invoice",
                        "s12|12"),
                new Story(
                        "a refund that is made and fails in one second",
                        List.of(
                                square("c", "refund.created", 1, "refund", refund("PENDING", 1)),
                                square("b", "refund.updated", 1, "refund", refund("COMPLETED", 2)),
                                square("a", "refund.updated", 1, "refund", refund("FAILED", 3))),
                        "SELECT r.state, refunded_amount, refund_pending_amount FROM refund r JOIN payment p USING (endpoint)",
                        "failed|0|0"));
    }

    private static String status(String status) {
        return "\"status\": \"" + status + "\"";
    }

    private static String refund(String status, int version) {
        return "\"payment_id\": \"p\", \"status\": \"%s\", \"version\": %d, \"amount_money\": {\"amount\": 5, \"currency\": \"EUR\"}"
                .formatted(status, version);
    }

    private static Told stripe(String id, String type, int second, String fields, String replaced) {
        return new Told(
                id,
                "stripe",
                type,
                second,
                "{\"data\": {\"object\": {\"id\": \"x_1\", %s}, \"previous_attributes\": {%s}}}"
                        .formatted(fields, replaced));
    }

    private static Told core(String id, String type, int second, String beside, String fields) {
        return new Told(
                id,
                "generic",
                type,
                second,
                "{%s \"data\": {\"object\": {\"id\": \"x_1\", %s}}}".formatted(beside, fields));
    }

    private static Told square(String id, String type, int second, String kind, String fields) {
        return new Told(
                id,
                "square",
                type,
                second,
                "{\"data\": {\"object\": {\"%s\": {\"id\": \"x_1\", %s}}}}".formatted(kind, fields));
    }

    private static Told adyen(String id, String code, int second, String reference, String original, int value) {
        return new Told(id, "adyen", code + ".true", second, """
                {"NotificationRequestItem": {"amount": {"currency": "EUR", "value": %d}, "eventCode": "%s",
                 "originalReference": "%s", "pspReference": "%s"}}""".formatted(value, code, original, reference));
    }

    @ParameterizedTest
    @MethodSource("stories")
    void everyOrderEndsTheSame(Story story) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int orders = 0;
        for (List<Told> order : permutations(story.events())) {
            record("apart_" + orders, order, 1);
            record("together_" + orders, order, order.size());
            List<Told> copied = new ArrayList<>(order);
            copied.add(random.nextInt(copied.size()), order.get(random.nextInt(order.size())));
            record("copied_" + orders, copied, 1 + random.nextInt(copied.size()));
            orders++;
        }

        assertThat(OPEN.book().rows("SELECT DISTINCT * FROM (" + story.query() + ") s"))
                .as("seed %d", seed)
                .containsExactly(story.expected());
        for (String table : List.of("payment", "refund", "dispute", "customer", "subscription", "invoice")) {
            assertThat(OPEN.book()
                            .rows("SELECT count(*) FROM (SELECT DISTINCT to_jsonb(t) - 'endpoint' FROM " + table
                                    + " t) d"))
                    .as("%s by order, seed %d", table, seed)
                    .containsExactly(OPEN.book()
                            .rows("SELECT count(DISTINCT (id, mode, account)) FROM " + table)
                            .get(0));
            assertThat(OPEN.book()
                            .rows("SELECT count(DISTINCT c) FROM (SELECT count(*) c FROM " + table
                                    + " GROUP BY endpoint) n"))
                    .as("rows of %s", table)
                    .isSubsetOf("0", "1");
        }
    }

    @Test
    void correctedHandlerAppliesItsEventsAgain() throws Exception {
        Told wrong = stripe("b", "customer.updated", 1, "\"name\": \"wrong\"", "\"name\": \"A\"");
        Told right = stripe("b", "customer.updated", 1, "\"name\": \"A\"", "\"name\": \"A\"");
        Told other = stripe("c", "customer.updated", 1, "\"name\": \"A\"", "");

        record("shop", List.of(other, wrong), 1);
        assertThat(OPEN.book().rows("SELECT name, profile_event_id FROM customer"))
                .containsExactly("wrong|b");
        record("shop", List.of(right), 1);

        assertThat(OPEN.book().rows("SELECT name, profile_event_id FROM customer"))
                .containsExactly("A|b");
    }

    @Test
    void manyOfOneSecondAreDecidedAlike() throws Exception {
        List<Told> many = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            many.add(core(
                    "e" + (char) ('a' + i * 7 % 12),
                    "customer.updated",
                    1,
                    "\"sequence\": " + i + ",",
                    "\"name\": \"" + i + "\""));
        }
        Random random = new Random(7);
        for (int round = 0; round < 20; round++) {
            java.util.Collections.shuffle(many, random);
            record("shop_" + round, many, 1 + round % 5);
        }

        assertThat(
                        OPEN.book()
                                .rows(
                                        "SELECT DISTINCT name, profile_sequence, jsonb_object_length FROM customer,"
                                                + " LATERAL (SELECT count(*) AS jsonb_object_length FROM jsonb_object_keys(profile_ties)) k"))
                .containsExactly("11|11|5");
    }

    /** @param size of the transactions that the order is cut into */
    private void record(String endpoint, List<Told> order, int size) throws Exception {
        for (int from = 0; from < order.size(); from += size) {
            List<Attempt> attempts = new ArrayList<>();
            for (Told told : order.subList(from, Math.min(order.size(), from + size))) {
                attempts.add(attempt(told.at(endpoint)));
            }
            OPEN.ledger().record(batch(attempts), NONE_EXPECTED, BUDGET);
        }
    }

    /** The attempt of whichever handler makes something of the event; its claim is always new, as that of a replay is. */
    private Attempt attempt(HandlerRequest request) throws Exception {
        for (Handler handler : HANDLERS) {
            if (handler.handle(request) instanceof HandlerResult.Processed processed) {
                return ended(
                        delivery(event("evt_" + offset), handler.name(), offset++),
                        new AttemptOutcome.Processed(processed.effects(), processed.result()));
            }
        }
        throw new AssertionError(request.category() + " is nobody's");
    }

    private static <T> List<List<T>> permutations(List<T> items) {
        if (items.isEmpty()) {
            return List.of(List.of());
        }
        List<List<T>> all = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            List<T> rest = new ArrayList<>(items);
            T first = rest.remove(i);
            for (List<T> others : permutations(rest)) {
                List<T> one = new ArrayList<>(List.of(first));
                one.addAll(others);
                all.add(one);
            }
        }
        return all;
    }
}

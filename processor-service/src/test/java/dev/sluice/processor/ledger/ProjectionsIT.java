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
import dev.sluice.processor.handlers.ApplyPayments;
import dev.sluice.processor.handlers.ApplySubscriptions;
import dev.sluice.processor.handlers.HandlerRequests;
import dev.sluice.record.FailureCause;
import dev.sluice.testing.EventBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the built-in handlers answer fits the tables. */
final class ProjectionsIT {
    @RegisterExtension
    static final OpenLedger OPEN = new OpenLedger("projections", 1);

    private long offset;

    @Test
    void paymentGathersStateRefundAndDispute() throws Exception {
        applyStripe(new ApplyPayments(), "charge.refunded", "payment.refunded", """
                {"data": {"object": {"id": "ch_1", "object": "charge", "amount_refunded": 700, "currency": "usd",
                    "payment_intent": "pi_1"}}}""");
        assertThat(OPEN.book().rows("SELECT status, known_from FROM payment")).containsExactly("null|refund");
        applyStripe(new ApplyPayments(), "charge.dispute.created", "payment.disputed", """
                {"data": {"object": {"id": "dp_1", "object": "dispute", "amount": 2000, "currency": "usd",
                    "payment_intent": "pi_1", "reason": "fraudulent", "status": "needs_response"}}}""");
        assertThat(OPEN.book().rows("SELECT status, known_from FROM payment"))
                .containsExactly("null|refund and dispute");
        applyStripe(new ApplyPayments(), "payment_intent.succeeded", "payment.succeeded", """
                {"data": {"object": {"id": "pi_1", "object": "payment_intent", "amount": 2000, "amount_received": 1900,
                    "currency": "usd", "customer": "cus_1", "created": 1640995200}}}""");
        applyStripe(new ApplyPayments(), "payment_intent.processing", "payment.processing", """
                {"data": {"object": {"id": "pi_1", "object": "payment_intent", "amount": 2000, "currency": "usd"}}}""");

        assertThat(
                        OPEN.book()
                                .rows(
                                        "SELECT endpoint, id, status, amount, amount_received, currency, customer_id, refunded_amount, dispute_status, known_from,"
                                                + " created_at = '2022-01-01 00:00:00+00', updated_at = status_at FROM payment"))
                .containsExactly("shop|pi_1|succeeded|2000|1900|USD|cus_1|700|needs_response|payment|t|t");
        assertThat(OPEN.book().rows("SELECT id, status, payment_id, amount, currency FROM refund"))
                .containsExactly("ch_1|succeeded|pi_1|700|USD");
        assertThat(OPEN.book().rows("SELECT id, status, payment_id, amount, currency, reason FROM dispute"))
                .containsExactly("dp_1|needs_response|pi_1|2000|USD|fraudulent");
    }

    @Test
    void paymentKnownFromItsDisputeAloneSaysSo() throws Exception {
        applyStripe(new ApplyPayments(), "charge.dispute.created", "payment.disputed", """
                {"data": {"object": {"id": "dp_1", "object": "dispute", "amount": 2000, "currency": "usd", "charge": "ch_1",
                    "status": "needs_response"}}}""");

        assertThat(OPEN.book().rows("SELECT id, status, amount, known_from FROM payment"))
                .containsExactly("ch_1|null|null|dispute");
    }

    /** The shape of what Stripe sends of one object for two accounts, and in both of its modes. */
    @Test
    void modesAndAccountsShareNoRow() throws Exception {
        for (String account : List.of("", "acct_1", "acct_2")) {
            for (boolean live : List.of(true, false)) {
                String status = (live ? "live" : "test") + account;
                for (Object each : List.of(
                        List.of(new ApplyCustomers(), "customer.updated", "\"name\": \"" + status + "\""),
                        List.of(new ApplySubscriptions(), "subscription.updated", "\"status\": \"" + status + "\""),
                        List.of(
                                new ApplyPayments(),
                                "payment.succeeded",
                                "\"amount\": 5, \"customer\": \"" + status + "\""),
                        List.of(
                                new ApplyPayments(),
                                "payment.refunded",
                                "\"object\": \"refund\", \"amount\": 5, \"charge\": \"x_1\", \"status\": \"" + status
                                        + "\""),
                        List.of(
                                new ApplyPayments(),
                                "payment.disputed",
                                "\"amount\": 5, \"charge\": \"x_1\", \"status\": \"" + status + "\""))) {
                    List<?> parts = (List<?>) each;
                    String body = "{\"account\": \"" + account + "\", \"data\": {\"object\": {\"id\": \"x_1\", "
                            + parts.get(2) + "}}}";
                    apply(
                            (Handler) parts.get(0),
                            HandlerRequests.of(
                                    EventBuilder.event("shop", "evt_1")
                                            .provider("stripe")
                                            .type("a_stripe.type")
                                            .createdAt(HandlerRequests.CREATED)
                                            .livemode(live),
                                    (String) parts.get(1),
                                    body));
                }
            }
        }

        for (String table : List.of(
                "customer.name", "subscription.status", "payment.customer_id", "refund.status", "dispute.status")) {
            String name = table.substring(0, table.indexOf('.'));
            assertThat(OPEN.book().rows("SELECT mode || account, " + table + " FROM " + name + " ORDER BY 1"))
                    .as(name)
                    .containsExactlyInAnyOrder(
                            "live|live",
                            "liveacct_1|liveacct_1",
                            "liveacct_2|liveacct_2",
                            "test|test",
                            "testacct_1|testacct_1",
                            "testacct_2|testacct_2");
        }
        assertThat(OPEN.book().rows("SELECT DISTINCT refunded_amount, dispute_status = mode || account FROM payment"))
                .containsExactly("5|t");
    }

    @Test
    void deletedCustomerKeepsTheRow() throws Exception {
        apply(new ApplyCustomers(), "customer.deleted", "{\"data\": {\"object\": {\"id\": \"cus_1\"}}}");
        apply(new ApplyCustomers(), "customer.created", """
                {"data": {"object": {"id": "cus_1", "email": "a@example.com", "name": "N\\u0000ul"}}}""");

        assertThat(OPEN.book().rows("SELECT id, email, name, deleted, deleted_at = updated_at FROM customer"))
                .containsExactly("cus_1|a@example.com|Nul|t|t");
    }

    @Test
    void subscriptionIsKept() throws Exception {
        applyStripe(new ApplySubscriptions(), "customer.subscription.deleted", "subscription.cancelled", """
                {"data": {"object": {"id": "sub_1", "customer": "cus_1", "plan": {"id": "gold"},
                    "canceled_at": 1640995200}}}""");

        assertThat(
                        OPEN.book()
                                .rows(
                                        "SELECT id, status, customer_id, plan, cancelled_at = '2022-01-01 00:00:00+00' FROM subscription"))
                .containsExactly("sub_1|cancelled|cus_1|gold|t");
    }

    @Test
    void amountBeyondAllBoundsIsTheEventsOwnFault() throws Exception {
        HandlerResult.Processed outcome = (HandlerResult.Processed) new ApplyPayments()
                .handle(HandlerRequests.of(
                        "payment.succeeded", "{\"data\": {\"object\": {\"id\": \"txn_1\", \"amount\": 1e200000}}}"));
        AttemptOutcome dead = new AttemptOutcome.Dead(FailureCause.DATA, Samples.failure("too large"));

        Attempt bad = ended(
                delivery(event("evt_1"), "payments", 1),
                new AttemptOutcome.Processed(outcome.effects(), outcome.result()));

        assertThat(OPEN.ledger()
                        .record(
                                batch(bad),
                                (attempted, refusal, permanent) -> permanent ? dead : attempted.outcome(),
                                BUDGET))
                .containsExactly(new Ledger.Recorded.Written(Samples.withOutcome(bad, dead)));
    }

    private void apply(Handler handler, String category, String body) throws Exception {
        apply(handler, HandlerRequests.of(category, body));
    }

    private void applyStripe(Handler handler, String type, String category, String body) throws Exception {
        apply(handler, HandlerRequests.of("stripe", type, category, body));
    }

    private void apply(Handler handler, HandlerRequest request) throws Exception {
        HandlerResult.Processed outcome = (HandlerResult.Processed) handler.handle(request);
        OPEN.ledger()
                .record(
                        batch(ended(
                                delivery(event("evt_" + offset), handler.name(), offset++),
                                new AttemptOutcome.Processed(outcome.effects(), outcome.result()))),
                        NONE_EXPECTED,
                        BUDGET);
    }
}

package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.LedgerContract.NONE_EXPECTED;
import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.ended;
import static dev.sluice.processor.ledger.Samples.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerResult;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.handlers.ApplyCustomers;
import dev.sluice.processor.handlers.ApplyPayments;
import dev.sluice.processor.handlers.ApplySubscriptions;
import dev.sluice.processor.handlers.HandlerRequests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the built-in handlers answer fits the tables. */
final class ProjectionsIT {
    @RegisterExtension
    static final OpenLedger OPEN = new OpenLedger("projections", 1);

    private long offset;

    @Test
    void paymentGathersStateRefundAndDispute() throws Exception {
        apply(new ApplyPayments(), "payment.refunded", """
                {"data": {"object": {"id": "ch_1", "object": "charge", "amount_refunded": 700, "currency": "usd",
                    "payment_intent": "pi_1"}}}""");
        apply(new ApplyPayments(), "payment.disputed", """
                {"data": {"object": {"id": "dp_1", "object": "dispute", "amount": 2000, "currency": "usd",
                    "payment_intent": "pi_1", "reason": "fraudulent", "status": "needs_response"}}}""");
        apply(new ApplyPayments(), "payment.succeeded", """
                {"data": {"object": {"id": "pi_1", "object": "payment_intent", "amount": 2000, "currency": "usd",
                    "customer": "cus_1"}}}""");
        apply(new ApplyPayments(), "payment.processing", """
                {"data": {"object": {"id": "pi_1", "object": "payment_intent", "amount": 2000, "currency": "usd"}}}""");

        assertThat(OPEN.book()
                        .rows(
                                "SELECT endpoint, id, status, amount, currency, customer_id, refunded_amount, dispute_status"
                                        + " FROM payment"))
                .containsExactly("shop|pi_1|succeeded|2000|USD|cus_1|700|needs_response");
        assertThat(OPEN.book().rows("SELECT id, status, payment_id, amount, currency FROM refund"))
                .containsExactly("ch_1|succeeded|pi_1|700|USD");
        assertThat(OPEN.book().rows("SELECT id, status, payment_id, amount, currency, reason FROM dispute"))
                .containsExactly("dp_1|needs_response|pi_1|2000|USD|fraudulent");
    }

    @Test
    void deletedCustomerKeepsTheRow() throws Exception {
        apply(new ApplyCustomers(), "customer.deleted", "{\"data\": {\"object\": {\"id\": \"cus_1\"}}}");
        apply(new ApplyCustomers(), "customer.created", """
                {"data": {"object": {"id": "cus_1", "email": "a@example.com", "name": "N\\u0000ul"}}}""");

        assertThat(OPEN.book().rows("SELECT id, email, name, deleted, deleted_at = profile_at FROM customer"))
                .containsExactly("cus_1|a@example.com|Nul|t|t");
    }

    @Test
    void subscriptionIsKept() throws Exception {
        apply(new ApplySubscriptions(), "subscription.cancelled", """
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
                        "x",
                        "payment.succeeded",
                        "{\"data\": {\"object\": {\"id\": \"txn_1\", \"amount\": 1e200000}}}"));
        AttemptOutcome dead = new AttemptOutcome.Dead("data", Samples.failure("too large"));

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
        HandlerResult.Processed outcome =
                (HandlerResult.Processed) handler.handle(HandlerRequests.of(category, category, body));
        OPEN.ledger()
                .record(
                        batch(ended(
                                delivery(event("evt_" + offset), handler.name(), offset++),
                                new AttemptOutcome.Processed(outcome.effects(), outcome.result()))),
                        NONE_EXPECTED,
                        BUDGET);
    }
}

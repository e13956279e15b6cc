package dev.sluice.processor.handlers;

import static dev.sluice.processor.handlers.HandlerRequests.made;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.handler.Effect;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.Projection;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Square's objects as com.squareup.square.types has them. */
final class SquarePayloadsTest {
    @ParameterizedTest
    @CsvSource({
        "PENDING, 10, processing, null",
        "APPROVED, 20, authorized, null",
        "FAILED, 30, failed, null",
        "CANCELED, 40, cancelled, null",
        "COMPLETED, 50, succeeded, 1200"
    })
    void paymentSaysItsState(String status, int rank, String state, String received) throws Exception {
        for (String type : List.of("payment.created", "payment.updated")) {
            assertThat(writes(new ApplyPayments(), type, "payment", """
                    {"id": "hYy9pRFVxpDsO1FB05SunFWUe9JZY", "status": "%s", "amount_money": {"amount": 1000, "currency": "USD"},
                     "tip_money": {"amount": 200, "currency": "USD"}, "total_money": {"amount": 1200, "currency": "USD"},
                     "customer_id": "CUS1", "created_at": "2022-01-01T00:00:00.000Z"}""".formatted(status)))
                    .containsExactly(
                            "payment.status hYy9pRFVxpDsO1FB05SunFWUe9JZY %d [%s, %s, null]"
                                    .formatted(rank, state, received),
                            "payment.detail hYy9pRFVxpDsO1FB05SunFWUe9JZY %d [1200, USD, CUS1, 2022-01-01T00:00:00Z]"
                                    .formatted(rank));
        }
    }

    @Test
    void paymentThatFailedSaysWhy() throws Exception {
        assertThat(writes(new ApplyPayments(), "payment.updated", "payment", """
                {"id": "p1", "status": "FAILED", "amount_money": {"amount": 1000, "currency": "JPY"},
                 "card_details": {"errors": [{"category": "PAYMENT_METHOD_ERROR", "code": "CVV_FAILURE"}]}}"""))
                .containsExactly(
                        "payment.status p1 30 [failed, null, CVV_FAILURE]",
                        "payment.detail p1 30 [1000, JPY, null, null]");
    }

    @Test
    void statusThatIsNotKnownIsIgnored() throws Exception {
        assertThat(handle(new ApplyPayments(), "payment.updated", "payment", "{\"id\": \"p1\", \"status\": \"NEW\"}"))
                .isEqualTo(
                        new HandlerResult.Ignored("this payment.updated says nothing of a payment that can be kept"));
    }

    @ParameterizedTest
    @CsvSource({
        "refund.created, PENDING, pending, 10",
        "refund.updated, COMPLETED, succeeded, 20",
        "refund.updated, REJECTED, failed, 30",
        "refund.updated, FAILED, failed, 30"
    })
    void refundHasAState(String type, String status, String state, int rank) throws Exception {
        assertThat(writes(new ApplyPayments(), type, "refund", """
                {"id": "r1", "payment_id": "p1", "status": "%s", "amount_money": {"amount": 400, "currency": "USD"},
                 "created_at": "2022-01-01T00:00:00Z"}""".formatted(status)))
                .containsExactly(
                        "payment.refund p1 " + rank + " []",
                        "refund.status r1 %d [%s, %s, p1, 400, USD, 2022-01-01T00:00:00Z]"
                                .formatted(rank, status, state));
    }

    @ParameterizedTest
    @CsvSource({
        "dispute.created, INQUIRY_EVIDENCE_REQUIRED, 10",
        "dispute.state.updated, PROCESSING, 20",
        "dispute.state.changed, WON, 30",
        "dispute.state.updated, LOST, 30",
        "dispute.state.updated, ACCEPTED, 30",
        "dispute.state.updated, INQUIRY_CLOSED, 30"
    })
    void disputeFollowsItsState(String type, String state, int rank) throws Exception {
        assertThat(writes(new ApplyPayments(), type, "dispute", """
                {"id": "d1", "state": "%s", "reason": "NOT_AS_DESCRIBED", "amount_money": {"amount": 400, "currency": "USD"},
                 "disputed_payment": {"payment_id": "p1"}, "created_at": "2022-01-01T00:00:00Z"}""".formatted(state)))
                .containsExactly(
                        "payment.dispute p1 %d [%s]".formatted(rank, state),
                        "dispute.status d1 %d [%s]".formatted(rank, state),
                        "dispute.detail d1 %d [p1, 400, USD, NOT_AS_DESCRIBED, 2022-01-01T00:00:00Z]".formatted(rank));
    }

    @Test
    void customerIsKept() throws Exception {
        assertThat(writes(new ApplyCustomers(), "customer.updated", "customer", """
                {"id": "c1", "email_address": "a@example.com", "given_name": "Ada", "family_name": "Byron",
                 "created_at": "2022-01-01T00:00:00Z", "version": 3}"""))
                .containsExactly("customer.profile c1 20 [a@example.com, Ada Byron, 2022-01-01T00:00:00Z]");
        assertThat(HandlerRequests.writes(new ApplyCustomers()
                        .handle(made("square", "customer.deleted", "{\"data\": {\"id\": \"c1\", \"deleted\": true}}"))))
                .containsExactly("customer.deleted c1 30 [true]");
    }

    @ParameterizedTest
    @CsvSource({
        "subscription.created, ACTIVE, 10",
        "subscription.updated, PAUSED, 20",
        "subscription.updated, CANCELED, 30",
        "subscription.updated, DEACTIVATED, 30"
    })
    void subscriptionIsKept(String type, String status, int rank) throws Exception {
        assertThat(writes(new ApplySubscriptions(), type, "subscription", """
                {"id": "s1", "status": "%s", "customer_id": "c1", "plan_variation_id": "plan_1",
                 "canceled_date": "2022-02-01", "created_at": "2022-01-01T00:00:00Z"}""".formatted(status)))
                .containsExactly(
                        "subscription.status s1 %d [%s, c1, plan_1, 2022-02-01T00:00:00Z, 2022-01-01T00:00:00Z]"
                                .formatted(rank, status));
    }

    @Test
    void invoiceIsTheSumOfWhatItAsksFor() throws Exception {
        String invoice = """
                {"id": "i1", "status": "%s", "primary_recipient": {"customer_id": "c1"}, "subscription_id": "s1",
                 "created_at": "2022-01-01T00:00:00Z", "payment_requests": [
                    {"computed_amount_money": {"amount": 400, "currency": "USD"},
                     "total_completed_amount_money": {"amount": 400, "currency": "USD"}},
                    {"computed_amount_money": {"amount": 600, "currency": "USD"},
                     "total_completed_amount_money": {"amount": 0, "currency": "USD"}}]}""";

        assertThat(writes(new ApplyInvoices(), "invoice.payment_made", "invoice", invoice.formatted("PARTIALLY_PAID")))
                .containsExactly("invoice.status i1 15 [partially_paid, c1, s1, 1000, 400, USD, 2022-01-01T00:00:00Z]");
        assertThat(writes(
                        new ApplyInvoices(), "invoice.scheduled_charge_failed", "invoice", invoice.formatted("FAILED")))
                .containsExactly("invoice.status i1 10 [failed, c1, s1, 1000, 400, USD, 2022-01-01T00:00:00Z]");
    }

    @Test
    void versionOrdersAndMerchantIsOfTheKey() throws Exception {
        HandlerResult.Processed result = (HandlerResult.Processed)
                handle(new ApplyCustomers(), "customer.updated", "customer", "{\"id\": \"c1\", \"version\": 7}");
        Projection.Write write = ((Effect.Project) result.effects().get(0)).write();

        assertThat(write.tie().sequence()).isEqualTo(OptionalLong.of(7));
        assertThat(write.scope()).isEqualTo(new Projection.Scope("unknown", "MERCHANT"));
    }

    private static List<String> writes(Handler handler, String type, String kind, String object) throws Exception {
        return HandlerRequests.writes(handle(handler, type, kind, object));
    }

    private static HandlerResult handle(Handler handler, String type, String kind, String object) throws Exception {
        return handler.handle(made(
                "square",
                type,
                "{\"merchant_id\": \"MERCHANT\", \"data\": {\"object\": {\"%s\": %s}}}".formatted(kind, object)));
    }
}

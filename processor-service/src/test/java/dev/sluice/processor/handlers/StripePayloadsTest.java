package dev.sluice.processor.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import dev.sluice.provider.Categories;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stripe's objects as https://docs.stripe.com/api describes them. */
final class StripePayloadsTest {
    private static final Categories CATEGORIES = HandlerRequests.categories();

    @Test
    void paymentIntentThatFailedSaysWhy() throws Exception {
        assertThat(writes("payment_intent.payment_failed", """
                {"id": "pi_1", "object": "payment_intent", "amount": 2000, "amount_received": 0, "currency": "eur",
                 "created": 1640995200, "customer": {"id": "cus_1", "object": "customer"},
                 "last_payment_error": {"code": "card_declined", "decline_code": "insufficient_funds"}}"""))
                .containsExactly(
                        "payment.status pi_1 30 [failed, 0, insufficient_funds]",
                        "payment.detail pi_1 30 [2000, EUR, cus_1, 2022-01-01T00:00:00Z]");
    }

    @Test
    void partOfWhatWasAskedForIsReceived() throws Exception {
        assertThat(writes("payment_intent.succeeded", """
                {"id": "pi_1", "object": "payment_intent", "amount": 2000, "amount_received": 1500, "currency": "eur"}"""))
                .containsExactly(
                        "payment.status pi_1 50 [succeeded, 1500, null]",
                        "payment.detail pi_1 50 [2000, EUR, null, null]");
    }

    @Test
    void amountOfACurrencyThatStripeCountsOtherwiseIsConverted() throws Exception {
        assertThat(writes("payment_intent.succeeded", """
                {"id": "pi_1", "object": "payment_intent", "amount": 150000, "amount_received": 150000, "currency": "isk"}"""))
                .containsExactly(
                        "payment.status pi_1 50 [succeeded, 1500, null]",
                        "payment.detail pi_1 50 [1500, ISK, null, null]");
        assertThat(writes("refund.created", """
                {"id": "re_1", "object": "refund", "amount": 1500, "currency": "mga", "payment_intent": "pi_1", "status": "succeeded"}"""))
                .contains("refund.status re_1 20 [succeeded, succeeded, pi_1, 150000, MGA, null]");
    }

    @Test
    void paymentThatWaitsForItsCaptureIsAuthorized() throws Exception {
        assertThat(writes("payment_intent.amount_capturable_updated", """
                {"id": "pi_1", "object": "payment_intent", "amount": 2000, "amount_received": 0, "currency": "eur"}"""))
                .startsWith("payment.status pi_1 20 [authorized, 0, null]");
    }

    @Test
    void chargeReportsWhatItsPaymentIntentIsRefundedInAll() throws Exception {
        assertThat(writes("charge.refunded", """
                {"id": "ch_1", "object": "charge", "amount": 2000, "amount_refunded": 700, "currency": "usd",
                 "payment_intent": "pi_1",
                 "refunds": {"data": [{"id": "re_2", "amount": 300, "status": "succeeded", "currency": "usd"},
                                      {"id": "re_1", "amount": 400, "status": "pending"}]}}"""))
                .containsExactly(
                        "payment.refund_reported pi_1 700 [700, ch_1, USD]",
                        "payment.refund pi_1 20 []",
                        "refund.status re_2 20 [succeeded, succeeded, pi_1, 300, USD, null]",
                        "payment.refund pi_1 10 []",
                        "refund.status re_1 10 [pending, pending, pi_1, 400, USD, null]");
        assertThat(writes("charge.refunded", """
                {"id": "ch_1", "object": "charge", "amount_refunded": 700, "currency": "usd", "payment_intent": null}""")).containsExactly("payment.refund_reported ch_1 700 [700, ch_1, USD]");
    }

    @ParameterizedTest
    @CsvSource({
        "refund.created, pending, pending, 10",
        "refund.created, requires_action, pending, 10",
        "refund.updated, succeeded, succeeded, 20",
        "charge.refund.updated, canceled, cancelled, 30",
        "charge.refund.updated, failed, failed, 30",
        "refund.failed, failed, failed, 30"
    })
    void refundHasAState(String type, String status, String state, int rank) throws Exception {
        assertThat(writes(type, """
                {"id": "re_1", "object": "refund", "amount": 300, "currency": "usd", "charge": "ch_1", "payment_intent": "pi_1",
                 "created": 1640995200, "status": "%s"}""".formatted(status)))
                .containsExactly(
                        "payment.refund pi_1 " + rank + " []",
                        "refund.status re_1 %d [%s, %s, pi_1, 300, USD, 2022-01-01T00:00:00Z]"
                                .formatted(rank, status, state));
    }

    /** A core sender at a Stripe endpoint has types of the same name. */
    @Test
    void refundIsToldByTheTypeAlone() throws Exception {
        assertThat(writes("refund.failed", "{\"id\": \"ref_1\", \"payment_id\": \"txn_1\", \"amount\": 300}"))
                .containsExactly(
                        "payment.refund txn_1 30 []",
                        "refund.status ref_1 30 [failed, failed, txn_1, 300, null, null]");
    }

    @Test
    void chargeThatWasUpdatedMayReportRefundsTakenBack() throws Exception {
        String charge =
                "{\"id\": \"ch_1\", \"object\": \"charge\", \"amount_refunded\": 0, \"payment_intent\": \"pi_1\"}";

        assertThat(HandlerRequests.writes(handle("charge.updated", charge, "{\"amount_refunded\": 300}")))
                .containsExactly("payment.refund_reported pi_1 0 [0, ch_1, null]");
        assertThat(handle("charge.updated", charge, "{\"description\": \"new\"}"))
                .isEqualTo(new HandlerResult.Ignored("this charge.updated says nothing of a payment that can be kept"));
    }

    @ParameterizedTest
    @CsvSource({
        "charge.dispute.created, needs_response, 10",
        "charge.dispute.updated, under_review, 20",
        "charge.dispute.funds_withdrawn, needs_response, 10",
        "charge.dispute.funds_reinstated, won, 30",
        "charge.dispute.closed, lost, 30"
    })
    void disputeFollowsItsStatus(String type, String status, int rank) throws Exception {
        assertThat(writes(type, """
                {"id": "dp_1", "object": "dispute", "amount": 2000, "currency": "usd", "charge": "ch_1", "payment_intent": "pi_1",
                 "reason": "fraudulent", "created": 1640995200, "status": "%s"}""".formatted(status)))
                .containsExactly(
                        "payment.dispute pi_1 %d [%s]".formatted(rank, status),
                        "dispute.status dp_1 %d [%s]".formatted(rank, status),
                        "dispute.detail dp_1 %d [pi_1, 2000, USD, fraudulent, 2022-01-01T00:00:00Z]".formatted(rank));
    }

    private static List<String> writes(String type, String object) throws PermanentException {
        return HandlerRequests.writes(handle(type, object, "null"));
    }

    private static HandlerResult handle(String type, String object, String previous) throws PermanentException {
        String body = "{\"data\": {\"object\": " + object + ", \"previous_attributes\": " + previous + "}}";
        return new ApplyPayments().handle(HandlerRequests.of("stripe", type, CATEGORIES.of("stripe", type), body));
    }
}

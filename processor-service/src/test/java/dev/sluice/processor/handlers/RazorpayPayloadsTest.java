package dev.sluice.processor.handlers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import dev.sluice.provider.Categories;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Razorpay's entities as https://razorpay.com/docs/webhooks/payloads/ shows them. */
final class RazorpayPayloadsTest {
    private static final Categories CATEGORIES = HandlerRequests.categories();
    private static final String PAYMENT = """
            {"id": "pay_1", "amount": 50000, "currency": "INR", "customer_id": "cust_1", "amount_refunded": 20000,
             "error_code": null, "created_at": 1640995200}""";

    @Test
    void paymentIsReceivedWhenItIsCaptured() throws Exception {
        assertThat(writes("payment.authorized", "\"payment\": {\"entity\": " + PAYMENT + "}"))
                .containsExactly(
                        "payment.status pay_1 20 [authorized, null, null]",
                        "payment.detail pay_1 20 [50000, INR, cust_1, 2022-01-01T00:00:00Z]");
        assertThat(writes("payment.captured", "\"payment\": {\"entity\": " + PAYMENT + "}"))
                .containsExactly(
                        "payment.status pay_1 50 [succeeded, 50000, null]",
                        "payment.detail pay_1 50 [50000, INR, cust_1, 2022-01-01T00:00:00Z]");
    }

    /** The payment tells of itself too; an order and a payment link are no payments. */
    @ParameterizedTest
    @CsvSource({"order.paid, order", "payment_link.paid, payment_link"})
    void orderThatIsPaidNamesThePaymentThatPaidIt(String type, String kind) throws Exception {
        String order =
                "\"%s\": {\"entity\": {\"id\": \"order_1\", \"amount\": 50000, \"amount_paid\": 50000, \"currency\": \"INR\"}}"
                        .formatted(kind);

        assertThat(writes(type, order + ", \"payment\": {\"entity\": " + PAYMENT + "}"))
                .isEqualTo(writes("payment.captured", "\"payment\": {\"entity\": " + PAYMENT + "}"));
        assertThat(new ApplyPayments().handle(HandlerRequests.made("razorpay", type, "{\"payload\": {" + order + "}}")))
                .isEqualTo(new HandlerResult.Ignored("this " + type + " says nothing of a payment that can be kept"));
    }

    @ParameterizedTest
    @CsvSource({
        "refund.created, pending, pending, 10",
        "refund.processed, processed, succeeded, 20",
        "refund.speed_changed, processed, succeeded, 20",
        "refund.failed, failed, failed, 30"
    })
    void refundHasAState(String type, String status, String state, int rank) throws Exception {
        assertThat(writes(
                        type,
                        "\"payment\": {\"entity\": " + PAYMENT + "}, \"refund\": {\"entity\":"
                                + " {\"id\": \"rfnd_1\", \"amount\": 20000, \"currency\": \"INR\", \"payment_id\": \"pay_1\","
                                + " \"status\": \"" + status + "\"}}"))
                .containsExactly(
                        "payment.refund pay_1 " + rank + " []",
                        "refund.status rfnd_1 %d [%s, %s, pay_1, 20000, INR, null]".formatted(rank, status, state));
    }

    @ParameterizedTest
    @CsvSource({
        "payment.dispute.created, open, 10",
        "payment.dispute.under_review, under_review, 20",
        "payment.dispute.action_required, open, 10",
        "payment.dispute.lost, lost, 30",
        "payment.dispute.won, won, 30",
        "payment.dispute.closed, closed, 30"
    })
    void disputeFollowsItsStatus(String type, String status, int rank) throws Exception {
        assertThat(writes(type, """
                "dispute": {"entity": {"id": "disp_1", "payment_id": "pay_1", "amount": 50000, "currency": "INR",
                                       "reason_code": "chargeback", "status": "%s"}}""".formatted(status)))
                .containsExactly(
                        "payment.dispute pay_1 %d [%s]".formatted(rank, status),
                        "dispute.status disp_1 %d [%s]".formatted(rank, status),
                        "dispute.detail disp_1 %d [pay_1, 50000, INR, chargeback, null]".formatted(rank));
    }

    @Test
    void missingEntityIsNamed() {
        assertThatExceptionOfType(PermanentException.class)
                .isThrownBy(() -> writes("refund.processed", ""))
                .withMessage("payload.refund.entity.payment_id is missing");
    }

    private static List<String> writes(String type, String entities) throws PermanentException {
        return HandlerRequests.writes(new ApplyPayments()
                .handle(HandlerRequests.of(
                        "razorpay", type, CATEGORIES.of("razorpay", type), "{\"payload\": {" + entities + "}}")));
    }
}

package dev.sluice.processor.handlers;

import static dev.sluice.processor.handlers.HandlerRequests.made;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paddle's entities as the notification types of @paddle/paddle-node-sdk have them. */
final class PaddlePayloadsTest {
    @ParameterizedTest
    @CsvSource({
        "transaction.completed, 50, succeeded, 4990, null",
        "transaction.payment_failed, 30, failed, null, declined",
        "transaction.canceled, 40, cancelled, null, null"
    })
    void amountIsATextInTheMinorUnit(String type, int rank, String state, String received, String reason)
            throws Exception {
        assertThat(writes(new ApplyPayments(), type, """
                {"id": "txn_1", "customer_id": "ctm_1", "currency_code": "EUR", "created_at": "2022-01-01T00:00:00Z",
                 "details": {"totals": {"total": "5000", "credit": "10", "grand_total": "4990", "currency_code": "EUR"}},
                 "payments": [{"amount": "4990", "status": "error", "error_code": "declined"}]}"""))
                .containsExactly(
                        "payment.status txn_1 %d [%s, %s, %s]".formatted(rank, state, received, reason),
                        "payment.detail txn_1 %d [4990, EUR, ctm_1, 2022-01-01T00:00:00Z]".formatted(rank));
    }

    @ParameterizedTest
    @CsvSource({
        "adjustment.created, pending_approval, pending, 10",
        "adjustment.updated, approved, succeeded, 20",
        "adjustment.updated, rejected, failed, 30",
        "adjustment.updated, reversed, failed, 30"
    })
    void adjustmentIsARefund(String type, String status, String state, int rank) throws Exception {
        assertThat(writes(new ApplyPayments(), type, adjustment("refund", status)))
                .containsExactly(
                        "payment.refund txn_1 " + rank + " []",
                        "refund.status adj_1 %d [%s, %s, txn_1, 1000, JPY, 2022-01-01T00:00:00Z]"
                                .formatted(rank, status, state));
    }

    @ParameterizedTest
    @CsvSource({
        "chargeback, approved, chargeback, 10",
        "chargeback_warning, approved, chargeback_warning, 10",
        "chargeback_reverse, approved, chargeback_reverse, 30",
        "chargeback, reversed, reversed, 30"
    })
    void adjustmentIsADispute(String action, String status, String kept, int rank) throws Exception {
        assertThat(writes(new ApplyPayments(), "adjustment.updated", adjustment(action, status)))
                .containsExactly(
                        "payment.dispute txn_1 %d [%s]".formatted(rank, kept),
                        "dispute.status adj_1 %d [%s]".formatted(rank, kept),
                        "dispute.detail adj_1 %d [txn_1, 1000, JPY, error, 2022-01-01T00:00:00Z]".formatted(rank));
    }

    @Test
    void creditGivesNothingBack() throws Exception {
        assertThat(handle(new ApplyPayments(), "adjustment.created", adjustment("credit", "approved")))
                .isEqualTo(new HandlerResult.Ignored(
                        "this adjustment.created says nothing of a payment that can be kept"));
    }

    private static String adjustment(String action, String status) {
        return """
                {"id": "adj_1", "action": "%s", "status": "%s", "transaction_id": "txn_1", "currency_code": "JPY",
                 "reason": "error", "totals": {"subtotal": "900", "tax": "100", "total": "1000"},
                 "created_at": "2022-01-01T00:00:00Z"}""".formatted(action, status);
    }

    @Test
    void customerIsKept() throws Exception {
        assertThat(writes(new ApplyCustomers(), "customer.created", """
                {"id": "ctm_1", "name": "Ada", "email": "a@example.com", "created_at": "2022-01-01T00:00:00Z"}"""))
                .containsExactly("customer.profile ctm_1 10 [a@example.com, Ada, 2022-01-01T00:00:00Z]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "subscription.created | active | 10 | \"canceled_at\": null | null",
                "subscription.past_due | past_due | 20 | \"canceled_at\": null | null",
                "subscription.updated | active | 20 | \"scheduled_change\": {\"action\": \"cancel\", \"effective_at\": \"2022-03-01T00:00:00Z\"} | 2022-03-01T00:00:00Z",
                "subscription.updated | active | 20 | \"scheduled_change\": {\"action\": \"pause\", \"effective_at\": \"2022-03-01T00:00:00Z\"} | null",
                "subscription.canceled | canceled | 30 | \"canceled_at\": \"2022-02-01T00:00:00Z\" | 2022-02-01T00:00:00Z"
            })
    void subscriptionIsKept(String type, String status, int rank, String fields, String end) throws Exception {
        assertThat(writes(new ApplySubscriptions(), type, """
                {"id": "sub_1", "status": "%s", "customer_id": "ctm_1", "created_at": "2022-01-01T00:00:00Z", %s,
                 "items": [{"recurring": false, "price": {"id": "pri_setup"}}, {"recurring": true, "price": {"id": "pri_1"}}]}""".formatted(status, fields)))
                .containsExactly("subscription.status sub_1 %d [%s, ctm_1, pri_1, %s, 2022-01-01T00:00:00Z]"
                        .formatted(rank, status, end));
    }

    @Test
    void amountThatIsNoNumberIsNamed() {
        assertThatExceptionOfType(PermanentException.class)
                .isThrownBy(() -> handle(
                        new ApplyPayments(),
                        "transaction.completed",
                        "{\"id\": \"txn_1\", \"details\": {\"totals\": {\"total\": \"much\"}}}"))
                .withMessage("data.details.totals.total is not a decimal number");
    }

    private static List<String> writes(Handler handler, String type, String data) throws Exception {
        return HandlerRequests.writes(handle(handler, type, data));
    }

    private static HandlerResult handle(Handler handler, String type, String data) throws Exception {
        return handler.handle(made("paddle", type, "{\"data\": " + data + "}"));
    }
}

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

/** PayPal's resources as https://developer.paypal.com/api/rest/webhooks/event-names/ and its API reference have them. */
final class PayPalPayloadsTest {
    @ParameterizedTest
    @CsvSource({
        "PAYMENT.AUTHORIZATION.CREATED, 20, authorized, null",
        "PAYMENT.AUTHORIZATION.VOIDED, 40, cancelled, null",
        "PAYMENT.CAPTURE.PENDING, 10, processing, null",
        "PAYMENT.CAPTURE.COMPLETED, 50, succeeded, 4990"
    })
    void amountIsADecimal(String type, int rank, String state, String received) throws Exception {
        assertThat(payments(type, """
                {"id": "2GG279541U471931P", "status": "COMPLETED", "amount": {"currency_code": "EUR", "value": "49.90"},
                 "create_time": "2022-01-01T00:00:00Z", "supplementary_data": {"related_ids": {"order_id": "8UE"}}}"""))
                .containsExactly(
                        "payment.status 2GG279541U471931P %d [%s, %s, null]".formatted(rank, state, received),
                        "payment.detail 2GG279541U471931P %d [4990, EUR, null, 2022-01-01T00:00:00Z]".formatted(rank));
    }

    @Test
    void captureThatIsDeclinedSaysWhy() throws Exception {
        assertThat(payments("PAYMENT.CAPTURE.DENIED", """
                {"id": "2GG", "status": "DECLINED", "status_details": {"reason": "BUYER_COMPLAINT"},
                 "amount": {"currency_code": "JPY", "value": "500"}}"""))
                .containsExactly(
                        "payment.status 2GG 30 [failed, null, BUYER_COMPLAINT]",
                        "payment.detail 2GG 30 [500, JPY, null, null]");
    }

    @Test
    void saleIsOfTheFirstVersion() throws Exception {
        assertThat(payments("PAYMENT.SALE.COMPLETED", """
                {"id": "80021663DE681814L", "state": "completed", "parent_payment": "PAY-1",
                 "amount": {"total": "0.48", "currency": "USD", "details": {"subtotal": "0.48"}}}"""))
                .containsExactly(
                        "payment.status 80021663DE681814L 50 [succeeded, 48, null]",
                        "payment.detail 80021663DE681814L 50 [48, USD, null, null]");
    }

    @Test
    void orderIsKeptByThePaymentsInIt() throws Exception {
        assertThat(payments("CHECKOUT.ORDER.COMPLETED", """
                {"id": "5O190127TN364715T", "intent": "CAPTURE", "status": "COMPLETED", "purchase_units": [{"payments": {
                    "captures": [{"id": "3C679366HH908993F", "status": "COMPLETED",
                                  "amount": {"currency_code": "USD", "value": "100.00"}},
                                 {"id": "3C7", "status": "PENDING", "amount": {"currency_code": "USD", "value": "5.00"}}],
                    "authorizations": [{"id": "0AW", "status": "VOIDED", "amount": {"currency_code": "USD", "value": "1"}}]}}]}"""))
                .containsExactly(
                        "payment.status 3C679366HH908993F 50 [succeeded, 10000, null]",
                        "payment.detail 3C679366HH908993F 50 [10000, USD, null, null]",
                        "payment.status 3C7 10 [processing, null, null]",
                        "payment.detail 3C7 10 [500, USD, null, null]",
                        "payment.status 0AW 40 [cancelled, null, null]",
                        "payment.detail 0AW 40 [100, USD, null, null]");
        assertThat(handle(new ApplyPayments(), "CHECKOUT.ORDER.APPROVED", """
                {"id": "5O1", "status": "APPROVED", "purchase_units": [{"amount": {"currency_code": "USD", "value": "1"}}]}"""))
                .isEqualTo(new HandlerResult.Ignored(
                        "this CHECKOUT.ORDER.APPROVED says nothing of a payment that can be kept"));
    }

    @ParameterizedTest
    @CsvSource({
        "PAYMENT.CAPTURE.REFUNDED, COMPLETED, succeeded, 20",
        "PAYMENT.CAPTURE.REFUNDED, PENDING, pending, 10",
        "PAYMENT.CAPTURE.REFUNDED, FAILED, failed, 30",
        "PAYMENT.CAPTURE.REVERSED, COMPLETED, succeeded, 20"
    })
    void refundNamesItsCaptureByALink(String type, String status, String state, int rank) throws Exception {
        assertThat(payments(type, """
                {"id": "1Y107995YT783435V", "status": "%s", "amount": {"currency_code": "USD", "value": "0.99"},
                 "create_time": "2022-01-01T00:00:00Z", "links": [
                    {"rel": "self", "href": "https://api.paypal.com/v2/payments/refunds/1Y107995YT783435V"},
                    {"rel": "up", "href": "https://api.paypal.com/v2/payments/captures/0JF852973C016714D"}]}""".formatted(status)))
                .containsExactly(
                        "payment.refund 0JF852973C016714D %d []".formatted(rank),
                        "refund.status 1Y107995YT783435V %d [%s, %s, 0JF852973C016714D, 99, USD, 2022-01-01T00:00:00Z]"
                                .formatted(rank, status, state));
    }

    @Test
    void refundOfASaleNamesItAndMayBeNegative() throws Exception {
        assertThat(payments("PAYMENT.SALE.REVERSED", """
                {"id": "77689802DL785834G", "sale_id": "80021663DE681814L", "state": "completed",
                 "amount": {"total": "-0.49", "currency": "USD"}}"""))
                .containsExactly(
                        "payment.refund 80021663DE681814L 20 []",
                        "refund.status 77689802DL785834G 20 [completed, succeeded, 80021663DE681814L, 49, USD, null]");
    }

    @ParameterizedTest
    @CsvSource({
        "CUSTOMER.DISPUTE.CREATED, WAITING_FOR_SELLER_RESPONSE, 10",
        "CUSTOMER.DISPUTE.UPDATED, UNDER_REVIEW, 20",
        "CUSTOMER.DISPUTE.RESOLVED, RESOLVED, 30"
    })
    void disputeIsOfTheSellersTransaction(String type, String status, int rank) throws Exception {
        assertThat(payments(type, """
                {"dispute_id": "PP-000-042-663-135", "reason": "UNAUTHORISED", "status": "%s",
                 "create_time": "2022-01-01T00:00:00.000Z", "dispute_amount": {"currency_code": "USD", "value": "3.00"},
                 "disputed_transactions": [{"buyer_transaction_id": "7FL", "seller_transaction_id": "00D10444LD479031K"}]}""".formatted(status)))
                .containsExactly(
                        "payment.dispute 00D10444LD479031K %d [%s]".formatted(rank, status),
                        "dispute.status PP-000-042-663-135 %d [%s]".formatted(rank, status),
                        "dispute.detail PP-000-042-663-135 %d [00D10444LD479031K, 300, USD, UNAUTHORISED, 2022-01-01T00:00:00Z]"
                                .formatted(rank));
    }

    @ParameterizedTest
    @CsvSource({
        "BILLING.SUBSCRIPTION.CREATED, APPROVAL_PENDING, 10, null",
        "BILLING.SUBSCRIPTION.ACTIVATED, ACTIVE, 20, null",
        "BILLING.SUBSCRIPTION.SUSPENDED, SUSPENDED, 20, null",
        "BILLING.SUBSCRIPTION.CANCELLED, CANCELLED, 30, 2022-02-01T00:00:00Z",
        "BILLING.SUBSCRIPTION.EXPIRED, EXPIRED, 30, 2022-02-01T00:00:00Z"
    })
    void subscriptionIsKept(String type, String status, int rank, String end) throws Exception {
        assertThat(writes(new ApplySubscriptions(), type, """
                {"id": "I-BW452GLLEP1G", "status": "%s", "plan_id": "P-5ML", "subscriber": {"payer_id": "2J6QB8YJQSJRJ"},
                 "status_update_time": "2022-02-01T00:00:00Z", "create_time": "2022-01-01T00:00:00Z"}""".formatted(status)))
                .containsExactly(
                        "subscription.status I-BW452GLLEP1G %d [%s, 2J6QB8YJQSJRJ, P-5ML, %s, 2022-01-01T00:00:00Z]"
                                .formatted(rank, status, end));
    }

    @Test
    void invoiceMayBePaidInPart() throws Exception {
        String invoice = """
                {"invoice": {"id": "INV2-26KH", "status": "%s", "amount": {"currency_code": "USD", "value": "10.00"},
                 "detail": {"currency_code": "USD", "metadata": {"create_time": "2022-01-01T00:00:00Z"}},
                 "payments": {"paid_amount": {"currency_code": "USD", "value": "4.00"}}}}""";

        assertThat(writes(new ApplyInvoices(), "INVOICING.INVOICE.PAID", invoice.formatted("PARTIALLY_PAID")))
                .containsExactly(
                        "invoice.status INV2-26KH 15 [partially_paid, null, null, 1000, 400, USD, 2022-01-01T00:00:00Z]");
        assertThat(writes(new ApplyInvoices(), "INVOICING.INVOICE.PAID", invoice.formatted("PAID")))
                .containsExactly(
                        "invoice.status INV2-26KH 20 [paid, null, null, 1000, 400, USD, 2022-01-01T00:00:00Z]");
        assertThat(handle(new ApplyInvoices(), "INVOICING.INVOICE.PAID", invoice.formatted("PAYMENT_PENDING")))
                .isInstanceOf(HandlerResult.Ignored.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\": \"2GG\"} | resource.amount.value or total is missing",
                "{\"id\": \"2GG\", \"amount\": {\"value\": \"1,00\", \"currency_code\": \"EUR\"}} | resource.amount.value is not a decimal number",
                "{\"id\": \"2GG\", \"amount\": {\"value\": \"1.00\"}} | resource.amount.currency_code or currency is missing",
                "{\"amount\": {\"value\": \"1\", \"currency_code\": \"EUR\"}} | resource.id is missing"
            })
    void whatIsMissingIsNamed(String resource, String message) {
        assertThatExceptionOfType(PermanentException.class)
                .isThrownBy(() -> payments("PAYMENT.CAPTURE.COMPLETED", resource))
                .withMessage(message);
    }

    private static List<String> payments(String type, String resource) throws Exception {
        return writes(new ApplyPayments(), type, resource);
    }

    private static List<String> writes(Handler handler, String type, String resource) throws Exception {
        return HandlerRequests.writes(handle(handler, type, resource));
    }

    private static HandlerResult handle(Handler handler, String type, String resource) throws Exception {
        return handler.handle(made("paypal", type, "{\"resource\": " + resource + "}"));
    }
}

package dev.sluice.processor.handlers;

import static dev.sluice.processor.handlers.HandlerRequests.made;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.handler.Effect;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerResult;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shopify's resources as https://shopify.dev/docs/api/webhooks shows them. */
final class ShopifyPayloadsTest {
    @ParameterizedTest
    @CsvSource({
        "orders/create, pending, null, 10, processing, null",
        "orders/create, authorized, null, 20, authorized, null",
        "orders/paid, paid, null, 50, succeeded, 40994",
        "orders/updated, partially_refunded, null, 50, succeeded, 40994",
        "orders/updated, voided, null, 40, cancelled, null",
        "orders/cancelled, pending, \"2022-02-01T00:00:00Z\", 40, cancelled, null",
        "orders/cancelled, refunded, \"2022-02-01T00:00:00Z\", 50, succeeded, 40994"
    })
    void orderIsAPayment(String topic, String financial, String cancelled, int rank, String state, String received)
            throws Exception {
        assertThat(writes(new ApplyPayments(), topic, """
                {"id": 820982911946154508, "admin_graphql_api_id": "gid://shopify/Order/820982911946154508",
                 "financial_status": "%s", "cancelled_at": %s, "currency": "USD", "total_price": "409.94",
                 "customer": {"id": 115310627314723954}, "created_at": "2021-12-31T19:00:00-05:00"}""".formatted(financial, cancelled)))
                .containsExactly(
                        "payment.status 820982911946154508 %d [%s, %s, null]".formatted(rank, state, received),
                        "payment.detail 820982911946154508 %d [40994, USD, 115310627314723954, 2022-01-01T00:00:00Z]"
                                .formatted(rank));
    }

    @ParameterizedTest
    @CsvSource({"JPY, 1500, 1500", "KWD, 1.234, 1234", "EUR, 49.9, 4990"})
    void priceIsInTheMinorUnitOfItsCurrency(String currency, String price, String amount) throws Exception {
        assertThat(writes(
                        new ApplyPayments(),
                        "orders/paid",
                        "{\"id\": 1, \"currency\": \"%s\", \"total_price\": \"%s\"}".formatted(currency, price)))
                .containsExactly(
                        "payment.status 1 50 [succeeded, %s, null]".formatted(amount),
                        "payment.detail 1 50 [%s, %s, null, null]".formatted(amount, currency));
    }

    @ParameterizedTest
    @CsvSource({
        "success, success, 3000, success, succeeded, 20",
        "success, pending, 3000, pending, pending, 10",
        "success, failure, 2000, success, succeeded, 20",
        "failure, error, 3000, failure, failed, 30"
    })
    void refundIsTheSumOfItsTransactions(String one, String other, String amount, String status, String state, int rank)
            throws Exception {
        assertThat(writes(new ApplyPayments(), "refunds/create", """
                {"id": 890088186047892319, "order_id": 820982911, "created_at": "2022-01-01T00:00:00Z", "transactions": [
                    {"kind": "refund", "status": "%s", "amount": "20.00", "currency": "USD"},
                    {"kind": "refund", "status": "%s", "amount": "10.00", "currency": "USD"},
                    {"kind": "void", "status": "success", "amount": "5.00", "currency": "USD"}]}""".formatted(one, other)))
                .containsExactly(
                        "payment.refund 820982911 " + rank + " []",
                        "refund.status 890088186047892319 %d [%s, %s, 820982911, %s, USD, 2022-01-01T00:00:00Z]"
                                .formatted(rank, status, state, amount));
    }

    @Test
    void refundOfGoodsAloneIsNone() throws Exception {
        assertThat(handle(new ApplyPayments(), "refunds/create", "{\"id\": 1, \"order_id\": 2, \"transactions\": []}"))
                .isEqualTo(new HandlerResult.Ignored("this refunds/create says nothing of a payment that can be kept"));
    }

    @ParameterizedTest
    @CsvSource({
        "disputes/create, needs_response, 10",
        "disputes/update, under_review, 20",
        "disputes/update, charge_refunded, 30",
        "disputes/update, won, 30"
    })
    void disputeIsOfItsOrder(String topic, String status, int rank) throws Exception {
        assertThat(writes(new ApplyPayments(), topic, """
                {"id": 285332461850802050, "order_id": 820982911, "type": "chargeback", "amount": "11.50", "currency": "CAD",
                 "reason": "fraudulent", "status": "%s", "initiated_at": "2022-01-01T00:00:00Z"}""".formatted(status)))
                .containsExactly(
                        "payment.dispute 820982911 %d [%s]".formatted(rank, status),
                        "dispute.status 285332461850802050 %d [%s]".formatted(rank, status),
                        "dispute.detail 285332461850802050 %d [820982911, 1150, CAD, fraudulent, 2022-01-01T00:00:00Z]"
                                .formatted(rank));
    }

    @Test
    void customerIsKept() throws Exception {
        assertThat(writes(new ApplyCustomers(), "customers/update", """
                {"id": 706405506930370084, "email": "a@example.com", "first_name": "Ada", "last_name": "Byron",
                 "created_at": "2022-01-01T00:00:00Z"}"""))
                .containsExactly(
                        "customer.profile 706405506930370084 20 [a@example.com, Ada Byron, 2022-01-01T00:00:00Z]");
        assertThat(writes(new ApplyCustomers(), "customers/delete", "{\"id\": 706405506930370084}"))
                .containsExactly("customer.deleted 706405506930370084 30 [true]");
    }

    @ParameterizedTest
    @CsvSource({
        "subscription_contracts/create, active, 10",
        "subscription_contracts/pause, paused, 20",
        "subscription_contracts/cancel, cancelled, 30",
        "subscription_contracts/expire, expired, 30"
    })
    void contractIsASubscription(String topic, String status, int rank) throws Exception {
        HandlerResult.Processed result =
                (HandlerResult.Processed) handle(new ApplySubscriptions(), topic, """
                {"admin_graphql_api_id": "gid://shopify/SubscriptionContract/593791907", "id": 593791907,
                 "customer_id": 500651029, "status": "%s", "revision_id": "9551233"}""".formatted(status));

        assertThat(HandlerRequests.writes(result))
                .containsExactly(
                        "subscription.status 593791907 %d [%s, 500651029, null, null, null]".formatted(rank, status));
        assertThat(((Effect.Project) result.effects().get(0)).write().tie().sequence())
                .isEqualTo(OptionalLong.of(9_551_233));
    }

    @Test
    void billingAttemptIsAnInvoiceOfNoKnownAmount() throws Exception {
        String attempt = "{\"id\": 1, \"subscription_contract_id\": 593791907, \"order_id\": 5}";

        assertThat(writes(new ApplyInvoices(), "subscription_billing_attempts/success", attempt))
                .containsExactly("invoice.status 1 20 [paid, null, 593791907, null, null, null, null]");
        assertThat(writes(new ApplyInvoices(), "subscription_billing_attempts/failure", attempt))
                .containsExactly("invoice.status 1 10 [failed, null, 593791907, null, null, null, null]");
    }

    private static List<String> writes(Handler handler, String topic, String resource) throws Exception {
        return HandlerRequests.writes(handle(handler, topic, resource));
    }

    private static HandlerResult handle(Handler handler, String topic, String resource) throws Exception {
        return handler.handle(made("shopify", topic, resource));
    }
}

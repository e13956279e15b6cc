package dev.sluice.processor.handlers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.handler.Effect;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.Projection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Payments of core events, and what holds of all. */
final class ApplyPaymentsTest {
    private final ApplyPayments handler = new ApplyPayments();

    @Test
    void coreEventSetsTheStateOfThePayment() throws Exception {
        assertThat(writes("payment.succeeded", """
                {"data": {"object": {"id": "txn_1", "amount": 1000, "amount_received": 900, "currency": "usd",
                                     "status": "succeeded", "customer_id": "cus_1", "created": 1640995200}}}"""))
                .containsExactly(
                        "payment.status txn_1 50 [succeeded, 900, null]",
                        "payment.detail txn_1 50 [1000, USD, cus_1, 2022-01-01T00:00:00Z]");
    }

    @Test
    void coreRefundIsARowOfItsOwn() throws Exception {
        assertThat(writes("payment.refunded", """
                {"data": {"object": {"id": "txn_1", "amount": 400, "currency": "USD"}}}"""))
                .containsExactly(
                        "payment.refund txn_1 20 []",
                        "refund.status evt_1 20 [refunded, succeeded, txn_1, 400, USD, 2025-06-01T10:00:00Z]");
        assertThat(writes("payment.refunded", """
                {"data": {"object": {"id": "ref_1", "payment_id": "txn_1", "amount": 400, "status": "pending"}}}"""))
                .containsExactly(
                        "payment.refund txn_1 10 []",
                        "refund.status ref_1 10 [pending, pending, txn_1, 400, null, null]");
    }

    @Test
    void coreSumOfRefundsIsReported() throws Exception {
        assertThat(writes("payment.refunded", """
                {"data": {"object": {"id": "txn_1", "amount": 1000, "amount_refunded": 400, "currency": "USD"}}}"""))
                .containsExactly("payment.refund_reported txn_1 400 [400, txn_1, USD]");
    }

    @ParameterizedTest
    @CsvSource({"payment.refund_failed", "refund.failed"})
    void coreRefundThatFailedHasFailedWhateverItsStatusIs(String category) throws Exception {
        assertThat(writes(
                        category,
                        "{\"data\": {\"object\": {\"id\": \"ref_1\", \"payment_id\": \"txn_1\", \"amount\": 400}}}"))
                .containsExactly(
                        "payment.refund txn_1 30 []",
                        "refund.status ref_1 30 [failed, failed, txn_1, 400, null, null]");
    }

    @Test
    void coreDisputeIsOfThePaymentItNames() throws Exception {
        assertThat(writes("payment.disputed", """
                {"data": {"object": {"id": "txn_1", "amount": 1000, "currency": "USD", "reason": "fraudulent"}}}"""))
                .containsExactly(
                        "payment.dispute txn_1 10 [disputed]",
                        "dispute.status txn_1 10 [disputed]",
                        "dispute.detail txn_1 10 [txn_1, 1000, USD, fraudulent, null]");
    }

    @ParameterizedTest
    @CsvSource({
        "dispute.created, needs_response, 10",
        "dispute.updated, under_review, 20",
        "dispute.resolved, won, 30",
        "dispute.resolved, lost, 30"
    })
    void coreDisputeFollowsItsStatus(String category, String status, int rank) throws Exception {
        String dispute = "\"id\": \"dp_1\", \"payment_id\": \"txn_1\", \"status\": \"" + status + "\"";

        assertThat(writes(category, "{\"data\": {\"object\": {" + dispute + ", \"amount\": 1000}}}"))
                .containsExactly(
                        "payment.dispute txn_1 " + rank + " [" + status + "]",
                        "dispute.status dp_1 " + rank + " [" + status + "]",
                        "dispute.detail dp_1 " + rank + " [txn_1, 1000, null, null, null]");
        assertThat(writes(category, "{\"data\": {\"object\": {" + dispute + "}}}"))
                .containsExactly(
                        "payment.dispute txn_1 " + rank + " [" + status + "]",
                        "dispute.status dp_1 " + rank + " [" + status + "]");
    }

    @Test
    void missingFieldIsNamed() {
        assertRefused(
                "payment.succeeded", "{\"data\": {\"object\": {\"id\": \"txn_1\"}}}", "data.object.amount is missing");
        assertRefused(
                "payment.succeeded",
                "{\"data\": {\"object\": {\"id\": \"txn_1\", \"amount\": null}}}",
                "data.object.amount is missing");
        assertRefused("payment.succeeded", "[]", "data.object.id is missing");
    }

    @Test
    void fieldOfAnotherKindIsNotMissing() {
        assertRefused(
                "payment.succeeded",
                "{\"data\": {\"object\": {\"id\": \"txn_1\", \"amount\": \"10.00\"}}}",
                "data.object.amount is not a number");
        assertRefused(
                "dispute.created",
                "{\"data\": {\"object\": {\"id\": [\"dp_1\"], \"amount\": 1}}}",
                "data.object.id is not a text or a number");
    }

    @Test
    void unmappedTypeIsIgnored() throws Exception {
        assertThat(handler.handle(HandlerRequests.of("payout.paid", "{}")))
                .isEqualTo(new HandlerResult.Ignored("payout.paid says nothing of a payment"));
    }

    @ParameterizedTest
    @CsvSource({
        "braintree, transaction_settled, payment.succeeded",
        "braintree, dispute_opened, payment.disputed",
        "mollie, payment-link.paid, payment.succeeded",
        "coinbase-commerce, charge:confirmed, payment.succeeded",
        "standard-webhooks, payment.succeeded, payment.succeeded"
    })
    void payloadThatCannotBeReadIsIgnoredForThatReason(String provider, String type, String category) throws Exception {
        String like = "{\"data\": {\"object\": {\"id\": \"txn_1\", \"amount\": 1000}}}";

        assertThat(handler.handle(HandlerRequests.of(provider, type, category, like)))
                .isEqualTo(new HandlerResult.Ignored("payloads of " + provider + " can't be read yet"));
    }

    @Test
    void providerOfAnotherPresetSendsCoreEvents() throws Exception {
        assertThat(HandlerRequests.writes(handler.handle(HandlerRequests.of(
                        "acme",
                        "invoice.settled",
                        "payment.succeeded",
                        "{\"data\": {\"object\": {\"id\": \"txn_1\", \"amount\": 1000}}}"))))
                .containsExactly(
                        "payment.status txn_1 50 [succeeded, null, null]",
                        "payment.detail txn_1 50 [1000, null, null, null]");
    }

    /** What looks like Razorpay's or Stripe's is read as what its provider and type say. */
    @Test
    void shapeDoesNotDecide() {
        String body = """
                {"payload": {"payment": {"entity": {"id": "pay_1", "amount": 1}}},
                 "data": {"object": {"id": "pi_1", "object": "payment_intent"}}}""";
        assertRefused(HandlerRequests.of("generic", "payment.failed", "payment.failed", body), "data.object.amount");
        assertRefused(HandlerRequests.of("stripe", "payment.failed", "payment.failed", body), "data.object.amount");
        assertRefused(
                HandlerRequests.of("razorpay", "refund.failed", "payment.refund_failed", body),
                "payload.refund.entity.id is missing");
    }

    @Test
    void guardIsTheProvidersTimeOrElseThatOfReceipt() throws Exception {
        String body = "{\"data\": {\"object\": {\"id\": \"txn_1\", \"amount\": 1}}}";

        assertThat(write(HandlerRequests.of("payment.succeeded", body)).at()).isEqualTo(HandlerRequests.CREATED);
        assertThat(write(HandlerRequests.of(
                                HandlerRequests.event("generic", "payment.succeeded"), "payment.succeeded", body))
                        .at())
                .isEqualTo(HandlerRequests.CREATED.plusSeconds(5));
    }

    @Test
    void modeAndAccountAreOfTheKey() throws Exception {
        String body =
                "{\"account\": \"acct_1\", \"account_id\": \"acc_1\", \"data\": {\"object\": {\"id\": \"pi_1\", \"amount\": 1}},"
                        + " \"payload\": {\"payment\": {\"entity\": {\"id\": \"pi_1\", \"amount\": 1}}}}";

        assertThat(write(HandlerRequests.of(
                                HandlerRequests.event("stripe", "payment_intent.succeeded")
                                        .livemode(true),
                                "payment.succeeded",
                                body))
                        .scope())
                .isEqualTo(new Projection.Scope("live", "acct_1"));
        assertThat(write(HandlerRequests.of(
                                HandlerRequests.event("generic", "payment.succeeded")
                                        .livemode(false),
                                "payment.succeeded",
                                body))
                        .scope())
                .isEqualTo(new Projection.Scope("test", "acct_1"));
        assertThat(write(HandlerRequests.of("razorpay", "payment.captured", "payment.succeeded", body))
                        .scope())
                .isEqualTo(new Projection.Scope("unknown", "acc_1"));
        assertThat(write(HandlerRequests.of(
                                "stripe",
                                "payment_intent.succeeded",
                                "payment.succeeded",
                                "{\"context\": \"acct_2\", \"data\": {\"object\": {\"id\": \"pi_1\", \"amount\": 1}}}"))
                        .scope())
                .isEqualTo(new Projection.Scope("unknown", "acct_2"));
    }

    private Projection.Write write(HandlerRequest request) throws PermanentException {
        HandlerResult.Processed processed = (HandlerResult.Processed) handler.handle(request);
        return ((Effect.Project) processed.effects().get(0)).write();
    }

    private void assertRefused(String category, String body, String message) {
        assertRefused(HandlerRequests.of(category, body), message);
    }

    private void assertRefused(HandlerRequest request, String message) {
        assertThatExceptionOfType(PermanentException.class)
                .isThrownBy(() -> handler.handle(request))
                .withMessageContaining(message);
    }

    private List<String> writes(String category, String body) throws PermanentException {
        return HandlerRequests.writes(handler.handle(HandlerRequests.of(category, body)));
    }
}

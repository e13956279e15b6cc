package dev.sluice.processor.handlers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.handler.Effect;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ApplyPaymentsTest {
    private final ApplyPayments handler = new ApplyPayments();

    @Test
    void coreEventSetsTheStateOfThePayment() throws Exception {
        assertThat(writes("payment.succeeded", """
                {"data": {"object": {"id": "txn_1", "amount": 1000, "currency": "usd", "status": "succeeded",
                                     "customer_id": "cus_1"}}}"""))
                .containsExactly("payment.status txn_1 50 [succeeded, 1000, USD, cus_1, null]");
    }

    @Test
    void coreRefundIsOfThePaymentItNames() throws Exception {
        assertThat(writes("payment.refunded", """
                {"data": {"object": {"id": "txn_1", "amount": 400, "currency": "USD"}}}"""))
                .containsExactly(
                        "refund.status txn_1 20 [refunded, txn_1, 400, USD]", "payment.refund txn_1 400 [400]");
        assertThat(writes("payment.refunded", """
                {"data": {"object": {"id": "ref_1", "payment_id": "txn_1", "amount": 400, "status": "pending"}}}"""))
                .containsExactly(
                        "refund.status ref_1 10 [pending, txn_1, 400, null]", "payment.refund txn_1 400 [400]");
    }

    @Test
    void coreDisputeIsOfThePaymentItNames() throws Exception {
        assertThat(writes("payment.disputed", """
                {"data": {"object": {"id": "txn_1", "amount": 1000, "currency": "USD", "reason": "fraudulent"}}}"""))
                .containsExactly(
                        "payment.dispute txn_1 10 [disputed]",
                        "dispute.status txn_1 10 [disputed, txn_1, 1000, USD, fraudulent]");
    }

    @Test
    void stripePaymentIntentThatFailedSaysWhy() throws Exception {
        assertThat(writes("payment.failed", """
                {"data": {"object": {"id": "pi_1", "object": "payment_intent", "amount": 2000, "currency": "eur",
                    "customer": {"id": "cus_1", "object": "customer"},
                    "last_payment_error": {"code": "card_declined", "decline_code": "insufficient_funds"}}}}"""))
                .containsExactly("payment.status pi_1 30 [failed, 2000, EUR, cus_1, insufficient_funds]");
    }

    @Test
    void stripeChargeIsRefundedForItsPaymentIntent() throws Exception {
        assertThat(writes("payment.refunded", """
                {"data": {"object": {"id": "ch_1", "object": "charge", "amount": 2000, "amount_refunded": 700,
                    "currency": "usd", "payment_intent": "pi_1",
                    "refunds": {"data": [{"id": "re_2", "amount": 300, "status": "succeeded"}]}}}}"""))
                .containsExactly("refund.status re_2 20 [succeeded, pi_1, 300, USD]", "payment.refund pi_1 700 [700]");
        assertThat(writes("payment.refunded", """
                {"data": {"object": {"id": "ch_1", "object": "charge", "amount_refunded": 700, "currency": "usd",
                    "payment_intent": null}}}"""))
                .containsExactly("refund.status ch_1 20 [succeeded, ch_1, 700, USD]", "payment.refund ch_1 700 [700]");
    }

    @Test
    void stripeRefundDoesNotSayHowMuchWasRefundedBefore() throws Exception {
        assertThat(writes("payment.refunded", """
                {"data": {"object": {"id": "re_1", "object": "refund", "amount": 300, "currency": "usd", "charge": "ch_1",
                    "payment_intent": "pi_1", "status": "pending"}}}""")).containsExactly("refund.status re_1 10 [pending, pi_1, 300, USD]");
    }

    @Test
    void stripeDisputeBelongsToItsPaymentIntent() throws Exception {
        assertThat(writes("payment.disputed", """
                {"data": {"object": {"id": "dp_1", "object": "dispute", "amount": 2000, "currency": "usd", "charge": "ch_1",
                    "payment_intent": "pi_1", "reason": "fraudulent", "status": "needs_response"}}}"""))
                .containsExactly(
                        "payment.dispute pi_1 10 [needs_response]",
                        "dispute.status dp_1 10 [needs_response, pi_1, 2000, USD, fraudulent]");
    }

    @Test
    void razorpayEntitiesAreReadWhereTheyStand() throws Exception {
        String payment = """
                {"id": "pay_1", "amount": 50000, "currency": "INR", "customer_id": "cust_1", "amount_refunded": 20000,
                 "error_code": null}""";
        assertThat(writes("payment.authorized", "{\"payload\": {\"payment\": {\"entity\": " + payment + "}}}"))
                .containsExactly("payment.status pay_1 20 [authorized, 50000, INR, cust_1, null]");
        assertThat(writes(
                        "payment.refunded",
                        "{\"payload\": {\"payment\": {\"entity\": " + payment + "}, \"refund\": {\"entity\":"
                                + " {\"id\": \"rfnd_1\", \"amount\": 20000, \"currency\": \"INR\", \"payment_id\": \"pay_1\","
                                + " \"status\": \"processed\"}}}}"))
                .containsExactly(
                        "refund.status rfnd_1 20 [processed, pay_1, 20000, INR]", "payment.refund pay_1 20000 [20000]");
        assertThat(writes("payment.disputed", """
                {"payload": {"dispute": {"entity": {"id": "disp_1", "payment_id": "pay_1", "amount": 50000,
                    "currency": "INR", "reason_code": "chargeback", "status": "open"}}}}"""))
                .containsExactly(
                        "payment.dispute pay_1 10 [open]",
                        "dispute.status disp_1 10 [open, pay_1, 50000, INR, chargeback]");
    }

    @Test
    void missingFieldIsNamed() {
        assertThatExceptionOfType(PermanentException.class)
                .isThrownBy(() -> writes("payment.succeeded", "{\"data\": {\"object\": {\"id\": \"txn_1\"}}}"))
                .withMessage("data.object.amount is missing");
        assertThatExceptionOfType(PermanentException.class)
                .isThrownBy(() -> writes("payment.refunded", "{\"payload\": {}}"))
                .withMessage("payload.refund.entity.payment_id is missing");
        assertThatExceptionOfType(PermanentException.class)
                .isThrownBy(() -> writes("payment.succeeded", "[]"))
                .withMessage("data.object.id is missing");
    }

    @Test
    void unmappedTypeIsIgnored() throws Exception {
        assertThat(handler.handle(HandlerRequests.of("payout.paid", "payout.paid", "{}")))
                .isEqualTo(new HandlerResult.Ignored("payout.paid says nothing of a payment"));
    }

    @Test
    void guardIsTheProvidersTimeOrElseThatOfReceipt() throws Exception {
        String body = "{\"data\": {\"object\": {\"id\": \"txn_1\", \"amount\": 1}}}";
        HandlerResult.Processed timed = (HandlerResult.Processed)
                handler.handle(HandlerRequests.of("payment.succeeded", "payment.succeeded", body));
        HandlerResult.Processed untimed = (HandlerResult.Processed) handler.handle(
                HandlerRequests.of("evt_1", Optional.empty(), "payment.succeeded", "payment.succeeded", body));

        assertThat(((Effect.Project) timed.effects().get(0)).write().at()).isEqualTo(HandlerRequests.CREATED);
        assertThat(((Effect.Project) untimed.effects().get(0)).write().at())
                .isEqualTo(HandlerRequests.CREATED.plusSeconds(5));
    }

    private List<String> writes(String category, String body) throws PermanentException {
        return HandlerRequests.writes(handler.handle(HandlerRequests.of("any", category, body)));
    }
}

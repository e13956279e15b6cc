package dev.sluice.processor.handlers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.handler.PermanentException;
import java.util.Optional;

/**
 * Razorpay's entities: {@code payload.payment.entity}, and beside it the refund or dispute the event is about.
 *
 * @see <a href="https://razorpay.com/docs/webhooks/payloads/payments/">payloads</a>
 */
record RazorpayPayments() implements PaymentReader {
    @Override
    public PaymentFact became(PaymentState state, JsonNode payload) throws PermanentException {
        Fields payment = payment(payload);
        return new PaymentFact.Became(
                payment.requiredText("id"),
                state,
                payment.requiredNumber("amount"),
                payment.currency(),
                payment.text("customer_id"),
                payment.text("error_code"));
    }

    @Override
    public PaymentFact refunded(JsonNode payload) throws PermanentException {
        Fields payment = payment(payload);
        Fields refund = Fields.at(payload, "payload.refund.entity");
        Optional<String> refunded = refund.text("payment_id").or(() -> payment.text("id"));
        return new PaymentFact.Refunded(
                refunded.isPresent() ? refunded.get() : refund.requiredText("payment_id"),
                refund.requiredText("id"),
                refund.requiredNumber("amount"),
                payment.number("amount_refunded"),
                refund.currency(),
                refund.text("status").orElse("processed"));
    }

    @Override
    public PaymentFact disputed(JsonNode payload) throws PermanentException {
        Fields dispute = Fields.at(payload, "payload.dispute.entity");
        return new PaymentFact.Disputed(
                dispute.requiredText("payment_id"),
                dispute.requiredText("id"),
                dispute.requiredNumber("amount"),
                dispute.currency(),
                dispute.requiredText("status"),
                dispute.text("reason_code"));
    }

    private static Fields payment(JsonNode payload) {
        return Fields.at(payload, "payload.payment.entity");
    }
}

package dev.sluice.processor.handlers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.handler.PermanentException;

/** The core event: {@code data.object} is the payment; or a refund or dispute, which then names its {@code payment_id}. */
record CorePayments() implements PaymentReader {
    @Override
    public PaymentFact became(PaymentState state, JsonNode payload) throws PermanentException {
        Fields payment = object(payload);
        return new PaymentFact.Became(
                payment.requiredText("id"),
                state,
                payment.requiredNumber("amount"),
                payment.currency(),
                payment.text("customer_id", "customer"),
                payment.text("failure_reason", "failure_code"));
    }

    @Override
    public PaymentFact refunded(JsonNode payload) throws PermanentException {
        Fields refund = object(payload);
        return new PaymentFact.Refunded(
                refund.requiredText("payment_id", "id"),
                refund.requiredText("id"),
                refund.requiredNumber("amount"),
                refund.number("amount_refunded").or(() -> refund.number("amount")),
                refund.currency(),
                refund.text("status").orElse("refunded"));
    }

    @Override
    public PaymentFact disputed(JsonNode payload) throws PermanentException {
        Fields dispute = object(payload);
        return new PaymentFact.Disputed(
                dispute.requiredText("payment_id", "id"),
                dispute.requiredText("id"),
                dispute.requiredNumber("amount"),
                dispute.currency(),
                dispute.text("status").orElse("disputed"),
                dispute.text("reason"));
    }

    private static Fields object(JsonNode payload) {
        return Fields.at(payload, "data.object");
    }
}

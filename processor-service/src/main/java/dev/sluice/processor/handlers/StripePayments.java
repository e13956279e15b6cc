package dev.sluice.processor.handlers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.handler.PermanentException;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * Stripe's objects: payment intents, charges, refunds and disputes. A charge that has a payment intent belongs to it, and
 * so do its refunds and disputes.
 *
 * @see <a href="https://docs.stripe.com/api/charges/object">charge</a>
 */
record StripePayments() implements PaymentReader {
    @Override
    public PaymentFact became(PaymentState state, JsonNode payload) throws PermanentException {
        Fields payment = object(payload);
        return new PaymentFact.Became(
                payment.requiredText("payment_intent", "id"),
                state,
                payment.requiredNumber("amount"),
                payment.currency(),
                payment.text("customer"),
                Fields.at(payload, "data.object.last_payment_error")
                        .text("decline_code", "code")
                        .or(() -> payment.text("failure_code")));
    }

    @Override
    public PaymentFact refunded(JsonNode payload) throws PermanentException {
        Fields object = object(payload);
        if (object.text("object").filter("refund"::equals).isPresent()) {
            return refund(object);
        }
        // Newer API versions leave the list of refunds out; then the charge stands for all of them.
        Fields latest = new Fields(object.node().path("refunds").path("data").path(0), "data.object.refunds.data.0");
        BigDecimal soFar = object.requiredNumber("amount_refunded");
        String charge = object.requiredText("id");
        return new PaymentFact.Refunded(
                object.requiredText("payment_intent", "id"),
                latest.text("id").orElse(charge),
                latest.number("amount").orElse(soFar),
                Optional.of(soFar),
                object.currency(),
                latest.text("status").orElse("succeeded"));
    }

    private static PaymentFact refund(Fields refund) throws PermanentException {
        return new PaymentFact.Refunded(
                refund.requiredText("payment_intent", "charge"),
                refund.requiredText("id"),
                refund.requiredNumber("amount"),
                Optional.empty(),
                refund.currency(),
                refund.text("status").orElse("succeeded"));
    }

    @Override
    public PaymentFact disputed(JsonNode payload) throws PermanentException {
        Fields dispute = object(payload);
        return new PaymentFact.Disputed(
                dispute.requiredText("payment_intent", "charge"),
                dispute.requiredText("id"),
                dispute.requiredNumber("amount"),
                dispute.currency(),
                dispute.requiredText("status"),
                dispute.text("reason"));
    }

    private static Fields object(JsonNode payload) {
        return Fields.at(payload, "data.object");
    }
}

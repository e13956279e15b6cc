package dev.sluice.processor.handlers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.Projection;
import java.util.List;
import java.util.Optional;

/**
 * Razorpay's entities: {@code payload.payment.entity}, and beside it the order, refund or dispute the event is about.
 *
 * @see <a href="https://razorpay.com/docs/webhooks/payloads/payments/">payloads</a>
 */
final class RazorpayPayloads extends ObjectPayloads {
    RazorpayPayloads() {
        super(MinorUnits.ISO);
    }

    @Override
    Fields object(JsonNode payload, String kind) {
        return Fields.at(payload, "payload." + kind + ".entity");
    }

    @Override
    public Optional<String> account(JsonNode payload) {
        return new Fields(payload, "").text("account_id");
    }

    @Override
    public List<PaymentFact> became(PaymentState state, HandlerRequest request) throws PermanentException {
        Fields payment = object(request.payload(), "payment");
        if (payment.node().isMissingNode() && !request.event().type().startsWith("payment.")) {
            // An order or a payment link that is paid names the payment that paid it; without one there is nothing to
            // keep.
            return List.of();
        }
        return List.of(new PaymentFact.Became(
                payment.requiredText("id"),
                state,
                payment.requiredNumber("amount"),
                // It is captured as a whole or not at all.
                state == PaymentState.SUCCEEDED ? payment.number("amount") : Optional.empty(),
                payment.currency("currency"),
                payment.text("customer_id"),
                payment.text("error_code"),
                payment.time("created_at"),
                Guard.tie(request)));
    }

    @Override
    public List<PaymentFact> updated(HandlerRequest request) throws PermanentException {
        return refunded(request);
    }

    @Override
    public List<PaymentFact> refunded(HandlerRequest request) throws PermanentException {
        Fields refund = object(request.payload(), "refund");
        Optional<String> refunded = refund.text("payment_id")
                .or(() -> object(request.payload(), "payment").text("id"));
        boolean failed = request.category().equals("payment.refund_failed");
        String status = refund.text("status").orElse(failed ? "failed" : "processed");
        return List.of(new PaymentFact.Refunded(
                refunded.isPresent() ? refunded.get() : refund.requiredText("payment_id"),
                refund.requiredText("id"),
                refund.requiredNumber("amount"),
                refund.currency("currency"),
                status,
                failed ? RefundState.FAILED : RefundState.of(status),
                refund.time("created_at"),
                Projection.Tie.NONE));
    }

    @Override
    public List<PaymentFact> disputed(HandlerRequest request) throws PermanentException {
        Fields dispute = object(request.payload(), "dispute");
        return List.of(new PaymentFact.Disputed(
                Optional.of(dispute.requiredText("payment_id")),
                dispute.requiredText("id"),
                Optional.of(dispute.requiredNumber("amount")),
                dispute.currency("currency"),
                dispute.requiredText("status"),
                dispute.text("reason_code"),
                dispute.time("created_at"),
                Projection.Tie.NONE));
    }
}

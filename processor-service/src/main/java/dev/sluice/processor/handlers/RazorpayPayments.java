package dev.sluice.processor.handlers;

import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.Projection;
import java.util.List;
import java.util.Optional;

/**
 * Razorpay's entities: {@code payload.payment.entity}, and beside it the refund or dispute the event is about.
 *
 * @see <a href="https://razorpay.com/docs/webhooks/payloads/payments/">payloads</a>
 */
record RazorpayPayments() implements PaymentReader {
    @Override
    public PaymentFact became(PaymentState state, HandlerRequest request) throws PermanentException {
        Fields payment = entity(request, "payment");
        return new PaymentFact.Became(
                payment.requiredText("id"),
                state,
                payment.requiredNumber("amount"),
                // It is captured as a whole or not at all.
                state == PaymentState.SUCCEEDED ? payment.number("amount") : Optional.empty(),
                payment.currency(),
                payment.text("customer_id"),
                payment.text("error_code"),
                payment.time("created_at"));
    }

    @Override
    public List<PaymentFact> refunds(HandlerRequest request) throws PermanentException {
        Fields refund = entity(request, "refund");
        Optional<String> refunded =
                refund.text("payment_id").or(() -> entity(request, "payment").text("id"));
        boolean failed = request.category().equals("payment.refund_failed");
        String status = refund.text("status").orElse(failed ? "failed" : "processed");
        return List.of(new PaymentFact.Refunded(
                refunded.isPresent() ? refunded.get() : refund.requiredText("payment_id"),
                refund.requiredText("id"),
                refund.requiredNumber("amount"),
                refund.currency(),
                status,
                failed ? RefundState.FAILED : RefundState.of(status),
                refund.time("created_at"),
                Projection.Tie.NONE));
    }

    @Override
    public PaymentFact disputed(HandlerRequest request) throws PermanentException {
        Fields dispute = entity(request, "dispute");
        return new PaymentFact.Disputed(
                Optional.of(dispute.requiredText("payment_id")),
                dispute.requiredText("id"),
                Optional.of(dispute.requiredNumber("amount")),
                dispute.currency(),
                dispute.requiredText("status"),
                dispute.text("reason_code"),
                dispute.time("created_at"),
                Projection.Tie.NONE);
    }

    private static Fields entity(HandlerRequest request, String kind) {
        return PayloadForm.RAZORPAY.object(request.payload(), kind);
    }
}

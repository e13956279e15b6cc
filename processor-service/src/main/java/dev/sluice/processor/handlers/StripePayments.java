package dev.sluice.processor.handlers;

import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.Projection;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Stripe's objects: payment intents, charges, refunds and disputes. A charge that has a payment intent belongs to it, and
 * so do its refunds and disputes.
 *
 * @see <a href="https://docs.stripe.com/api/charges/object">charge</a>
 */
record StripePayments() implements PaymentReader {
    @Override
    public PaymentFact became(PaymentState state, HandlerRequest request) throws PermanentException {
        Fields payment = object(request);
        return new PaymentFact.Became(
                payment.requiredText("payment_intent", "id"),
                state,
                payment.requiredNumber("amount"),
                payment.number("amount_received", "amount_captured"),
                payment.currency(),
                payment.text("customer"),
                payment.field("last_payment_error").text("decline_code", "code").or(() -> payment.text("failure_code")),
                payment.time("created"));
    }

    /**
     * A refund, or the charge that was refunded: that says how much in all, and names its refunds in API versions before
     * 2022-11-15 only.
     */
    @Override
    public List<PaymentFact> refunds(HandlerRequest request) throws PermanentException {
        Fields object = object(request);
        if (isRefund(request, object)) {
            return List.of(refund(
                    request,
                    object,
                    object.requiredText("payment_intent", "charge", "payment_id"),
                    new Guard(request, PayloadForm.STRIPE).tieOf(Map.of("status", "status"))));
        }
        if (saysNothingOfRefunds(request, object)) {
            return List.of();
        }
        String payment = object.requiredText("payment_intent", "id");
        BigDecimal inAll = object.requiredNumber("amount_refunded");
        List<PaymentFact> facts = new ArrayList<>();
        facts.add(new PaymentFact.RefundsReported(payment, object.requiredText("id"), inAll, object.currency()));
        for (Fields refund : object.field("refunds").each("data")) {
            facts.add(refund(request, refund, payment, Projection.Tie.NONE));
        }
        return facts;
    }

    /** {@code refund.failed} and {@code charge.refund.updated} are about a refund, {@code charge.refunded} is not. */
    private static boolean isRefund(HandlerRequest request, Fields object) {
        String type = request.event().type();
        return type.startsWith("refund.")
                || type.startsWith("charge.refund.")
                || object.text("object").filter("refund"::equals).isPresent();
    }

    /** {@code charge.updated} tells of every change, and names the fields that did. */
    private static boolean saysNothingOfRefunds(HandlerRequest request, Fields charge) {
        Fields replaced = PayloadForm.replaced(request.payload());
        return request.category().equals("payment.updated")
                && (charge.number("amount_refunded").isEmpty()
                        || (replaced.node().isObject()
                                && !replaced.has("amount_refunded")
                                && !replaced.has("refunded")));
    }

    private static PaymentFact refund(HandlerRequest request, Fields refund, String payment, Projection.Tie tie)
            throws PermanentException {
        boolean failed = request.category().endsWith("failed");
        String status = refund.text("status").orElse(failed ? "failed" : "succeeded");
        RefundState state = RefundState.of(status);
        return new PaymentFact.Refunded(
                payment,
                refund.requiredText("id"),
                refund.requiredNumber("amount"),
                refund.currency().or(() -> object(request).currency()),
                status,
                failed && state != RefundState.CANCELLED ? RefundState.FAILED : state,
                refund.time("created"),
                tie);
    }

    @Override
    public PaymentFact disputed(HandlerRequest request) throws PermanentException {
        Fields dispute = object(request);
        return new PaymentFact.Disputed(
                Optional.of(dispute.requiredText("payment_intent", "charge")),
                dispute.requiredText("id"),
                Optional.of(dispute.requiredNumber("amount")),
                dispute.currency(),
                dispute.requiredText("status"),
                dispute.text("reason"),
                dispute.time("created"),
                new Guard(request, PayloadForm.STRIPE).tieOf(Map.of("status", "status", "reason", "reason")));
    }

    private static Fields object(HandlerRequest request) {
        return PayloadForm.STRIPE.object(request.payload(), "");
    }
}

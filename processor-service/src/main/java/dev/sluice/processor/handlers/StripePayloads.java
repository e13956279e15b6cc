package dev.sluice.processor.handlers;

import com.fasterxml.jackson.databind.JsonNode;
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
final class StripePayloads extends ObjectPayloads {
    StripePayloads() {
        super(MinorUnits.STRIPE);
    }

    @Override
    Fields object(JsonNode payload, String kind) {
        return Fields.at(payload, "data.object");
    }

    @Override
    public Optional<String> account(JsonNode payload) {
        return new Fields(payload, "").text("account", "context");
    }

    @Override
    public List<PaymentFact> became(PaymentState state, HandlerRequest request) throws PermanentException {
        Fields payment = object(request.payload(), "");
        return List.of(new PaymentFact.Became(
                payment.requiredText("payment_intent", "id"),
                state,
                requiredAmount(payment, "amount"),
                amount(payment, "amount_received", "amount_captured"),
                payment.currency("currency"),
                payment.text("customer"),
                payment.field("last_payment_error").text("decline_code", "code").or(() -> payment.text("failure_code")),
                payment.time("created"),
                Guard.tie(request)));
    }

    /** {@code charge.updated} tells of every change, and names the fields that did. */
    @Override
    public List<PaymentFact> updated(HandlerRequest request) throws PermanentException {
        Fields charge = object(request.payload(), "");
        Fields replaced = Guard.replaced(request.payload());
        boolean ofRefunds = charge.number("amount_refunded").isPresent()
                && (!replaced.node().isObject() || replaced.has("amount_refunded") || replaced.has("refunded"));
        return ofRefunds ? refunded(request) : List.of();
    }

    /**
     * A refund, or the charge that was refunded: that says how much in all, and names its refunds in API versions before
     * 2022-11-15 only.
     */
    @Override
    public List<PaymentFact> refunded(HandlerRequest request) throws PermanentException {
        Fields object = object(request.payload(), "");
        if (isRefund(request, object)) {
            return List.of(refund(
                    request,
                    object,
                    object.requiredText("payment_intent", "charge", "payment_id"),
                    Guard.tieOf(request, Map.of("status", "status"))));
        }
        String payment = object.requiredText("payment_intent", "id");
        BigDecimal inAll = requiredAmount(object, "amount_refunded");
        List<PaymentFact> facts = new ArrayList<>();
        facts.add(new PaymentFact.RefundsReported(
                payment, object.requiredText("id"), inAll, object.currency("currency")));
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

    private PaymentFact refund(HandlerRequest request, Fields refund, String payment, Projection.Tie tie)
            throws PermanentException {
        boolean failed = request.category().endsWith("failed");
        String status = refund.text("status").orElse(failed ? "failed" : "succeeded");
        RefundState state = RefundState.of(status);
        return new PaymentFact.Refunded(
                payment,
                refund.requiredText("id"),
                requiredAmount(refund, "amount"),
                refund.currency("currency")
                        .or(() -> object(request.payload(), "").currency("currency")),
                status,
                failed && state != RefundState.CANCELLED ? RefundState.FAILED : state,
                refund.time("created"),
                tie);
    }

    @Override
    public List<PaymentFact> disputed(HandlerRequest request) throws PermanentException {
        Fields dispute = object(request.payload(), "");
        return List.of(new PaymentFact.Disputed(
                Optional.of(dispute.requiredText("payment_intent", "charge")),
                dispute.requiredText("id"),
                Optional.of(requiredAmount(dispute, "amount")),
                dispute.currency("currency"),
                dispute.requiredText("status"),
                dispute.text("reason"),
                dispute.time("created"),
                Guard.tieOf(request, Map.of("status", "status", "reason", "reason"))));
    }
}

package dev.sluice.processor.handlers;

import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.Projection;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * Paddle Billing's entities, {@code data}. A transaction is a payment; its adjustments are refunds and chargebacks. Amounts are
 * texts, in the currency's minor unit.
 *
 * @see <a href="https://developer.paddle.com/webhooks/overview">events</a>
 */
final class PaddlePayloads implements PayloadReader {
    @Override
    public List<PaymentFact> became(PaymentState state, HandlerRequest request) throws PermanentException {
        Fields transaction = data(request);
        Fields totals = transaction.field("details").field("totals");
        BigDecimal amount = totals.requiredDecimal("grand_total", "total");
        return List.of(new PaymentFact.Became(
                transaction.requiredText("id"),
                state,
                amount,
                state == PaymentState.SUCCEEDED ? Optional.of(amount) : Optional.empty(),
                transaction.currency("currency_code").or(() -> totals.currency("currency_code")),
                transaction.text("customer_id"),
                state == PaymentState.FAILED
                        ? transaction.each("payments").stream()
                                .flatMap(payment -> payment.text("error_code").stream())
                                .findFirst()
                        : Optional.empty(),
                transaction.time("created_at"),
                Projection.Tie.NONE));
    }

    /** An adjustment; its action says of what kind. A credit to the customer's balance gives nothing back of the payment. */
    @Override
    public List<PaymentFact> updated(HandlerRequest request) throws PermanentException {
        return switch (data(request).requiredText("action")) {
            case "refund" -> refunded(request);
            case "chargeback", "chargeback_warning", "chargeback_reverse" -> disputed(request);
            default -> List.of();
        };
    }

    @Override
    public List<PaymentFact> refunded(HandlerRequest request) throws PermanentException {
        Fields adjustment = data(request);
        String status = adjustment.requiredText("status");
        return List.of(new PaymentFact.Refunded(
                adjustment.requiredText("transaction_id"),
                adjustment.requiredText("id"),
                adjustment.field("totals").requiredDecimal("total"),
                adjustment.currency("currency_code"),
                status,
                RefundState.of(status),
                adjustment.time("created_at"),
                Projection.Tie.NONE));
    }

    /** A chargeback, or its reversal, which is an adjustment of its own. */
    @Override
    public List<PaymentFact> disputed(HandlerRequest request) throws PermanentException {
        Fields adjustment = data(request);
        String action = adjustment.requiredText("action");
        return List.of(new PaymentFact.Disputed(
                Optional.of(adjustment.requiredText("transaction_id")),
                adjustment.requiredText("id"),
                Optional.of(adjustment.field("totals").requiredDecimal("total")),
                adjustment.currency("currency_code"),
                adjustment.text("status").filter("reversed"::equals).orElse(action),
                adjustment.text("reason"),
                adjustment.time("created_at"),
                Projection.Tie.NONE));
    }

    @Override
    public Optional<CustomerFact> customer(HandlerRequest request) throws PermanentException {
        Fields customer = data(request);
        return Optional.of(new CustomerFact(
                customer.requiredText("id"),
                customer.text("email"),
                customer.text("name"),
                customer.time("created_at"),
                Projection.Tie.NONE));
    }

    @Override
    public Optional<SubscriptionFact> subscription(HandlerRequest request) throws PermanentException {
        Fields subscription = data(request);
        Fields change = subscription.field("scheduled_change");
        List<Fields> items = subscription.each("items");
        return Optional.of(new SubscriptionFact(
                subscription.requiredText("id"),
                subscription.text("status"),
                subscription.text("customer_id"),
                items.stream()
                        .filter(item -> item.node().path("recurring").asBoolean(true))
                        .findFirst()
                        .or(() -> items.stream().findFirst())
                        .flatMap(item -> item.text("price")),
                subscription
                        .time("canceled_at")
                        .or(() -> change.text("action").filter("cancel"::equals).isPresent()
                                ? change.time("effective_at")
                                : Optional.empty()),
                subscription.time("created_at"),
                Projection.Tie.NONE));
    }

    private static Fields data(HandlerRequest request) {
        return Fields.at(request.payload(), "data");
    }
}

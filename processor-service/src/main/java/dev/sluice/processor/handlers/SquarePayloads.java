package dev.sluice.processor.handlers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.Projection;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Square's objects, {@code data.object.<kind>}; their {@code version} orders changes of one second. What a payment is refunded is
 * the sum of its refunds.
 *
 * @see <a href="https://developer.squareup.com/reference/square/webhooks">events</a>
 */
final class SquarePayloads implements PayloadReader {
    @Override
    public Optional<String> account(JsonNode payload) {
        return new Fields(payload, "").text("merchant_id");
    }

    @Override
    public List<PaymentFact> became(PaymentState state, HandlerRequest request) throws PermanentException {
        return updated(request);
    }

    /** Every state comes as {@code payment.updated}: the payment says which. */
    @Override
    public List<PaymentFact> updated(HandlerRequest request) throws PermanentException {
        Fields payment = object(request, "payment");
        Optional<PaymentState> state = state(payment.requiredText("status"));
        if (state.isEmpty()) {
            return List.of();
        }
        Fields money = payment.field(payment.has("total_money") ? "total_money" : "amount_money");
        BigDecimal amount = money.requiredNumber("amount");
        return List.of(new PaymentFact.Became(
                payment.requiredText("id"),
                state.get(),
                amount,
                state.get() == PaymentState.SUCCEEDED ? Optional.of(amount) : Optional.empty(),
                money.currency("currency"),
                payment.text("customer_id"),
                payment.field("card_details").each("errors").stream()
                        .flatMap(error -> error.text("code").stream())
                        .findFirst(),
                payment.time("created_at"),
                version(payment)));
    }

    private static Optional<PaymentState> state(String status) {
        return switch (status) {
            case "PENDING" -> Optional.of(PaymentState.PROCESSING);
            case "APPROVED" -> Optional.of(PaymentState.AUTHORIZED);
            case "COMPLETED" -> Optional.of(PaymentState.SUCCEEDED);
            case "CANCELED" -> Optional.of(PaymentState.CANCELLED);
            case "FAILED" -> Optional.of(PaymentState.FAILED);
            default -> Optional.empty();
        };
    }

    @Override
    public List<PaymentFact> refunded(HandlerRequest request) throws PermanentException {
        Fields refund = object(request, "refund");
        String status = refund.requiredText("status");
        Fields money = refund.field("amount_money");
        return List.of(new PaymentFact.Refunded(
                refund.requiredText("payment_id"),
                refund.requiredText("id"),
                money.requiredNumber("amount"),
                money.currency("currency"),
                status,
                RefundState.of(status),
                refund.time("created_at"),
                version(refund)));
    }

    @Override
    public List<PaymentFact> disputed(HandlerRequest request) throws PermanentException {
        Fields dispute = object(request, "dispute");
        Fields money = dispute.field("amount_money");
        return List.of(new PaymentFact.Disputed(
                dispute.field("disputed_payment").text("payment_id"),
                dispute.requiredText("id", "dispute_id"),
                money.number("amount"),
                money.currency("currency"),
                dispute.requiredText("state"),
                dispute.text("reason"),
                dispute.time("created_at"),
                version(dispute)));
    }

    @Override
    public Optional<CustomerFact> customer(HandlerRequest request) throws PermanentException {
        Fields customer = object(request, "customer");
        Optional<String> id = customer.text("id");
        return Optional.of(new CustomerFact(
                // Of one that is deleted the id may be all there is.
                id.isPresent() ? id.get() : Fields.at(request.payload(), "data").requiredText("id"),
                customer.text("email_address"),
                customer.words("given_name", "family_name").or(() -> customer.text("company_name")),
                customer.time("created_at"),
                version(customer)));
    }

    @Override
    public Optional<SubscriptionFact> subscription(HandlerRequest request) throws PermanentException {
        Fields subscription = object(request, "subscription");
        return Optional.of(new SubscriptionFact(
                subscription.requiredText("id"),
                subscription.text("status"),
                subscription.text("customer_id"),
                subscription.text("plan_variation_id", "plan_id"),
                end(subscription),
                subscription.time("created_at"),
                version(subscription)));
    }

    /** A date: it ends when that day begins in UTC, as near as can be told. */
    private static Optional<Instant> end(Fields subscription) {
        return subscription.date("canceled_date", "completed_date");
    }

    @Override
    public Optional<InvoiceFact> invoice(HandlerRequest request) throws PermanentException {
        Fields invoice = object(request, "invoice");
        List<Fields> requests = invoice.each("payment_requests");
        return Optional.of(new InvoiceFact(
                invoice.requiredText("id"),
                invoice.text("status").filter("PARTIALLY_PAID"::equals).isPresent(),
                invoice.field("primary_recipient").text("customer_id"),
                invoice.text("subscription_id"),
                sum(requests, "computed_amount_money"),
                sum(requests, "total_completed_amount_money"),
                requests.stream()
                        .flatMap(each -> each.field("computed_amount_money").currency("currency").stream())
                        .findFirst(),
                invoice.time("created_at"),
                version(invoice)));
    }

    private static Optional<BigDecimal> sum(List<Fields> requests, String money) throws PermanentException {
        Optional<BigDecimal> sum = Optional.empty();
        for (Fields request : requests) {
            Optional<BigDecimal> amount = request.field(money).number("amount");
            if (amount.isPresent()) {
                sum = Optional.of(sum.orElse(BigDecimal.ZERO).add(MinorUnits.bounded(amount.get())));
            }
        }
        return sum;
    }

    private static Projection.Tie version(Fields object) {
        JsonNode version = object.node().path("version");
        return version.canConvertToLong() && version.isIntegralNumber()
                ? new Projection.Tie(OptionalLong.of(version.longValue()), Map.of())
                : Projection.Tie.NONE;
    }

    private static Fields object(HandlerRequest request, String kind) {
        return Fields.at(request.payload(), "data.object." + kind);
    }
}

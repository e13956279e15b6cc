package dev.sluice.processor.handlers;

import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.Projection;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * PayPal's resources, of version 2 of its API ({@code amount.value}) and 1 ({@code amount.total}). A capture or sale is a payment, and
 * so is an authorization, by an id of its own: refunds and disputes name the capture. An order is kept by the payments in it.
 *
 * @see <a href="https://developer.paypal.com/api/rest/webhooks/event-names/">events</a>
 */
final class PayPalPayloads implements PayloadReader {
    @Override
    public List<PaymentFact> became(PaymentState state, HandlerRequest request) throws PermanentException {
        Fields resource = resource(request);
        return request.event().type().startsWith("CHECKOUT.ORDER.")
                ? ofOrder(resource)
                : List.of(payment(resource, state));
    }

    private static List<PaymentFact> ofOrder(Fields order) throws PermanentException {
        List<PaymentFact> facts = new ArrayList<>();
        for (Fields unit : order.each("purchase_units")) {
            for (String kind : List.of("captures", "authorizations")) {
                for (Fields payment : unit.field("payments").each(kind)) {
                    Optional<PaymentState> state = state(payment.requiredText("status"));
                    if (state.isPresent()) {
                        facts.add(payment(payment, state.get()));
                    }
                }
            }
        }
        return facts;
    }

    /** The state of a capture or an authorization; when an authorization was captured, the captures are the payments. */
    private static Optional<PaymentState> state(String status) {
        return switch (status) {
            case "PENDING" -> Optional.of(PaymentState.PROCESSING);
            case "CREATED", "CAPTURED", "PARTIALLY_CAPTURED" -> Optional.of(PaymentState.AUTHORIZED);
            case "DECLINED", "DENIED", "FAILED" -> Optional.of(PaymentState.FAILED);
            case "VOIDED", "EXPIRED" -> Optional.of(PaymentState.CANCELLED);
            case "COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED" -> Optional.of(PaymentState.SUCCEEDED);
            default -> Optional.empty();
        };
    }

    private static PaymentFact payment(Fields payment, PaymentState state) throws PermanentException {
        Fields money = payment.field("amount");
        BigDecimal amount = amount(money);
        return new PaymentFact.Became(
                payment.requiredText("id"),
                state,
                amount,
                state == PaymentState.SUCCEEDED ? Optional.of(amount) : Optional.empty(),
                money.currency("currency_code", "currency"),
                payment.field("payer").text("payer_id"),
                state == PaymentState.FAILED
                        ? payment.field("status_details").text("reason").or(() -> payment.text("reason_code"))
                        : Optional.empty(),
                payment.time("create_time"),
                Projection.Tie.NONE);
    }

    @Override
    public List<PaymentFact> updated(HandlerRequest request) {
        return List.of();
    }

    @Override
    public List<PaymentFact> refunded(HandlerRequest request) throws PermanentException {
        Fields refund = resource(request);
        Fields money = refund.field("amount");
        String status = refund.text("status", "state").orElse("completed");
        Optional<String> payment = refundedPayment(refund);
        return List.of(new PaymentFact.Refunded(
                payment.isPresent() ? payment.get() : refund.requiredText("capture_id", "sale_id"),
                refund.requiredText("id"),
                // A reversal takes the amount away, and may say so.
                amount(money).abs(),
                money.currency("currency_code", "currency"),
                status,
                RefundState.of(status),
                refund.time("create_time"),
                Projection.Tie.NONE));
    }

    /** Version 2 names it by a link alone: {@code {"rel": "up", "href": "https://api.paypal.com/v2/payments/captures/2GG…"}}. */
    private static Optional<String> refundedPayment(Fields refund) {
        return refund.text("capture_id", "sale_id")
                .or(() -> refund.each("links").stream()
                        .filter(link -> link.text("rel").filter("up"::equals).isPresent())
                        .flatMap(link -> link.text("href").stream())
                        .map(href -> href.substring(href.lastIndexOf('/') + 1))
                        .filter(id -> !id.isEmpty())
                        .findFirst());
    }

    @Override
    public List<PaymentFact> disputed(HandlerRequest request) throws PermanentException {
        Fields dispute = resource(request);
        Fields money = dispute.field("dispute_amount");
        return List.of(new PaymentFact.Disputed(
                dispute.each("disputed_transactions").stream()
                        .flatMap(transaction -> transaction.text("seller_transaction_id").stream())
                        .findFirst(),
                dispute.requiredText("dispute_id"),
                money.node().isObject() ? Optional.of(amount(money)) : Optional.empty(),
                money.currency("currency_code"),
                dispute.requiredText("status"),
                dispute.text("reason"),
                dispute.time("create_time"),
                Projection.Tie.NONE));
    }

    @Override
    public Optional<SubscriptionFact> subscription(HandlerRequest request) throws PermanentException {
        Fields subscription = resource(request);
        boolean ended = request.category().equals("subscription.cancelled");
        return Optional.of(new SubscriptionFact(
                subscription.requiredText("id"),
                subscription.text("status", "state"),
                subscription.field("subscriber").text("payer_id"),
                subscription.text("plan_id"),
                ended ? subscription.time("status_update_time", "update_time") : Optional.empty(),
                subscription.time("create_time"),
                Projection.Tie.NONE));
    }

    /** {@code INVOICING.INVOICE.PAID} tells of a part that is paid too. */
    @Override
    public Optional<InvoiceFact> invoice(HandlerRequest request) throws PermanentException {
        Fields invoice = resource(request).field("invoice");
        Fields money = invoice.field(invoice.has("amount") ? "amount" : "total_amount");
        Fields paid = invoice.field("payments").field("paid_amount");
        if (invoice.text("status").filter("PAYMENT_PENDING"::equals).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new InvoiceFact(
                invoice.requiredText("id"),
                invoice.text("status").filter("PARTIALLY_PAID"::equals).isPresent(),
                Optional.empty(),
                Optional.empty(),
                money.node().isObject() ? Optional.of(amount(money)) : Optional.empty(),
                paid.node().isObject() ? Optional.of(amount(paid)) : Optional.empty(),
                money.currency("currency_code", "currency"),
                invoice.field("detail").field("metadata").time("create_time"),
                Projection.Tie.NONE));
    }

    private static BigDecimal amount(Fields money) throws PermanentException {
        BigDecimal amount = money.requiredDecimal("value", "total");
        return MinorUnits.ofDecimal(amount, money.requiredCurrency("currency_code", "currency"));
    }

    private static Fields resource(HandlerRequest request) {
        return Fields.at(request.payload(), "resource");
    }
}

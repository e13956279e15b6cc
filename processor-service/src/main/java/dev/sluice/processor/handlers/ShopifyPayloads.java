package dev.sluice.processor.handlers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.Projection;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Shopify's resources, which are the whole payload. An order is a payment, by its number. The shop is in a header that is not
 * signed, and ids are unique over all shops, so it is no part of the key.
 *
 * @see <a href="https://shopify.dev/docs/api/webhooks">topics</a>
 */
final class ShopifyPayloads implements PayloadReader {
    @Override
    public List<PaymentFact> became(PaymentState state, HandlerRequest request) throws PermanentException {
        Fields order = root(request);
        String currency = order.requiredCurrency("currency");
        BigDecimal amount = MinorUnits.ofDecimal(order.requiredDecimal("total_price"), currency);
        return List.of(new PaymentFact.Became(
                order.requiredText("id"),
                state,
                amount,
                state == PaymentState.SUCCEEDED ? Optional.of(amount) : Optional.empty(),
                Optional.of(currency),
                order.text("customer"),
                Optional.empty(),
                order.time("created_at"),
                Projection.Tie.NONE));
    }

    /** Orders that are made, changed or cancelled say by their {@code financial_status} what came of the payment. */
    @Override
    public List<PaymentFact> updated(HandlerRequest request) throws PermanentException {
        Fields order = root(request);
        Optional<PaymentState> state = state(order.text("financial_status").orElse(""));
        if (state.isEmpty()) {
            return List.of();
        }
        boolean called = order.text("cancelled_at").isPresent();
        return became(called && state.get() != PaymentState.SUCCEEDED ? PaymentState.CANCELLED : state.get(), request);
    }

    private static Optional<PaymentState> state(String financial) {
        return switch (financial.toLowerCase(Locale.ROOT)) {
            case "pending", "partially_paid" -> Optional.of(PaymentState.PROCESSING);
            case "authorized" -> Optional.of(PaymentState.AUTHORIZED);
            case "paid", "partially_refunded", "refunded" -> Optional.of(PaymentState.SUCCEEDED);
            case "voided", "expired" -> Optional.of(PaymentState.CANCELLED);
            default -> Optional.empty();
        };
    }

    /** A refund may be of goods alone, without money. */
    @Override
    public List<PaymentFact> refunded(HandlerRequest request) throws PermanentException {
        Fields refund = root(request);
        List<Fields> transactions = refund.each("transactions").stream()
                .filter(each -> each.text("kind").filter("refund"::equals).isPresent())
                .toList();
        if (transactions.isEmpty()) {
            return List.of();
        }
        String currency = transactions.get(0).requiredCurrency("currency");
        BigDecimal standing = BigDecimal.ZERO;
        BigDecimal failed = BigDecimal.ZERO;
        boolean pending = false;
        for (Fields transaction : transactions) {
            String status = transaction.text("status").orElse("success");
            BigDecimal amount = MinorUnits.ofDecimal(
                    transaction.requiredDecimal("amount"), transaction.requiredCurrency("currency"));
            pending |= status.equals("pending");
            if (status.equals("failure") || status.equals("error")) {
                failed = failed.add(amount);
            } else {
                standing = standing.add(amount);
            }
        }
        boolean nothing = standing.signum() == 0;
        RefundState state = nothing ? RefundState.FAILED : pending ? RefundState.PENDING : RefundState.SUCCEEDED;
        return List.of(new PaymentFact.Refunded(
                refund.requiredText("order_id"),
                refund.requiredText("id"),
                nothing ? failed : standing,
                Optional.of(currency),
                nothing ? "failure" : pending ? "pending" : "success",
                state,
                refund.time("created_at"),
                Projection.Tie.NONE));
    }

    @Override
    public List<PaymentFact> disputed(HandlerRequest request) throws PermanentException {
        Fields dispute = root(request);
        String currency = dispute.requiredCurrency("currency");
        return List.of(new PaymentFact.Disputed(
                // Of money that no order is known for there is none.
                dispute.text("order_id"),
                dispute.requiredText("id"),
                Optional.of(MinorUnits.ofDecimal(dispute.requiredDecimal("amount"), currency)),
                Optional.of(currency),
                dispute.requiredText("status"),
                dispute.text("reason"),
                dispute.time("initiated_at"),
                Projection.Tie.NONE));
    }

    @Override
    public Optional<CustomerFact> customer(HandlerRequest request) throws PermanentException {
        Fields customer = root(request);
        return Optional.of(new CustomerFact(
                customer.requiredText("id"),
                customer.text("email"),
                customer.words("first_name", "last_name"),
                customer.time("created_at"),
                Projection.Tie.NONE));
    }

    /** A contract's revision grows with every change. */
    @Override
    public Optional<SubscriptionFact> subscription(HandlerRequest request) throws PermanentException {
        Fields contract = root(request);
        JsonNode revision = contract.node().path("revision_id");
        long number = revision.asLong();
        return Optional.of(new SubscriptionFact(
                contract.requiredText("id"),
                contract.text("status"),
                contract.text("customer_id"),
                Optional.empty(),
                Optional.empty(),
                contract.time("created_at"),
                number > 0 ? new Projection.Tie(OptionalLong.of(number), Map.of()) : Projection.Tie.NONE));
    }

    /** An attempt to bill a contract, which says nothing of the amount. */
    @Override
    public Optional<InvoiceFact> invoice(HandlerRequest request) throws PermanentException {
        Fields attempt = root(request);
        return Optional.of(new InvoiceFact(
                attempt.requiredText("id"),
                false,
                Optional.empty(),
                attempt.text("subscription_contract_id"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                attempt.time("created_at"),
                Projection.Tie.NONE));
    }

    private static Fields root(HandlerRequest request) {
        return new Fields(request.payload(), "");
    }
}

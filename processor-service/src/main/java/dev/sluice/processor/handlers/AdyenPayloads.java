package dev.sluice.processor.handlers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.Projection;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Adyen's notification items. {@code pspReference} is the payment's or the modification's, which then has the payment's as
 * {@code originalReference}; all events of one dispute or refund have the same.
 *
 * @see <a href="https://docs.adyen.com/development-resources/webhooks/webhook-types">webhook types</a>
 * @see <a href="https://docs.adyen.com/risk-management/disputes-api/dispute-notifications">disputes</a>
 */
final class AdyenPayloads implements PayloadReader {
    @Override
    public Optional<String> account(JsonNode payload) {
        return item(payload).text("merchantAccountCode");
    }

    @Override
    public List<PaymentFact> became(PaymentState state, HandlerRequest request) throws PermanentException {
        Fields item = item(request.payload());
        Optional<String> original = item.text("originalReference");
        if (original.isEmpty()
                && item.text("eventCode").filter("TECHNICAL_CANCEL"::equals).isPresent()) {
            // Made without knowing the payment: it is named by the merchant's reference alone.
            return List.of();
        }
        BigDecimal amount = amount(item);
        return List.of(new PaymentFact.Became(
                original.isPresent() ? original.get() : item.requiredText("pspReference"),
                state,
                amount,
                state == PaymentState.SUCCEEDED ? Optional.of(amount) : Optional.empty(),
                item.field("amount").currency("currency"),
                item.field("additionalData").text("shopperReference"),
                state == PaymentState.FAILED ? item.text("reason") : Optional.empty(),
                original.isPresent() ? Optional.empty() : item.time("eventDate"),
                Projection.Tie.NONE,
                original.isPresent()));
    }

    /** {@code CANCEL_OR_REFUND} says which of the two it came to. */
    @Override
    public List<PaymentFact> updated(HandlerRequest request) throws PermanentException {
        Optional<String> action =
                item(request.payload()).field("additionalData").text("modification.action");
        if (action.filter("cancel"::equals).isPresent()) {
            return became(PaymentState.CANCELLED, request);
        }
        return action.filter("refund"::equals).isPresent() ? refunded(request) : List.of();
    }

    @Override
    public List<PaymentFact> refunded(HandlerRequest request) throws PermanentException {
        Fields item = item(request.payload());
        boolean failed = request.category().equals("payment.refund_failed");
        return List.of(new PaymentFact.Refunded(
                item.requiredText("originalReference"),
                item.requiredText("pspReference"),
                amount(item),
                item.field("amount").currency("currency"),
                failed
                        ? item.text("eventCode")
                                .filter("REFUNDED_REVERSED"::equals)
                                .map(code -> "reversed")
                                .orElse("failed")
                        : "refunded",
                failed ? RefundState.FAILED : RefundState.SUCCEEDED,
                Optional.empty(),
                Projection.Tie.NONE));
    }

    @Override
    public List<PaymentFact> disputed(HandlerRequest request) throws PermanentException {
        Fields item = item(request.payload());
        Fields additional = item.field("additionalData");
        String code = item.requiredText("eventCode").toLowerCase(Locale.ROOT);
        return List.of(new PaymentFact.Disputed(
                Optional.of(item.requiredText("originalReference")),
                item.requiredText("pspReference"),
                Optional.of(amount(item)),
                item.field("amount").currency("currency"),
                // Payments in Brazil have none.
                additional.text("disputeStatus").orElse(code),
                additional.text("chargebackReasonCode").or(() -> item.text("reason")),
                Optional.empty(),
                Projection.Tie.NONE));
    }

    private static BigDecimal amount(Fields item) throws PermanentException {
        Fields amount = item.field("amount");
        return MinorUnits.ADYEN.convert(amount.requiredNumber("value"), amount.requiredCurrency("currency"));
    }

    private static Fields item(JsonNode payload) {
        return Fields.at(payload, "NotificationRequestItem");
    }
}

package dev.sluice.processor.handlers;

import java.math.BigDecimal;
import java.util.Optional;

/** What an event says of a payment, whichever provider says it. Amounts are in minor units, as the provider gives them. */
sealed interface PaymentFact {
    /** Id of the payment. */
    String payment();

    /** Its state is {@code state}. */
    record Became(
            String payment,
            PaymentState state,
            BigDecimal amount,
            Optional<String> currency,
            Optional<String> customer,
            Optional<String> failureReason)
            implements PaymentFact {}

    /**
     * It was refunded.
     *
     * @param refund id of the refund, or of what was refunded where the provider does not name the refund
     * @param amount of this refund
     * @param refundedSoFar of the payment, this refund included; empty when the event does not say
     */
    record Refunded(
            String payment,
            String refund,
            BigDecimal amount,
            Optional<BigDecimal> refundedSoFar,
            Optional<String> currency,
            String status)
            implements PaymentFact {}

    /** It is disputed. */
    record Disputed(
            String payment,
            String dispute,
            BigDecimal amount,
            Optional<String> currency,
            String status,
            Optional<String> reason)
            implements PaymentFact {}
}

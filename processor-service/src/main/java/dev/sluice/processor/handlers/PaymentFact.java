package dev.sluice.processor.handlers;

import dev.sluice.handler.Projection;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/** What an event says of a payment, whichever provider says it. Amounts are in the minor unit that ISO 4217 gives the currency. */
sealed interface PaymentFact {
    /**
     * A payment's state is {@code state}.
     *
     * @param received of the amount
     * @param createdAt when the provider made the payment
     * @param tie orders changes of one second
     * @param ofPart whether the amount is that of a part, such as a capture, and stands for the payment's only until an event
     *     about the payment itself comes
     */
    record Became(
            String payment,
            PaymentState state,
            BigDecimal amount,
            Optional<BigDecimal> received,
            Optional<String> currency,
            Optional<String> customer,
            Optional<String> failureReason,
            Optional<Instant> createdAt,
            Projection.Tie tie,
            boolean ofPart)
            implements PaymentFact {
        /** A state of the whole payment. */
        Became(
                String payment,
                PaymentState state,
                BigDecimal amount,
                Optional<BigDecimal> received,
                Optional<String> currency,
                Optional<String> customer,
                Optional<String> failureReason,
                Optional<Instant> createdAt,
                Projection.Tie tie) {
            this(payment, state, amount, received, currency, customer, failureReason, createdAt, tie, false);
        }
    }

    /**
     * A refund of a payment has come to be, or has another state.
     *
     * @param refund the provider's id of it, or the event's where the provider gives none
     * @param status as the provider names it
     * @param tie orders changes of one second
     */
    record Refunded(
            String payment,
            String refund,
            BigDecimal amount,
            Optional<String> currency,
            String status,
            RefundState state,
            Optional<Instant> createdAt,
            Projection.Tie tie)
            implements PaymentFact {}

    /**
     * The provider says how much of a payment is refunded in all, and may not name the refunds.
     *
     * @param by id of the object that says so
     */
    record RefundsReported(String payment, String by, BigDecimal amount, Optional<String> currency)
            implements PaymentFact {}

    /**
     * A payment is disputed, or its dispute has another state.
     *
     * @param payment empty where the event does not name it
     * @param amount empty where the event does not say
     */
    record Disputed(
            Optional<String> payment,
            String dispute,
            Optional<BigDecimal> amount,
            Optional<String> currency,
            String status,
            Optional<String> reason,
            Optional<Instant> createdAt,
            Projection.Tie tie)
            implements PaymentFact {}
}

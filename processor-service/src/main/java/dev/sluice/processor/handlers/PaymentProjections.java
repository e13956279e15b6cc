package dev.sluice.processor.handlers;

import static dev.sluice.processor.handlers.Guard.number;
import static dev.sluice.processor.handlers.Guard.projection;
import static dev.sluice.processor.handlers.Guard.text;

import dev.sluice.handler.Effect;
import dev.sluice.handler.Event;
import dev.sluice.handler.Projection;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Tables {@code payment}, {@code refund} and {@code dispute}. */
final class PaymentProjections {
    private static final Projection STATUS = projection(
            "payment",
            "status",
            text("status"),
            number("amount"),
            text("currency"),
            text("customer_id"),
            text("failure_reason"));
    private static final Projection REFUNDED = projection("payment", "refund", number("refunded_amount"));
    private static final Projection DISPUTED = projection("payment", "dispute", text("dispute_status"));
    private static final Projection REFUND =
            projection("refund", "status", text("status"), text("payment_id"), number("amount"), text("currency"));
    private static final Projection DISPUTE = projection(
            "dispute",
            "status",
            text("status"),
            text("payment_id"),
            number("amount"),
            text("currency"),
            text("reason"));
    private static final BigDecimal HIGHEST_RANK = BigDecimal.valueOf(Integer.MAX_VALUE);

    private PaymentProjections() {}

    static List<Effect> writes(Event event, PaymentFact fact) {
        return switch (fact) {
            case PaymentFact.Became became ->
                List.of(Guard.write(
                        event,
                        STATUS,
                        became.payment(),
                        became.state().rank(),
                        became.state().word(),
                        became.amount(),
                        became.currency().orElse(null),
                        became.customer().orElse(null),
                        became.failureReason().orElse(null)));
            case PaymentFact.Refunded refunded -> refunded(event, refunded);
            case PaymentFact.Disputed disputed ->
                List.of(
                        Guard.write(event, DISPUTED, disputed.payment(), rank(disputed.status()), disputed.status()),
                        Guard.write(
                                event,
                                DISPUTE,
                                disputed.dispute(),
                                rank(disputed.status()),
                                disputed.status(),
                                disputed.payment(),
                                disputed.amount(),
                                disputed.currency().orElse(null),
                                disputed.reason().orElse(null)));
        };
    }

    private static List<Effect> refunded(Event event, PaymentFact.Refunded refunded) {
        List<Effect> writes = new ArrayList<>();
        writes.add(Guard.write(
                event,
                REFUND,
                refunded.refund(),
                refunded.status().equals("pending") ? 10 : 20,
                refunded.status(),
                refunded.payment(),
                refunded.amount(),
                refunded.currency().orElse(null)));
        // Of two refunds in one second the later is the one that brought the sum higher.
        refunded.refundedSoFar()
                .ifPresent(sum -> writes.add(Guard.write(
                        event,
                        REFUNDED,
                        refunded.payment(),
                        sum.min(HIGHEST_RANK).intValue(),
                        sum)));
        return writes;
    }

    private static int rank(String disputeStatus) {
        return switch (disputeStatus) {
            case "won", "lost", "closed", "warning_closed" -> 30;
            case "under_review", "warning_under_review" -> 20;
            default -> 10;
        };
    }
}

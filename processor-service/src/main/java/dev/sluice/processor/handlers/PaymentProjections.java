package dev.sluice.processor.handlers;

import static dev.sluice.processor.handlers.Guard.number;
import static dev.sluice.processor.handlers.Guard.projection;
import static dev.sluice.processor.handlers.Guard.text;
import static dev.sluice.processor.handlers.Guard.tied;
import static dev.sluice.processor.handlers.Guard.time;

import dev.sluice.handler.Effect;
import dev.sluice.handler.Projection;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tables {@code payment}, {@code refund} and {@code dispute}. What is refunded of a payment is the sum of its refunds, which the
 * database keeps: see docs/decisions/0009-refunds.md.
 */
record PaymentProjections(Guard guard) {
    private static final Projection STATUS = projection(
            "payment",
            "status",
            text("status"),
            number("amount"),
            number("amount_received"),
            text("currency"),
            text("customer_id"),
            text("failure_reason"),
            time("created_at"));
    private static final Projection REFUNDED = projection("payment", "refund");
    private static final Projection REPORTED = projection(
            "payment",
            "refund_reported",
            number("refund_reported_amount"),
            text("refund_reported_by"),
            text("refund_reported_currency"));
    private static final Projection DISPUTED = projection("payment", "dispute", text("dispute_status"));
    private static final Projection REFUND = tied(
            "refund",
            "status",
            text("status"),
            text("state"),
            text("payment_id"),
            number("amount"),
            text("currency"),
            time("created_at"));
    private static final Projection DISPUTE = tied(
            "dispute",
            "status",
            text("status"),
            text("payment_id"),
            number("amount"),
            text("currency"),
            text("reason"),
            time("created_at"));
    private static final Projection DISPUTE_STATUS = tied("dispute", "status", text("status"));
    private static final BigDecimal HIGHEST_RANK = BigDecimal.valueOf(Integer.MAX_VALUE);

    List<Effect> writes(PaymentFact fact) {
        return switch (fact) {
            case PaymentFact.Became became ->
                List.of(guard.write(
                        STATUS,
                        became.payment(),
                        became.state().rank(),
                        became.state().word(),
                        became.amount(),
                        became.received().orElse(null),
                        became.currency().orElse(null),
                        became.customer().orElse(null),
                        became.failureReason().orElse(null),
                        became.createdAt().orElse(null)));
            case PaymentFact.Refunded refunded ->
                List.of(
                        // Locks the payment's row before any of its refunds, as every writer of them does.
                        guard.write(
                                REFUNDED, refunded.payment(), refunded.state().rank()),
                        guard.write(
                                REFUND,
                                refunded.refund(),
                                refunded.state().rank(),
                                refunded.tie(),
                                refunded.status(),
                                refunded.state().word(),
                                refunded.payment(),
                                refunded.amount(),
                                refunded.currency().orElse(null),
                                refunded.createdAt().orElse(null)));
            // Of two sums in one second the higher is the later one.
            case PaymentFact.RefundsReported reported ->
                List.of(guard.write(
                        REPORTED,
                        reported.payment(),
                        reported.amount().min(HIGHEST_RANK).intValue(),
                        reported.amount(),
                        reported.by(),
                        reported.currency().orElse(null)));
            case PaymentFact.Disputed disputed -> disputed(disputed);
        };
    }

    private List<Effect> disputed(PaymentFact.Disputed disputed) {
        int rank = rank(disputed.status());
        List<Effect> writes = new ArrayList<>();
        disputed.payment().ifPresent(payment -> writes.add(guard.write(DISPUTED, payment, rank, disputed.status())));
        if (disputed.payment().isPresent() && disputed.amount().isPresent()) {
            writes.add(guard.write(
                    DISPUTE,
                    disputed.dispute(),
                    rank,
                    disputed.tie(),
                    disputed.status(),
                    disputed.payment().get(),
                    disputed.amount().get(),
                    disputed.currency().orElse(null),
                    disputed.reason().orElse(null),
                    disputed.createdAt().orElse(null)));
        } else {
            // What an earlier event said of it stands.
            writes.add(guard.write(DISPUTE_STATUS, disputed.dispute(), rank, disputed.tie(), disputed.status()));
        }
        return writes;
    }

    private static int rank(String disputeStatus) {
        return switch (disputeStatus.toLowerCase(Locale.ROOT)) {
            case "won", "lost", "closed", "resolved", "warning_closed", "prevented" -> 30;
            case "under_review", "warning_under_review" -> 20;
            default -> 10;
        };
    }
}

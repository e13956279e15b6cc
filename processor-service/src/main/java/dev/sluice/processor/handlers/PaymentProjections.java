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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tables {@code payment}, {@code refund} and {@code dispute}. What is refunded of a payment is the sum of its refunds, which the
 * database keeps: see docs/decisions/0009-refunds.md.
 */
record PaymentProjections(Guard guard) {
    private static final Projection STATUS =
            tied("payment", "status", text("status"), number("amount_received"), text("failure_reason"));
    private static final Projection DETAIL = projection(
            "payment", "detail", number("amount"), text("currency"), text("customer_id"), time("created_at"));
    private static final Projection REFUNDED = projection("payment", "refund");
    private static final Projection REPORTED = projection(
            "payment",
            "refund_reported",
            number("refund_reported_amount"),
            text("refund_reported_by"),
            text("refund_reported_currency"));
    private static final Projection DISPUTED = tied("payment", "dispute", text("dispute_status"));
    private static final Projection REFUND = tied(
            "refund",
            "status",
            text("status"),
            text("state"),
            text("payment_id"),
            number("amount"),
            text("currency"),
            time("created_at"));
    private static final Projection DISPUTE_STATUS = tied("dispute", "status", text("status"));
    private static final Projection DISPUTE_DETAIL = tied(
            "dispute",
            "detail",
            text("payment_id"),
            number("amount"),
            text("currency"),
            text("reason"),
            time("created_at"));
    private static final BigDecimal HIGHEST_RANK = BigDecimal.valueOf(Integer.MAX_VALUE);

    List<Effect> writes(PaymentFact fact) {
        return switch (fact) {
            case PaymentFact.Became became -> List.of(status(became), detail(became));
            case PaymentFact.Refunded refunded ->
                List.of(
                        // Locks the payment's row before any of its refunds, as every writer of them does.
                        guard.write(
                                REFUNDED, refunded.payment(), refunded.state().rank(), Projection.Tie.NONE),
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
                        Projection.Tie.NONE,
                        reported.amount(),
                        reported.by(),
                        reported.currency().orElse(null)));
            case PaymentFact.Disputed disputed -> disputed(disputed);
        };
    }

    private Effect status(PaymentFact.Became became) {
        return guard.write(
                STATUS,
                became.payment(),
                became.state().rank(),
                became.tie(),
                became.state().word(),
                became.received().orElse(null),
                became.failureReason().orElse(null));
    }

    private Effect detail(PaymentFact.Became became) {
        @Nullable
        Object[] values = {
            became.amount(),
            became.currency().orElse(null),
            became.customer().orElse(null),
            became.createdAt().orElse(null)
        };
        int rank = became.state().rank();
        return became.ofPart()
                ? guard.stopgap(DETAIL, became.payment(), rank, values)
                : guard.write(DETAIL, became.payment(), rank, Projection.Tie.NONE, values);
    }

    private List<Effect> disputed(PaymentFact.Disputed disputed) {
        int rank = rank(disputed.status());
        List<Effect> writes = new ArrayList<>();
        disputed.payment()
                .ifPresent(payment ->
                        writes.add(guard.write(DISPUTED, payment, rank, ofPayment(disputed.tie()), disputed.status())));
        writes.add(guard.write(DISPUTE_STATUS, disputed.dispute(), rank, disputed.tie(), disputed.status()));
        // Of an event that does not say, what another said stands.
        if (disputed.payment().isPresent() && disputed.amount().isPresent()) {
            writes.add(guard.write(
                    DISPUTE_DETAIL,
                    disputed.dispute(),
                    rank,
                    disputed.tie(),
                    disputed.payment().get(),
                    disputed.amount().get(),
                    disputed.currency().orElse(null),
                    disputed.reason().orElse(null),
                    disputed.createdAt().orElse(null)));
        }
        return writes;
    }

    /** A dispute's tie, by the name that the payment keeps its status by. */
    private static Projection.Tie ofPayment(Projection.Tie tie) {
        if (!tie.before().containsKey("status")) {
            return new Projection.Tie(tie.sequence(), Map.of());
        }
        Map<String, @Nullable String> before = new HashMap<>();
        before.put("dispute_status", tie.before().get("status"));
        return new Projection.Tie(tie.sequence(), before);
    }

    private static int rank(String disputeStatus) {
        return switch (disputeStatus.toLowerCase(Locale.ROOT)) {
            case "won",
                    "lost",
                    "accepted",
                    "charge_refunded",
                    "chargeback_reverse",
                    "closed",
                    "expired",
                    "inquiry_closed",
                    "prevented",
                    "resolved",
                    "reversed",
                    "warning_closed" -> 30;
            case "under_review", "warning_under_review", "pending", "processing", "inquiry_processing" -> 20;
            default -> 10;
        };
    }
}

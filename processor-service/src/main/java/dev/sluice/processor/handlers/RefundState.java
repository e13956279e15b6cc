package dev.sluice.processor.handlers;

import java.util.Locale;

/** What a refund's status means for its payment; of two at the same instant the one of higher rank stands. */
enum RefundState {
    PENDING(10),
    SUCCEEDED(20),
    // A refund that succeeded may fail afterwards, and never the other way round.
    FAILED(30),
    CANCELLED(30);

    private final int rank;

    RefundState(int rank) {
        this.rank = rank;
    }

    /** By a provider's word; one that is not known is of a refund that was made. */
    static RefundState of(String status) {
        return switch (status.toLowerCase(Locale.ROOT)) {
            case "pending", "pending_approval", "requires_action", "created", "initiated", "processing" -> PENDING;
            case "failed", "rejected", "reversed" -> FAILED;
            case "canceled", "cancelled" -> CANCELLED;
            default -> SUCCEEDED;
        };
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    int rank() {
        return rank;
    }
}

package dev.sluice.processor.handlers;

import static dev.sluice.processor.handlers.Guard.text;
import static dev.sluice.processor.handlers.Guard.tied;
import static dev.sluice.processor.handlers.Guard.time;

import dev.sluice.handler.Effect;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.Projection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Keeps subscriptions. */
public final class ApplySubscriptions extends ApplyObjects {
    /** The categories that it makes something of. */
    static final Set<String> CATEGORIES =
            Set.of("subscription.created", "subscription.updated", "subscription.cancelled");

    private static final Projection STATUS = tied(
            "subscription",
            "status",
            text("status"),
            text("customer_id"),
            text("plan"),
            time("cancelled_at"),
            time("created_at"));
    private static final int ENDED = 30;

    public ApplySubscriptions() {
        super("subscriptions", CATEGORIES, "a subscription");
    }

    @Override
    List<Effect> writes(PayloadReader reader, HandlerRequest request, Guard guard) throws PermanentException {
        Optional<SubscriptionFact> read = reader.subscription(request);
        if (read.isEmpty()) {
            return List.of();
        }
        SubscriptionFact subscription = read.get();
        boolean cancelled = request.category().equals("subscription.cancelled");
        String status = subscription.status().orElse(cancelled ? "cancelled" : "active");
        // A status that is final is the later of one second, whatever the event is called: Razorpay's
        // subscription.charged and subscription.completed are both updates.
        int rank = cancelled || isFinal(status) ? ENDED : request.category().equals("subscription.created") ? 10 : 20;
        return List.of(guard.write(
                STATUS,
                subscription.id(),
                rank,
                subscription.tie(),
                status,
                subscription.customer().orElse(null),
                subscription.plan().orElse(null),
                subscription.end().orElse(null),
                subscription.createdAt().orElse(null)));
    }

    private static boolean isFinal(String status) {
        return switch (status.toLowerCase(Locale.ROOT)) {
            case "canceled", "cancelled", "completed", "deactivated", "expired", "ended", "incomplete_expired" -> true;
            default -> false;
        };
    }
}

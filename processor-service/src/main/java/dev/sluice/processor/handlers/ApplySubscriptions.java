package dev.sluice.processor.handlers;

import static dev.sluice.processor.handlers.Guard.text;
import static dev.sluice.processor.handlers.Guard.tied;
import static dev.sluice.processor.handlers.Guard.time;

import dev.sluice.handler.Effect;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.Projection;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keeps subscriptions. */
public final class ApplySubscriptions implements Handler {
    /** What it makes something of. */
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

    @Override
    public String name() {
        return "subscriptions";
    }

    @Override
    public HandlerResult handle(HandlerRequest request) throws PermanentException {
        if (!CATEGORIES.contains(request.category())) {
            return new HandlerResult.Ignored(request.category() + " says nothing of a subscription");
        }
        Optional<PayloadForm> form = PayloadForm.of(request.event());
        if (form.isEmpty()) {
            return new HandlerResult.Ignored(PayloadForm.unreadable(request.event()));
        }
        Guard guard = new Guard(request, form.get());
        Fields subscription = form.get().object(request.payload(), "subscription");
        String id = subscription.requiredText("id");
        boolean cancelled = request.category().equals("subscription.cancelled");
        String status = subscription.text("status").orElse(cancelled ? "cancelled" : "active");
        // A status that is final is the later of one second, whatever the event is called: Razorpay's
        // subscription.charged and subscription.completed are both updates.
        int rank = cancelled || isFinal(status) ? ENDED : request.category().equals("subscription.created") ? 10 : 20;
        Effect write = guard.write(
                STATUS,
                id,
                rank,
                guard.tieOf(Map.of("status", "status", "customer", "customer_id")),
                status,
                subscription.text("customer_id", "customer").orElse(null),
                plan(subscription).orElse(null),
                end(subscription).orElse(null),
                subscription.time("created", "created_at").orElse(null));
        return new HandlerResult.Processed(List.of(write), request.category() + " of " + id);
    }

    private static boolean isFinal(String status) {
        return switch (status.toLowerCase(Locale.ROOT)) {
            case "canceled", "cancelled", "completed", "expired", "ended", "incomplete_expired" -> true;
            default -> false;
        };
    }

    /** Stripe has a price in each item, and in older API versions a plan: what is metered comes on top of what was chosen. */
    private static Optional<String> plan(Fields subscription) {
        List<Fields> items = subscription.field("items").each("data");
        return items.stream()
                .filter(item -> !isMetered(item))
                .findFirst()
                .or(() -> items.stream().findFirst())
                .flatMap(item -> item.text("price", "plan"))
                .or(() -> subscription.text("plan_id", "plan"));
    }

    private static boolean isMetered(Fields item) {
        return item.field("price")
                .field("recurring")
                .text("usage_type")
                .or(() -> item.field("plan").text("usage_type"))
                .filter("metered"::equals)
                .isPresent();
    }

    /**
     * When it ended or will end: Stripe's {@code canceled_at} is when that was asked for, which is the same only where it
     * ended at once.
     */
    private static Optional<Instant> end(Fields subscription) {
        return subscription
                .time("ended_at", "cancel_at")
                .or(() -> subscription.field("cancel_at_period_end").node().asBoolean()
                        ? subscription.time("current_period_end")
                        : Optional.empty())
                .or(() -> subscription.time("canceled_at", "cancelled_at"));
    }
}

package dev.sluice.processor.handlers;

import static dev.sluice.processor.handlers.Guard.projection;
import static dev.sluice.processor.handlers.Guard.text;

import dev.sluice.handler.Effect;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.Projection;
import java.util.List;
import java.util.Optional;

/** Keeps subscriptions. */
public final class ApplySubscriptions implements Handler {
    private static final Projection STATUS = projection(
            "subscription",
            "status",
            text("status"),
            text("customer_id"),
            text("plan"),
            new Projection.Column("cancelled_at", "timestamptz"));

    @Override
    public String name() {
        return "subscriptions";
    }

    @Override
    public HandlerResult handle(HandlerRequest request) throws PermanentException {
        return switch (request.category()) {
            case "subscription.created" -> became(request, 10, "active");
            case "subscription.updated" -> became(request, 20, "active");
            case "subscription.cancelled" -> became(request, 30, "cancelled");
            default -> new HandlerResult.Ignored(request.category() + " says nothing of a subscription");
        };
    }

    private static HandlerResult became(HandlerRequest request, int rank, String status) throws PermanentException {
        Fields subscription = Fields.subject(request.payload(), "subscription");
        String id = subscription.requiredText("id");
        Effect write = Guard.write(
                request.event(),
                STATUS,
                id,
                rank,
                subscription.text("status").orElse(status),
                subscription.text("customer_id", "customer").orElse(null),
                plan(subscription).orElse(null),
                subscription.seconds("canceled_at", "cancelled_at", "ended_at").orElse(null));
        return new HandlerResult.Processed(List.of(write), request.category() + " of " + id);
    }

    /** Stripe's is the price of the first item, and in older API versions a plan. */
    private static Optional<String> plan(Fields subscription) {
        Fields item = new Fields(subscription.node().path("items").path("data").path(0), "items.data.0");
        return item.text("price", "plan").or(() -> subscription.text("plan_id", "plan"));
    }
}

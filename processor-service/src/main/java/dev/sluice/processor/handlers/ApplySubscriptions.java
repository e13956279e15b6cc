package dev.sluice.processor.handlers;

import static dev.sluice.processor.handlers.Guard.projection;
import static dev.sluice.processor.handlers.Guard.text;

import dev.sluice.handler.Delivery;
import dev.sluice.handler.Effect;
import dev.sluice.handler.Handler;
import dev.sluice.handler.Outcome;
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
    public Outcome handle(Delivery delivery) throws PermanentException {
        return switch (delivery.category()) {
            case "subscription.created" -> became(delivery, 10, "active");
            case "subscription.updated" -> became(delivery, 20, "active");
            case "subscription.cancelled" -> became(delivery, 30, "cancelled");
            default -> new Outcome.Ignored(delivery.category() + " says nothing of a subscription");
        };
    }

    private static Outcome became(Delivery delivery, int rank, String status) throws PermanentException {
        Fields subscription = Fields.subject(delivery.payload(), "subscription");
        String id = subscription.requiredText("id");
        Effect write = Guard.write(
                delivery.event(),
                STATUS,
                id,
                rank,
                subscription.text("status").orElse(status),
                subscription.text("customer_id", "customer").orElse(null),
                plan(subscription).orElse(null),
                subscription.seconds("canceled_at", "cancelled_at", "ended_at").orElse(null));
        return new Outcome.Processed(List.of(write), delivery.category() + " of " + id);
    }

    /** Stripe's is the price of the first item, and in older API versions a plan. */
    private static Optional<String> plan(Fields subscription) {
        Fields item = new Fields(subscription.node().path("items").path("data").path(0), "items.data.0");
        return item.text("price", "plan").or(() -> subscription.text("plan_id", "plan"));
    }
}

package dev.sluice.processor.handlers;

import static dev.sluice.processor.handlers.Guard.projection;
import static dev.sluice.processor.handlers.Guard.text;

import dev.sluice.event.WebhookEvent;
import dev.sluice.handler.Delivery;
import dev.sluice.handler.Effect;
import dev.sluice.handler.Handler;
import dev.sluice.handler.Outcome;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.Projection;
import java.util.List;

/** Keeps customers; one that is deleted keeps its row and is marked. */
public final class ApplyCustomers implements Handler {
    private static final Projection PROFILE = projection("customer", "profile", text("email"), text("name"));
    private static final Projection DELETED =
            projection("customer", "deleted", new Projection.Column("deleted", "boolean"));

    @Override
    public String name() {
        return "customers";
    }

    @Override
    public Outcome handle(Delivery delivery) throws PermanentException {
        Fields customer = Fields.subject(delivery.payload(), "customer");
        WebhookEvent event = delivery.event();
        return switch (delivery.category()) {
            case "customer.created" -> processed(delivery, customer, profile(event, customer, 10));
            case "customer.updated" -> processed(delivery, customer, profile(event, customer, 20));
            case "customer.deleted" ->
                processed(delivery, customer, Guard.write(event, DELETED, customer.requiredText("id"), 30, true));
            default -> new Outcome.Ignored(delivery.category() + " says nothing of a customer");
        };
    }

    private static Effect profile(WebhookEvent event, Fields customer, int rank) throws PermanentException {
        return Guard.write(
                event,
                PROFILE,
                customer.requiredText("id"),
                rank,
                customer.text("email").orElse(null),
                customer.text("name").orElse(null));
    }

    private static Outcome processed(Delivery delivery, Fields customer, Effect write) throws PermanentException {
        return new Outcome.Processed(List.of(write), delivery.category() + " of " + customer.requiredText("id"));
    }
}

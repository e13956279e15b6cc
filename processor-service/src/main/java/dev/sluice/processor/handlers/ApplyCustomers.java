package dev.sluice.processor.handlers;

import static dev.sluice.processor.handlers.Guard.projection;
import static dev.sluice.processor.handlers.Guard.text;

import dev.sluice.handler.Effect;
import dev.sluice.handler.Event;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
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
    public HandlerResult handle(HandlerRequest request) throws PermanentException {
        Fields customer = Fields.subject(request.payload(), "customer");
        Event event = request.event();
        return switch (request.category()) {
            case "customer.created" -> processed(request, customer, profile(event, customer, 10));
            case "customer.updated" -> processed(request, customer, profile(event, customer, 20));
            case "customer.deleted" ->
                processed(request, customer, Guard.write(event, DELETED, customer.requiredText("id"), 30, true));
            default -> new HandlerResult.Ignored(request.category() + " says nothing of a customer");
        };
    }

    private static Effect profile(Event event, Fields customer, int rank) throws PermanentException {
        return Guard.write(
                event,
                PROFILE,
                customer.requiredText("id"),
                rank,
                customer.text("email").orElse(null),
                customer.text("name").orElse(null));
    }

    private static HandlerResult processed(HandlerRequest request, Fields customer, Effect write)
            throws PermanentException {
        return new HandlerResult.Processed(List.of(write), request.category() + " of " + customer.requiredText("id"));
    }
}

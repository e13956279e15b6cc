package dev.sluice.processor.handlers;

import static dev.sluice.processor.handlers.Guard.projection;
import static dev.sluice.processor.handlers.Guard.text;
import static dev.sluice.processor.handlers.Guard.tied;
import static dev.sluice.processor.handlers.Guard.time;

import dev.sluice.handler.Effect;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.Projection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keeps customers; one that is deleted keeps its row and is marked. */
public final class ApplyCustomers implements Handler {
    /** What it makes something of. */
    static final Set<String> CATEGORIES = Set.of("customer.created", "customer.updated", "customer.deleted");

    private static final Projection PROFILE =
            tied("customer", "profile", text("email"), text("name"), time("created_at"));
    private static final Projection DELETED =
            projection("customer", "deleted", new Projection.Column("deleted", "boolean"));

    @Override
    public String name() {
        return "customers";
    }

    @Override
    public HandlerResult handle(HandlerRequest request) throws PermanentException {
        if (!CATEGORIES.contains(request.category())) {
            return new HandlerResult.Ignored(request.category() + " says nothing of a customer");
        }
        Optional<PayloadForm> form = PayloadForm.of(request.event());
        if (form.isEmpty()) {
            return new HandlerResult.Ignored(PayloadForm.unreadable(request.event()));
        }
        Guard guard = new Guard(request, form.get());
        Fields customer = form.get().object(request.payload(), "customer");
        String id = customer.requiredText("id");
        Effect write = switch (request.category()) {
            case "customer.deleted" -> guard.write(DELETED, id, 30, true);
            case "customer.created" -> profile(guard, customer, id, 10);
            default -> profile(guard, customer, id, 20);
        };
        return new HandlerResult.Processed(List.of(write), request.category() + " of " + id);
    }

    private static Effect profile(Guard guard, Fields customer, String id, int rank) {
        return guard.write(
                PROFILE,
                id,
                rank,
                guard.tieOf(Map.of("email", "email", "name", "name")),
                customer.text("email").orElse(null),
                customer.text("name").orElse(null),
                customer.time("created", "created_at").orElse(null));
    }
}

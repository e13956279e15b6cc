package dev.sluice.processor.handlers;

import static dev.sluice.processor.handlers.Guard.projection;
import static dev.sluice.processor.handlers.Guard.text;
import static dev.sluice.processor.handlers.Guard.tied;
import static dev.sluice.processor.handlers.Guard.time;

import dev.sluice.handler.Effect;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.Projection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keeps customers; one that is deleted keeps its row and is marked. */
public final class ApplyCustomers extends ApplyObjects {
    /** The categories that it makes something of. */
    static final Set<String> CATEGORIES = Set.of("customer.created", "customer.updated", "customer.deleted");

    private static final Projection PROFILE =
            tied("customer", "profile", text("email"), text("name"), time("created_at"));
    private static final Projection DELETED =
            projection("customer", "deleted", new Projection.Column("deleted", "boolean"));

    public ApplyCustomers() {
        super("customers", CATEGORIES, "a customer");
    }

    @Override
    List<Effect> writes(PayloadReader reader, HandlerRequest request, Guard guard) throws PermanentException {
        Optional<CustomerFact> read = reader.customer(request);
        if (read.isEmpty()) {
            return List.of();
        }
        CustomerFact customer = read.get();
        return List.of(
                switch (request.category()) {
                    case "customer.deleted" -> guard.write(DELETED, customer.id(), 30, Projection.Tie.NONE, true);
                    case "customer.created" -> profile(guard, customer, 10);
                    default -> profile(guard, customer, 20);
                });
    }

    private static Effect profile(Guard guard, CustomerFact customer, int rank) {
        return guard.write(
                PROFILE,
                customer.id(),
                rank,
                customer.tie(),
                customer.email().orElse(null),
                customer.name().orElse(null),
                customer.createdAt().orElse(null));
    }
}

package dev.sluice.processor.handlers;

import static dev.sluice.processor.handlers.Guard.number;
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

/** Keeps invoices. */
public final class ApplyInvoices extends ApplyObjects {
    /** The categories that it makes something of. */
    static final Set<String> CATEGORIES = Set.of("invoice.paid", "invoice.failed");

    private static final Projection STATUS = tied(
            "invoice",
            "status",
            text("status"),
            text("customer_id"),
            text("subscription_id"),
            number("amount"),
            number("amount_paid"),
            text("currency"),
            time("created_at"));

    public ApplyInvoices() {
        super("invoices", CATEGORIES, "an invoice");
    }

    @Override
    List<Effect> writes(PayloadReader reader, HandlerRequest request, Guard guard) throws PermanentException {
        Optional<InvoiceFact> read = reader.invoice(request);
        if (read.isEmpty()) {
            return List.of();
        }
        InvoiceFact invoice = read.get();
        boolean paid = request.category().equals("invoice.paid");
        return List.of(guard.write(
                STATUS,
                invoice.id(),
                // What is paid may have failed before in the same second, and can't fail afterwards.
                !paid ? 10 : invoice.partly() ? 15 : 20,
                invoice.tie(),
                !paid ? "failed" : invoice.partly() ? "partially_paid" : "paid",
                invoice.customer().orElse(null),
                invoice.subscription().orElse(null),
                invoice.amount().orElse(null),
                invoice.paid().orElse(null),
                invoice.currency().orElse(null),
                invoice.createdAt().orElse(null)));
    }
}

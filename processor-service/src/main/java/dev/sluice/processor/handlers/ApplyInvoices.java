package dev.sluice.processor.handlers;

import static dev.sluice.processor.handlers.Guard.number;
import static dev.sluice.processor.handlers.Guard.projection;
import static dev.sluice.processor.handlers.Guard.text;
import static dev.sluice.processor.handlers.Guard.time;

import dev.sluice.handler.Effect;
import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import dev.sluice.handler.Projection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keeps invoices. */
public final class ApplyInvoices implements Handler {
    /** What it makes something of. */
    static final Set<String> CATEGORIES = Set.of("invoice.paid", "invoice.failed");

    private static final Projection STATUS = projection(
            "invoice",
            "status",
            text("status"),
            text("customer_id"),
            text("subscription_id"),
            number("amount"),
            number("amount_paid"),
            text("currency"),
            time("created_at"));

    @Override
    public String name() {
        return "invoices";
    }

    @Override
    public HandlerResult handle(HandlerRequest request) throws PermanentException {
        if (!CATEGORIES.contains(request.category())) {
            return new HandlerResult.Ignored(request.category() + " says nothing of an invoice");
        }
        Optional<PayloadForm> form = PayloadForm.of(request.event());
        if (form.isEmpty()) {
            return new HandlerResult.Ignored(PayloadForm.unreadable(request.event()));
        }
        Fields invoice = form.get().object(request.payload(), "invoice");
        String id = invoice.requiredText("id");
        boolean paid = request.category().equals("invoice.paid");
        Effect write = new Guard(request, form.get())
                .write(
                        STATUS,
                        id,
                        // What is paid may have failed before in the same second, and can't fail afterwards.
                        paid ? 20 : 10,
                        paid ? "paid" : "failed",
                        invoice.text("customer_id", "customer").orElse(null),
                        subscription(invoice).orElse(null),
                        invoice.number("amount_due", "amount").orElse(null),
                        invoice.number("amount_paid").orElse(null),
                        invoice.currency().orElse(null),
                        invoice.time("created", "created_at").orElse(null));
        return new HandlerResult.Processed(List.of(write), request.category() + " of " + id);
    }

    /** Stripe's invoices name it under their parent since API version 2025-03-31. */
    private static Optional<String> subscription(Fields invoice) {
        return invoice.text("subscription_id", "subscription")
                .or(() -> invoice.field("parent").field("subscription_details").text("subscription"));
    }
}

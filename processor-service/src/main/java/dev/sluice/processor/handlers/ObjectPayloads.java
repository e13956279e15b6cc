package dev.sluice.processor.handlers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.PermanentException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Customers, subscriptions and invoices of core events, Stripe and Razorpay, whose fields have the same names or names of their own. */
abstract class ObjectPayloads implements PayloadReader {
    private final MinorUnits units;

    ObjectPayloads(MinorUnits units) {
        this.units = units;
    }

    /** The object of a kind that an event is about. */
    abstract Fields object(JsonNode payload, String kind);

    /** A number in the provider's minor unit. */
    final Optional<BigDecimal> amount(Fields object, String... names) throws PermanentException {
        Optional<BigDecimal> number = object.number(names);
        Optional<String> currency = object.currency("currency");
        return number.isPresent() && currency.isPresent()
                ? Optional.of(units.convert(number.get(), currency.get()))
                : number;
    }

    final BigDecimal requiredAmount(Fields object, String... names) throws PermanentException {
        object.requiredNumber(names);
        return amount(object, names).orElseThrow();
    }

    @Override
    public final Optional<CustomerFact> customer(HandlerRequest request) throws PermanentException {
        Fields customer = object(request.payload(), "customer");
        return Optional.of(new CustomerFact(
                customer.requiredText("id"),
                customer.text("email"),
                customer.text("name"),
                customer.time("created", "created_at"),
                Guard.tieOf(request, Map.of("email", "email", "name", "name"))));
    }

    @Override
    public final Optional<SubscriptionFact> subscription(HandlerRequest request) throws PermanentException {
        Fields subscription = object(request.payload(), "subscription");
        return Optional.of(new SubscriptionFact(
                subscription.requiredText("id"),
                subscription.text("status"),
                subscription.text("customer_id", "customer"),
                plan(subscription),
                end(subscription),
                subscription.time("created", "created_at"),
                Guard.tieOf(request, Map.of("status", "status", "customer", "customer_id"))));
    }

    @Override
    public final Optional<InvoiceFact> invoice(HandlerRequest request) throws PermanentException {
        Fields invoice = object(request.payload(), "invoice");
        return Optional.of(new InvoiceFact(
                invoice.requiredText("id"),
                invoice.text("status").filter("partially_paid"::equals).isPresent(),
                invoice.text("customer_id", "customer"),
                // Stripe's invoices name it under their parent since API version 2025-03-31.
                invoice.text("subscription_id", "subscription")
                        .or(() -> invoice.field("parent")
                                .field("subscription_details")
                                .text("subscription")),
                amount(invoice, "amount_due", "amount"),
                amount(invoice, "amount_paid"),
                invoice.currency("currency"),
                invoice.time("created", "created_at"),
                Guard.tie(request)));
    }

    /** Stripe has a price in each item, and in older API versions a plan: what is metered comes on top of what was chosen. */
    private static Optional<String> plan(Fields subscription) {
        return chosen(subscription)
                .flatMap(item -> item.text("price", "plan"))
                .or(() -> subscription.text("plan_id", "plan"));
    }

    private static Optional<Fields> chosen(Fields subscription) {
        List<Fields> items = subscription.field("items").each("data");
        return items.stream()
                .filter(item -> !isMetered(item))
                .findFirst()
                .or(() -> items.stream().findFirst());
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
     * ended at once. The period is of the subscription, or of its items since API version 2025-03-31.
     */
    private static Optional<Instant> end(Fields subscription) {
        return subscription
                .time("ended_at", "cancel_at")
                .or(() -> subscription.field("cancel_at_period_end").node().asBoolean()
                        ? subscription
                                .time("current_period_end")
                                .or(() -> chosen(subscription).flatMap(item -> item.time("current_period_end")))
                        : Optional.empty())
                .or(() -> subscription.time("canceled_at", "cancelled_at"));
    }
}

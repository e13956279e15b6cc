package dev.sluice.processor.ledger;

import static dev.sluice.processor.ledger.LedgerContract.NONE_EXPECTED;
import static dev.sluice.processor.ledger.Samples.BUDGET;
import static dev.sluice.processor.ledger.Samples.batch;
import static dev.sluice.processor.ledger.Samples.delivery;
import static dev.sluice.processor.ledger.Samples.ended;
import static dev.sluice.processor.ledger.Samples.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.handler.Handler;
import dev.sluice.handler.HandlerResult;
import dev.sluice.processor.delivery.Attempt;
import dev.sluice.processor.delivery.AttemptOutcome;
import dev.sluice.processor.handlers.ApplyCustomers;
import dev.sluice.processor.handlers.ApplyPayments;
import dev.sluice.processor.handlers.ApplySubscriptions;
import dev.sluice.processor.handlers.HandlerRequests;
import dev.sluice.testing.EventBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Of events of one second the one that came later at the provider stands, whatever their ids are and in whatever order they arrive. */
final class SameSecondIT {
    @RegisterExtension
    static final OpenLedger OPEN = new OpenLedger("same_second", 1);

    private long offset;

    /** @param body with ids that say the opposite of the order */
    private record Told(Handler handler, String provider, String type, String category, String body) {}

    @Test
    void customerThatReplacesWhatAnotherSetIsTheLater() throws Exception {
        assertLast(
                "SELECT email FROM customer",
                "c@example.com",
                stripe(
                        new ApplyCustomers(),
                        "customer.updated",
                        "\"email\": \"b@example.com\"",
                        "\"email\": \"a@example.com\""),
                stripe(
                        new ApplyCustomers(),
                        "customer.updated",
                        "\"email\": \"c@example.com\"",
                        "\"email\": \"b@example.com\""));
    }

    @Test
    void customerWhoseNameWasNothingBeforeIsTheLater() throws Exception {
        assertLast(
                "SELECT name FROM customer",
                "Jenny",
                stripe(new ApplyCustomers(), "customer.updated", "\"name\": null", "\"name\": \"Jen\""),
                stripe(new ApplyCustomers(), "customer.updated", "\"name\": \"Jenny\"", "\"name\": null"));
    }

    @Test
    void changeOfWhatIsNotKeptComesBeforeTheOneThatReplacesIt() throws Exception {
        assertLast(
                "SELECT email FROM customer",
                "b@example.com",
                stripe(new ApplyCustomers(), "customer.updated", "\"email\": \"a@example.com\"", "\"balance\": 5"),
                stripe(
                        new ApplyCustomers(),
                        "customer.updated",
                        "\"email\": \"b@example.com\"",
                        "\"email\": \"a@example.com\""));
    }

    @Test
    void subscriptionThatRecoversIsActive() throws Exception {
        assertLast(
                "SELECT status FROM subscription",
                "active",
                stripe(
                        new ApplySubscriptions(),
                        "subscription.updated",
                        "\"status\": \"past_due\"",
                        "\"status\": \"active\", \"customer\": \"c\""),
                stripe(
                        new ApplySubscriptions(),
                        "subscription.updated",
                        "\"status\": \"active\"",
                        "\"status\": \"past_due\""));
    }

    @Test
    void subscriptionThatLeavesItsFirstStateIsActive() throws Exception {
        assertLast(
                "SELECT status FROM subscription",
                "active",
                stripe(new ApplySubscriptions(), "subscription.created", "\"status\": \"incomplete\"", ""),
                stripe(
                        new ApplySubscriptions(),
                        "subscription.updated",
                        "\"status\": \"active\"",
                        "\"status\": \"incomplete\""));
    }

    @Test
    void subscriptionThatIsCompletedIsNotActiveAgain() throws Exception {
        assertLast(
                "SELECT status FROM subscription",
                "completed",
                razorpay("subscription.charged", "active"),
                razorpay("subscription.completed", "completed"));
    }

    @Test
    void disputeThatReplacesWhatAnotherSetIsTheLater() throws Exception {
        assertLast(
                "SELECT reason FROM dispute",
                "fraudulent",
                stripe(
                        new ApplyPayments(),
                        "dispute.updated",
                        "\"charge\": \"ch_1\", \"amount\": 1, \"status\": \"needs_response\", \"reason\": \"general\"",
                        ""),
                stripe(
                        new ApplyPayments(),
                        "dispute.updated",
                        "\"charge\": \"ch_1\", \"amount\": 1, \"status\": \"needs_response\", \"reason\": \"fraudulent\"",
                        "\"reason\": \"general\""));
    }

    @Test
    void higherNumberIsTheLater() throws Exception {
        assertLast(
                "SELECT name FROM customer",
                "later",
                new Told(
                        new ApplyCustomers(),
                        "generic",
                        "customer.updated",
                        "customer.updated",
                        "{\"sequence\": 9, \"data\": {\"object\": {\"id\": \"x_1\", \"name\": \"earlier\"}}}"),
                new Told(
                        new ApplyCustomers(),
                        "generic",
                        "customer.updated",
                        "customer.updated",
                        "{\"sequence\": 10, \"data\": {\"object\": {\"id\": \"x_1\", \"name\": \"later\"}}}"));
    }

    private static Told stripe(Handler handler, String category, String fields, String replaced) {
        return new Told(
                handler,
                "stripe",
                "a_stripe.type",
                category,
                "{\"data\": {\"object\": {\"id\": \"x_1\", %s}, \"previous_attributes\": {%s}}}"
                        .formatted(fields, replaced));
    }

    private static Told razorpay(String type, String status) {
        return new Told(
                new ApplySubscriptions(),
                "razorpay",
                type,
                "subscription.updated",
                "{\"payload\": {\"subscription\": {\"entity\": {\"id\": \"x_1\", \"status\": \"%s\"}}}}"
                        .formatted(status));
    }

    private void assertLast(String query, String expected, Told earlier, Told later) throws Exception {
        for (boolean together : List.of(true, false)) {
            for (boolean inOrder : List.of(true, false)) {
                for (boolean greaterIdFirst : List.of(true, false)) {
                    OPEN.book().empty();
                    Attempt one = attempt(earlier, greaterIdFirst ? "evt_b" : "evt_a");
                    Attempt other = attempt(later, greaterIdFirst ? "evt_a" : "evt_b");
                    List<Attempt> attempts = inOrder ? List.of(one, other) : List.of(other, one);
                    for (List<Attempt> each : together
                            ? List.of(attempts)
                            : attempts.stream().map(List::of).toList()) {
                        OPEN.ledger().record(batch(each), NONE_EXPECTED, BUDGET);
                    }
                    assertThat(OPEN.book().rows(query))
                            .as("together %s, in order %s, the greater id first %s", together, inOrder, greaterIdFirst)
                            .containsExactly(expected);
                }
            }
        }
    }

    private Attempt attempt(Told told, String id) throws Exception {
        EventBuilder made = EventBuilder.event("shop", id)
                .provider(told.provider())
                .type(told.type())
                .createdAt(HandlerRequests.CREATED);
        HandlerResult.Processed result =
                (HandlerResult.Processed) told.handler().handle(HandlerRequests.of(made, told.category(), told.body()));
        return ended(
                delivery(event("evt_" + offset), "payments", offset++),
                new AttemptOutcome.Processed(result.effects(), result.result()));
    }
}

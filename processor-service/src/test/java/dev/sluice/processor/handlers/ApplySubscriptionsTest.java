package dev.sluice.processor.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ApplySubscriptionsTest {
    private final ApplySubscriptions handler = new ApplySubscriptions();

    @Test
    void coreSubscriptionIsKept() throws Exception {
        assertThat(writes(
                        "subscription.cancelled",
                        "{\"data\": {\"object\": {\"id\": \"sub_1\", \"customer_id\": \"cus_1\"}}}"))
                .containsExactly("subscription.status sub_1 30 [cancelled, cus_1, null, null]");
    }

    @Test
    void stripeSubscriptionHasItsPriceInTheFirstItem() throws Exception {
        assertThat(writes("subscription.created", """
                {"data": {"object": {"id": "sub_1", "object": "subscription", "customer": "cus_1", "status": "trialing",
                    "canceled_at": 1640995200, "items": {"data": [{"price": {"id": "price_1"}}]}}}}"""))
                .containsExactly("subscription.status sub_1 10 [trialing, cus_1, price_1, 2022-01-01T00:00:00Z]");
    }

    @Test
    void razorpaySubscriptionIsAnEntity() throws Exception {
        assertThat(writes("subscription.updated", """
                {"payload": {"subscription": {"entity": {"id": "sub_1", "plan_id": "plan_1", "customer_id": "cust_1",
                    "status": "halted", "ended_at": null}}}}"""))
                .containsExactly("subscription.status sub_1 20 [halted, cust_1, plan_1, null]");
    }

    @Test
    void wildTimeIsLeftOut() throws Exception {
        assertThat(writes(
                        "subscription.cancelled",
                        "{\"data\": {\"object\": {\"id\": \"sub_1\", \"canceled_at\": 9223372036854775807}}}"))
                .containsExactly("subscription.status sub_1 30 [cancelled, null, null, null]");
    }

    @Test
    void unmappedTypeIsIgnored() throws Exception {
        assertThat(handler.handle(HandlerRequests.of("plan.created", "plan.created", "{}")))
                .isInstanceOf(HandlerResult.Ignored.class);
    }

    private List<String> writes(String category, String body) throws PermanentException {
        return HandlerRequests.writes(handler.handle(HandlerRequests.of("any", category, body)));
    }
}

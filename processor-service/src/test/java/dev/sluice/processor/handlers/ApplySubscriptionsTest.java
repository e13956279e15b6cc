package dev.sluice.processor.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ApplySubscriptionsTest {
    private final ApplySubscriptions handler = new ApplySubscriptions();

    @Test
    void coreSubscriptionIsKept() throws Exception {
        assertThat(core("subscription.cancelled", "{\"id\": \"sub_1\", \"customer_id\": \"cus_1\"}"))
                .containsExactly("subscription.status sub_1 30 [cancelled, cus_1, null, null, null]");
    }

    @Test
    void stripeSubscriptionHasItsPriceInTheFirstItem() throws Exception {
        assertThat(stripe("subscription.created", """
                {"id": "sub_1", "object": "subscription", "customer": "cus_1", "status": "trialing",
                 "created": 1640995200, "items": {"data": [{"price": {"id": "price_1"}}]}}"""))
                .containsExactly("subscription.status sub_1 10 [trialing, cus_1, price_1, null, 2022-01-01T00:00:00Z]");
    }

    @Test
    void planOfSeveralItemsIsTheFirstThatIsNotMetered() throws Exception {
        assertThat(stripe("subscription.updated", """
                {"id": "sub_1", "status": "active", "items": {"data": [
                    {"price": {"id": "price_metered", "recurring": {"usage_type": "metered"}}},
                    {"price": {"id": "price_plan", "recurring": {"usage_type": "licensed"}}},
                    {"price": {"id": "price_seats", "recurring": {"usage_type": "licensed"}}}]}}"""))
                .containsExactly("subscription.status sub_1 20 [active, null, price_plan, null, null]");
        assertThat(stripe("subscription.updated", """
                {"id": "sub_1", "status": "active", "items": {"data": [
                    {"plan": {"id": "old_metered", "usage_type": "metered"}}, {"plan": {"id": "old_plan"}}]}}"""))
                .containsExactly("subscription.status sub_1 20 [active, null, old_plan, null, null]");
        assertThat(stripe("subscription.updated", """
                {"id": "sub_1", "status": "active", "items": {"data": [
                    {"price": {"id": "price_metered", "recurring": {"usage_type": "metered"}}}]}}"""))
                .containsExactly("subscription.status sub_1 20 [active, null, price_metered, null, null]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"canceled_at\": 1640995200 | 2022-01-01T00:00:00Z",
                "\"canceled_at\": 1640995200, \"cancel_at\": 1643673600 | 2022-02-01T00:00:00Z",
                "\"cancel_at\": 1643673600 | 2022-02-01T00:00:00Z",
                "\"canceled_at\": 1640995200, \"cancel_at_period_end\": true, \"current_period_end\": 1643673600 | 2022-02-01T00:00:00Z",
                "\"canceled_at\": 1640995200, \"cancel_at\": 1646092800, \"ended_at\": 1643673600 | 2022-02-01T00:00:00Z",
                "\"canceled_at\": 1640995200000 | 2022-01-01T00:00:00Z",
                "\"canceled_at\": \"2022-01-01T01:00:00+01:00\" | 2022-01-01T00:00:00Z",
                "\"current_period_end\": 1643673600 | null"
            })
    void endIsWhenItEndedOrWillEnd(String fields, String end) throws Exception {
        assertThat(stripe("subscription.updated", "{\"id\": \"sub_1\", \"status\": \"active\", " + fields + "}"))
                .containsExactly("subscription.status sub_1 20 [active, null, null, " + end + ", null]");
    }

    /** API version 2025-03-31 "basil" moved the period from the subscription to its items. */
    @Test
    void bothVersionsOfStripeGiveTheSameRow() throws Exception {
        String before = """
                {"id": "sub_1", "object": "subscription", "customer": "cus_1", "status": "active", "created": 1640995200,
                 "cancel_at_period_end": true, "canceled_at": 1640995300, "current_period_start": 1640995200,
                 "current_period_end": 1643673600, "plan": {"id": "price_1"},
                 "items": {"data": [{"price": {"id": "price_m", "recurring": {"usage_type": "metered"}}},
                                    {"price": {"id": "price_1"}}]}}""";
        String since = """
                {"id": "sub_1", "object": "subscription", "customer": "cus_1", "status": "active", "created": 1640995200,
                 "cancel_at_period_end": true, "canceled_at": 1640995300,
                 "items": {"data": [{"price": {"id": "price_m", "recurring": {"usage_type": "metered"}},
                                     "current_period_start": 1640995200, "current_period_end": 1640999999},
                                    {"price": {"id": "price_1"}, "current_period_start": 1640995200,
                                     "current_period_end": 1643673600}]}}""";

        assertThat(stripe("subscription.updated", since))
                .isEqualTo(stripe("subscription.updated", before))
                .containsExactly(
                        "subscription.status sub_1 20 [active, cus_1, price_1, 2022-02-01T00:00:00Z, 2022-01-01T00:00:00Z]");
    }

    @ParameterizedTest
    @CsvSource({"halted, 20", "active, 20", "completed, 30", "expired, 30"})
    void razorpaySubscriptionRanksByItsStatus(String status, int rank) throws Exception {
        assertThat(HandlerRequests.writes(handler.handle(HandlerRequests.of(
                        "razorpay", "subscription." + status, "subscription.updated", """
                {"payload": {"subscription": {"entity": {"id": "sub_1", "plan_id": "plan_1", "customer_id": "cust_1",
                    "status": "%s", "ended_at": null}}}}""".formatted(status)))))
                .containsExactly(
                        "subscription.status sub_1 %d [%s, cust_1, plan_1, null, null]".formatted(rank, status));
    }

    @Test
    void wildTimeIsLeftOut() throws Exception {
        for (String wild :
                List.of("9223372036854775807", "-99999999999999", "\"+55840-01-01T00:00:00Z\"", "\"soon\"", "1e300")) {
            assertThat(core("subscription.cancelled", "{\"id\": \"sub_1\", \"canceled_at\": " + wild + "}"))
                    .containsExactly("subscription.status sub_1 30 [cancelled, null, null, null, null]");
        }
    }

    @Test
    void unmappedTypeIsIgnored() throws Exception {
        assertThat(handler.handle(HandlerRequests.of("plan.created", "{}"))).isInstanceOf(HandlerResult.Ignored.class);
    }

    @ParameterizedTest
    @CsvSource({"braintree, subscription_went_active", "svix, subscription.created"})
    void payloadThatCannotBeReadIsIgnoredForThatReason(String provider, String type) throws Exception {
        assertThat(handler.handle(
                        HandlerRequests.of(provider, type, "subscription.created", "{\"data\": {\"id\": \"sub_1\"}}")))
                .isEqualTo(new HandlerResult.Ignored("payloads of " + provider + " can't be read yet"));
    }

    private List<String> core(String category, String object) throws PermanentException {
        return HandlerRequests.writes(
                handler.handle(HandlerRequests.of(category, "{\"data\": {\"object\": " + object + "}}")));
    }

    private List<String> stripe(String category, String object) throws PermanentException {
        return HandlerRequests.writes(handler.handle(HandlerRequests.of(
                "stripe", "customer." + category, category, "{\"data\": {\"object\": " + object + "}}")));
    }
}

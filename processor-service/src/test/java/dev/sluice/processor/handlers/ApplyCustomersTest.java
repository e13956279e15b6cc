package dev.sluice.processor.handlers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ApplyCustomersTest {
    private final ApplyCustomers handler = new ApplyCustomers();

    @Test
    void profileIsKept() throws Exception {
        String body =
                "{\"data\": {\"object\": {\"id\": \"cus_1\", \"email\": \"a@example.com\", \"name\": null, \"created\": 1640995200}}}";

        assertThat(writes("customer.created", body))
                .containsExactly("customer.profile cus_1 10 [a@example.com, null, 2022-01-01T00:00:00Z]");
        assertThat(writes("customer.updated", body))
                .containsExactly("customer.profile cus_1 20 [a@example.com, null, 2022-01-01T00:00:00Z]");
    }

    @Test
    void deletionIsATombstoneBesideTheProfile() throws Exception {
        assertThat(writes("customer.deleted", "{\"data\": {\"object\": {\"id\": \"cus_1\"}}}"))
                .containsExactly("customer.deleted cus_1 30 [true]");
    }

    @Test
    void resultHoldsNoPersonalData() throws Exception {
        HandlerResult outcome = handler.handle(HandlerRequests.of(
                "customer.created", "{\"data\": {\"object\": {\"id\": \"cus_1\", \"email\": \"a@example.com\"}}}"));

        assertThat(((HandlerResult.Processed) outcome).result()).isEqualTo("customer.created of cus_1");
    }

    @Test
    void missingIdIsNamed() {
        assertThatExceptionOfType(PermanentException.class)
                .isThrownBy(() -> handler.handle(HandlerRequests.of(
                        "razorpay",
                        "customer.updated",
                        "customer.updated",
                        "{\"payload\": {\"customer\": {\"entity\": {}}}}")))
                .withMessage("payload.customer.entity.id is missing");
    }

    @Test
    void payloadThatCannotBeReadIsIgnoredForThatReason() throws Exception {
        for (String provider : List.of("standard-webhooks", "hubspot")) {
            assertThat(handler.handle(HandlerRequests.of(
                            provider, "customer.created", "customer.created", "{\"data\": {\"id\": \"ctm_1\"}}")))
                    .isEqualTo(new HandlerResult.Ignored("payloads of " + provider + " can't be read yet"));
        }
    }

    private List<String> writes(String category, String body) throws PermanentException {
        return HandlerRequests.writes(handler.handle(HandlerRequests.of(category, body)));
    }
}

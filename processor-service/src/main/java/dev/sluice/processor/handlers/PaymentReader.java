package dev.sluice.processor.handlers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.handler.PermanentException;

/** Reads one provider's shape of payload. */
interface PaymentReader {
    PaymentFact became(PaymentState state, JsonNode payload) throws PermanentException;

    PaymentFact refunded(JsonNode payload) throws PermanentException;

    PaymentFact disputed(JsonNode payload) throws PermanentException;

    /** The reader for a payload: shapes are told apart by what only they have. */
    static PaymentReader of(JsonNode payload) {
        if (payload.path("payload").isObject()) {
            return new RazorpayPayments();
        }
        // Stripe's objects name their kind.
        return payload.path("data").path("object").path("object").isTextual()
                ? new StripePayments()
                : new CorePayments();
    }
}

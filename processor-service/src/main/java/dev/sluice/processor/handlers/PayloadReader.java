package dev.sluice.processor.handlers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.PermanentException;
import java.util.List;
import java.util.Optional;

/**
 * Reads the payloads of one provider. What an event is about is known of its type and category, and the method for it is called;
 * what one says that is not kept, or can't be read, is left empty. Amounts are given in ISO 4217's minor unit.
 */
interface PayloadReader {
    /** An event of a category that announces a payment's state. */
    List<PaymentFact> became(PaymentState state, HandlerRequest request) throws PermanentException;

    /** An event about a payment whose state, refunds or disputes only the payload tells. */
    List<PaymentFact> updated(HandlerRequest request) throws PermanentException;

    /** An event about a refund, or about the refunds of a payment. */
    List<PaymentFact> refunded(HandlerRequest request) throws PermanentException;

    /** An event about a dispute. */
    List<PaymentFact> disputed(HandlerRequest request) throws PermanentException;

    /** An event about a customer. */
    default Optional<CustomerFact> customer(HandlerRequest request) throws PermanentException {
        return Optional.empty();
    }

    /** An event about a subscription. */
    default Optional<SubscriptionFact> subscription(HandlerRequest request) throws PermanentException {
        return Optional.empty();
    }

    /** An event about an invoice. */
    default Optional<InvoiceFact> invoice(HandlerRequest request) throws PermanentException {
        return Optional.empty();
    }

    /** The account at the provider that the event is about; empty where it names none. */
    default Optional<String> account(JsonNode payload) {
        return Optional.empty();
    }
}

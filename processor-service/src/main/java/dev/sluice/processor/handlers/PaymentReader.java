package dev.sluice.processor.handlers;

import dev.sluice.handler.HandlerRequest;
import dev.sluice.handler.PermanentException;
import java.util.List;

/** Reads payloads of one form. */
interface PaymentReader {
    PaymentFact became(PaymentState state, HandlerRequest request) throws PermanentException;

    /** What an event about a refund, or about the refunds of a payment, says; empty where it says nothing of them. */
    List<PaymentFact> refunds(HandlerRequest request) throws PermanentException;

    PaymentFact disputed(HandlerRequest request) throws PermanentException;

    static PaymentReader of(PayloadForm form) {
        return switch (form) {
            case CORE -> new CorePayments();
            case STRIPE -> new StripePayments();
            case RAZORPAY -> new RazorpayPayments();
        };
    }
}

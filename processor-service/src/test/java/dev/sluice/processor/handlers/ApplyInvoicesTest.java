package dev.sluice.processor.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.handler.HandlerResult;
import dev.sluice.handler.PermanentException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ApplyInvoicesTest {
    private final ApplyInvoices handler = new ApplyInvoices();

    @Test
    void coreInvoiceIsKept() throws Exception {
        assertThat(
                        writes(
                                "generic",
                                "invoice.failed",
                                "{\"data\": {\"object\": {\"id\": \"in_1\", \"amount\": 900, \"currency\": \"usd\", \"customer_id\": \"cus_1\"}}}"))
                .containsExactly("invoice.status in_1 10 [failed, cus_1, null, 900, null, USD, null]");
    }

    /** API version 2025-03-31 "basil" took subscription, charge and payment_intent out of the invoice. */
    @Test
    void bothVersionsOfStripeGiveTheSameRow() throws Exception {
        String invoice = """
                {"data": {"object": {"id": "in_1", "object": "invoice", "amount_due": 900, "amount_paid": 900, "currency": "usd",
                    "customer": "cus_1", "created": 1640995200, %s}}}""";
        List<String> before = writes("stripe", "invoice.paid", invoice.formatted("""
                "subscription": "sub_1", "charge": "ch_1", "payment_intent": "pi_1\""""));
        List<String> since = writes("stripe", "invoice.paid", invoice.formatted("""
                "parent": {"type": "subscription_details", "quote_details": null,
                           "subscription_details": {"metadata": {}, "subscription": "sub_1"}}"""));

        assertThat(since)
                .isEqualTo(before)
                .containsExactly("invoice.status in_1 20 [paid, cus_1, sub_1, 900, 900, USD, 2022-01-01T00:00:00Z]");
    }

    @Test
    void razorpayInvoiceIsAnEntity() throws Exception {
        assertThat(writes("razorpay", "invoice.paid", """
                {"payload": {"invoice": {"entity": {"id": "inv_1", "amount": 900, "amount_paid": 900, "currency": "INR",
                    "customer_id": "cust_1", "subscription_id": "sub_1"}}}}"""))
                .containsExactly("invoice.status inv_1 20 [paid, cust_1, sub_1, 900, 900, INR, null]");
    }

    @Test
    void othersAreIgnored() throws Exception {
        assertThat(handler.handle(HandlerRequests.of("stripe", "invoice.created", "invoice.created", "{}")))
                .isEqualTo(new HandlerResult.Ignored("invoice.created says nothing of an invoice"));
        assertThat(handler.handle(HandlerRequests.of("svix", "invoice.paid", "invoice.paid", "{}")))
                .isEqualTo(new HandlerResult.Ignored("payloads of svix can't be read yet"));
    }

    private List<String> writes(String provider, String category, String body) throws PermanentException {
        return HandlerRequests.writes(handler.handle(HandlerRequests.of(provider, category, category, body)));
    }
}
